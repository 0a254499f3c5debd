// Loaded into a server before its own code: writes down every statement that goes to the database, a line each.
import { appendFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Client } from 'pg'

export interface RecordedStatement {
  readonly text: string
  /** As they can be bound again: bytes as `\x…`, instants as ISO 8601. */
  readonly values: readonly unknown[]
}

const file = process.env.BENCH_STATEMENTS_FILE
// The driver of the server, which need not be the one of this folder.
const driver = createRequire(process.argv[1] ?? import.meta.url)('pg') as { Client: typeof Client }
const { query } = driver.Client.prototype

driver.Client.prototype.query = function (this: Client, ...args: unknown[]) {
  const [first, second] = args as [string | { text: string; values?: unknown[] }, unknown[] | undefined]
  const text = typeof first === 'string' ? first : first.text
  const values = typeof first === 'string' ? second : (first.values ?? second)
  if (file) appendFileSync(file, `${JSON.stringify({ text, values: bindable(Array.isArray(values) ? values : []) })}\n`)
  return Reflect.apply(query, this, args)
} as typeof query

function bindable(values: readonly unknown[]): unknown[] {
  return values.map((value) => {
    if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`
    return Array.isArray(value) ? bindable(value) : value
  })
}
