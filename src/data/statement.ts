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

/**
 * The same, as PostgreSQL writes values: rows are lists of texts and nulls, in the order of the select list. For texts that
 * depend on what a caller selects: one is named only after some uses, so that one-off texts take no other's place.
 */
export async function queryTexts(
  on: Queryable,
  text: string,
  values: readonly unknown[],
): Promise<(readonly (string | null)[])[]> {
  const seen = names.has(text) ? USES_BEFORE_NAMED : countOfUse(text)
  const name = seen >= USES_BEFORE_NAMED ? nameOf(text) : undefined
  const { rows } = await on.query({ name, text, values: values as unknown[], rowMode: 'array', types: asWritten })
  return rows
}

const asWritten = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig

const USES_BEFORE_NAMED = 3
const uses = new Map<string, number>()
const usesMax = 1_000

function countOfUse(text: string): number {
  const count = (uses.get(text) ?? 0) + 1
  if (count >= USES_BEFORE_NAMED) uses.delete(text)
  else {
    if (uses.size >= usesMax) uses.clear()
    uses.set(text, count)
  }
  return count
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
