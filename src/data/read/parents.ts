import { type Queryable, query } from '../statement.ts'
import { Conditions } from './conditions.ts'
import { byCreation, orderBy, type Page, type PageRequest, pageOf, seek } from './keyset.ts'

/** Rows arranged as DataLoader wants them: one for each key, in the keys' order. */
export function inKeyOrder<Row extends { id: string }>(ids: readonly string[], rows: readonly Row[]): (Row | null)[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => byId.get(id) ?? null)
}

export interface ChildTable {
  readonly table: string
  readonly alias: string
  /** The column that refers to the parent. */
  readonly parent: string
}

/** One page of the children of each parent, newest first, in the order of `parentIds`: one statement for all. */
export async function pagesByParent<Row extends { createdAt: Date }>(
  on: Queryable,
  { table, alias, parent, list }: ChildTable & { list: string },
  parentIds: readonly string[],
  page: PageRequest,
  restrict: (where: Conditions) => void,
): Promise<Page<Row>[]> {
  const by = byCreation(true)
  const where = new Conditions()
  const parents = where.bind(parentIds)
  restrict(where)
  where.add(`${alias}.${parent} = parent.id`)
  seek(where, alias, by, page)
  const order = orderBy(alias, by, page)
  const text = `select parent.ordinality::int as "parentOrdinal", child.*
    from unnest(${parents}::uuid[]) with ordinality parent(id)
    cross join lateral (
      select ${list}, row_number() over (order by ${order})::int as "rank"
      from ${table} ${alias} where ${where.sql} order by ${order} limit ${where.bind(page.limit + 1)}) child
    order by parent.ordinality, child."rank"`
  const rows = await query<Row & { parentOrdinal: number }>(on, text, where.values)
  const byOrdinal = Map.groupBy(rows, (row) => row.parentOrdinal)
  return parentIds.map((_, index) => pageOf(byOrdinal.get(index + 1) ?? [], page))
}

export async function countsByParent(
  on: Queryable,
  { table, alias, parent }: ChildTable,
  parentIds: readonly string[],
  restrict: (where: Conditions) => void,
): Promise<number[]> {
  const where = new Conditions()
  where.add(`${alias}.${parent} = any(${where.bind(parentIds)}::uuid[])`)
  restrict(where)
  const text = `select ${alias}.${parent} as id, count(*)::int as count from ${table} ${alias} where ${where.sql} group by 1`
  const rows = await query<{ id: string; count: number }>(on, text, where.values)
  return inKeyOrder(parentIds, rows).map((row) => row?.count ?? 0)
}
