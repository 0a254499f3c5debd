import { createHash } from 'node:crypto'
import type pg from 'pg'

/** What statements run on: the pool, or one connection inside a transaction. */
export type Queryable = Pick<pg.Pool, 'query'>

/**
 * Runs `text` as a named prepared statement, so that PostgreSQL parses and plans it once per connection.
 *
 * Texts must come from a bounded set: parameters are bound, never written into the text.
 */
export async function query<Row>(on: Queryable, text: string, values: readonly unknown[]): Promise<Row[]> {
  const { rows } = await on.query({ name: nameOf(text), text, values: values as unknown[] })
  return rows
}

const names = new Map<string, string>()
/** Beyond this many distinct texts new ones are sent unnamed: a server keeps every named statement in memory. */
const namesMax = 500

function nameOf(text: string): string | undefined {
  let name = names.get(text)
  if (!name && names.size < namesMax) {
    name = createHash('sha1').update(text).digest('base64url')
    names.set(text, name)
  }
  return name
}
