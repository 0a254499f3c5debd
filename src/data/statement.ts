import { createHash } from 'node:crypto'
import pg from 'pg'

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

/** What texts are read on: a pool, or connections that requests share. */
export interface TextQueryable {
  query(query: TextQuery, done: (error: Error | null | undefined) => void): unknown
}

/** A row of texts and nulls, in the order of the select list. */
type TextRow = readonly (string | null)[]

/** Takes rows as they come: what the driver would find out about each column and value is for nobody. */
export class TextQuery extends pg.Query {
  readonly text: string
  readonly found: TextRow[] = []

  constructor(config: pg.QueryConfig) {
    super(config)
    this.text = config.text
  }

  /** Called by the driver. */
  handleRowDescription(): void {}

  /** Called by the driver. */
  handleDataRow({ fields }: { readonly fields: TextRow }): void {
    this.found.push(fields)
  }
}

/**
 * The same, as PostgreSQL writes values. For texts that depend on what a caller selects: one is named only after some uses,
 * so that one-off texts take no other's place.
 */
export async function queryTexts(on: TextQueryable, text: string, values: readonly unknown[]): Promise<TextRow[]> {
  const seen = names.has(text) ? USES_BEFORE_NAMED : countOfUse(text)
  const name = seen >= USES_BEFORE_NAMED ? nameOf(text) : undefined
  const query = new TextQuery({ ...(name !== undefined && { name }), text, values: values as unknown[] })
  await new Promise<void>((resolve, reject) => {
    on.query(query, (error) => (error ? reject(error) : resolve()))
  })
  return query.found
}

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
