import { createHash } from 'node:crypto'
import pg from 'pg'

/** What statements run on: the pool, one connection inside a transaction, or connections that requests share. */
export interface Queryable {
  query(query: pg.Query, done: (error: Error | null | undefined) => void): unknown
}

/**
 * Runs `text` as a named prepared statement, so that PostgreSQL parses and plans it once per connection.
 *
 * Texts must come from a bounded set: parameters are bound, never written into the text.
 */
export function query<Row>(on: Queryable, text: string, values: readonly unknown[]): Promise<Row[]> {
  return run(on, new RowQuery<Row>({ name: nameOf(text), text, values: values as unknown[] }))
}

/**
 * The same, as PostgreSQL writes values. For texts that depend on what a caller selects: one is named only after some uses,
 * so that one-off texts take no other's place.
 */
export function queryTexts(on: Queryable, text: string, values: readonly unknown[]): Promise<TextRow[]> {
  const seen = named.has(text) ? USES_BEFORE_NAMED : countOfUse(text)
  const name = seen >= USES_BEFORE_NAMED ? nameOf(text) : undefined
  return run(on, new TextQuery({ name, text, values: values as unknown[] }))
}

async function run<Row>(on: Queryable, query: pg.Query & { readonly found: Row[] }): Promise<Row[]> {
  try {
    await new Promise<void>((resolve, reject) => on.query(query, (error) => (error ? reject(error) : resolve())))
  } catch (error) {
    // Of whoever asked, instead of the socket that the answer was read from.
    Error.captureStackTrace(error as Error)
    throw error
  }
  return query.found
}

/** A row of texts and nulls, in the order of the select list. */
type TextRow = readonly (string | null)[]

/** As the driver hands over what it has read. */
interface DataRow {
  readonly fields: TextRow
}

interface RowDescription {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
}

/** Takes rows as they come: what the driver would find out about each column and value is for nobody. */
class TextQuery extends pg.Query {
  readonly text: string
  readonly found: TextRow[] = []

  constructor(config: Config) {
    super(config as pg.QueryConfig)
    this.text = config.text
  }

  handleRowDescription(): void {}

  handleDataRow({ fields }: DataRow): void {
    this.found.push(fields)
  }
}

/** Makes objects of rows. What they are of follows from the text, and is found out once for each. */
class RowQuery<Row> extends pg.Query {
  readonly text: string
  readonly found: Row[] = []
  #columns: readonly Column[] = []

  constructor(config: Config) {
    super(config as pg.QueryConfig)
    this.text = config.text
  }

  handleRowDescription(description: RowDescription): void {
    this.#columns = columnsOf(this.text, description)
  }

  handleDataRow({ fields }: DataRow): void {
    const row: Record<string, unknown> = {}
    fields.forEach((written, index) => {
      const column = this.#columns[index]
      if (column) row[column.name] = written === null ? null : column.read(written)
    })
    this.found.push(row as Row)
  }
}

interface Config {
  readonly name: string | undefined
  readonly text: string
  readonly values: unknown[]
}

interface Column {
  readonly name: string
  readonly read: (written: string) => unknown
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

const named = new Map<string, Named>()
/** Beyond this many distinct texts new ones are sent unnamed: a server keeps every named statement in memory. */
const namedMax = 500

interface Named {
  readonly name: string
  /** What its rows are made of, once that was seen. */
  columns?: readonly Column[]
}

function nameOf(text: string): string | undefined {
  let statement = named.get(text)
  if (!statement && named.size < namedMax) {
    statement = { name: createHash('sha1').update(text).digest('base64url') }
    named.set(text, statement)
  }
  return statement?.name
}

function columnsOf(text: string, { fields }: RowDescription): readonly Column[] {
  const statement = named.get(text)
  const known = statement?.columns
  if (known) return known
  const columns = fields.map(({ name, dataTypeID }) => ({ name, read: pg.types.getTypeParser(dataTypeID, 'text') }))
  if (statement) statement.columns = columns
  return columns
}
