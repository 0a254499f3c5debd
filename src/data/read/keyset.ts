import { isUuid } from '../uuid.ts'
import type { Conditions } from './conditions.ts'

/** A total order of a table: one column, the id breaking ties in the same direction. Nulls come last. */
export interface Order<Row = never> {
  readonly name: string
  readonly column: string
  readonly type: 'timestamptz' | 'text'
  readonly isDescending: boolean
  readonly isNullable: boolean
  readonly valueOf: (row: Row) => Date | string | null
}

/** At most `limit` rows behind `cursor`; backward counts from the end (or from the cursor towards the start). */
export interface PageRequest {
  readonly limit: number
  readonly isBackward: boolean
  readonly cursor: string | null
}

/** Rows in list order. `hasMore` tells of rows beyond the page, in the direction of the request. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly hasMore: boolean
}

/** The cursor was not made by this list in this order. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError'
  constructor() {
    super('This is not a cursor of this list in this order: pass an endCursor or startCursor that it returned.')
  }
}

export function cursorOf<Row extends { id: string }>(order: Order<Row>, row: Row): string {
  const value = order.valueOf(row)
  const text = value instanceof Date ? value.toISOString() : value
  return Buffer.from(JSON.stringify([order.name, text, row.id])).toString('base64url')
}

/** Restricts to the rows behind the cursor. Compares whole rows, so that an index on the same keys serves it at any depth. */
export function seek(conditions: Conditions, alias: string, order: Order, { cursor, isBackward }: PageRequest): void {
  if (cursor === null) return
  const { value, id } = parseCursor(order, cursor)
  const keys = sortKeys(order, `${alias}.${order.column}`)
  // As a Date: PostgreSQL does not read the year 0000 as ISO 8601 writes it.
  const bindable = value !== null && order.type === 'timestamptz' ? new Date(value) : value
  const bound = sortKeys(order, `${conditions.bind(bindable)}::${order.type}`)
  const comparison = order.isDescending !== isBackward ? '<' : '>'
  conditions.add(`(${keys.join(', ')}, ${alias}.id) ${comparison} (${bound.join(', ')}, ${conditions.bind(id)}::uuid)`)
}

/** `a.created_at desc, a.id desc`, turned round when the page is read backward. */
export function orderBy(alias: string, order: Order, { isBackward }: PageRequest): string {
  const direction = order.isDescending !== isBackward ? 'desc' : 'asc'
  const keys = [...sortKeys(order, `${alias}.${order.column}`), `${alias}.id`]
  return keys.map((key) => `${key} ${direction}`).join(', ')
}

/** What is sorted by before the id: never null, since nothing can be compared with a null. The index has the same expressions. */
function sortKeys({ type, isNullable }: Order, value: string): string[] {
  return isNullable ? [`(${value} is null)`, `coalesce(${value}, ${inPlaceOfNull[type]})`] : [value]
}

const inPlaceOfNull = { text: `''::text`, timestamptz: `'infinity'::timestamptz` } as const

/** The order that every noun has: when it was made. */
export const byCreation = (isDescending: boolean): Order<{ createdAt: Date }> => ({
  name: isDescending ? 'CREATED_AT_DESC' : 'CREATED_AT_ASC',
  column: 'created_at',
  type: 'timestamptz',
  isDescending,
  isNullable: false,
  valueOf: (row) => row.createdAt,
})

/** Cuts off the one row too many that tells whether there is more, and restores the list's order. */
export function pageOf<Row>(fetched: readonly Row[], { limit, isBackward }: PageRequest): Page<Row> {
  const rows = fetched.slice(0, limit)
  return { rows: isBackward ? rows.reverse() : rows, hasMore: fetched.length > limit }
}

function parseCursor(order: Order, cursor: string): { value: string | null; id: string } {
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw new BadCursorError()
  }
  if (!Array.isArray(parts) || parts.length !== 3) throw new BadCursorError()
  const [name, value, id] = parts
  if (name !== order.name || typeof id !== 'string' || !isUuid(id) || !isValueOf(order, value))
    throw new BadCursorError()
  return { value, id }
}

function isValueOf(order: Order, value: unknown): value is string | null {
  if (value === null) return order.isNullable
  if (typeof value !== 'string' || value.includes('\0')) return false
  return order.type === 'text' || isInstant(value)
}

/** As this list writes it: beyond four digits there are years that PostgreSQL does not have. */
function isInstant(text: string): boolean {
  return /^\d{4}-/.test(text) && Number.isFinite(Date.parse(text)) && new Date(text).toISOString() === text
}
