import type { Realm } from '../../realm.ts'
import { within } from '../../realm.ts'
import { type Queryable, queryTexts } from '../../statement.ts'
import { isUuid } from '../../uuid.ts'
import { type AccessCodeFilter, addAccessCodeFilter } from '../access-code-filter.ts'
import { Conditions } from '../conditions.ts'
import { addDeviceFilter, type DeviceFilter } from '../devices.ts'
import { byCreation, type Order, orderBy, type PageRequest, seek } from '../keyset.ts'
import { addGroupFilter, type LinkedCodeGroupFilter } from '../linked-code-groups.ts'
import type { Written } from './kinds.ts'
import type { NounName } from './nouns.ts'
import type { Selection } from './selection.ts'

/** A row as PostgreSQL writes it; a layout says what is where. */
export type WrittenRow = readonly Written[]

/** A selection as it is written into a statement. */
export type Selected = Pick<Selection, 'list' | 'joins'>

/** The lists and look-ups that selections are read by: each one statement. */
export interface SelectedPage {
  /** In the order of reading: turned round where the page is read backward. */
  readonly rows: WrittenRow[]
  readonly hasMore: boolean
}

export type FilterOf = {
  readonly AccessCode: AccessCodeFilter
  readonly Device: DeviceFilter
  readonly LinkedCodeGroup: LinkedCodeGroupFilter
}
export type ListedNoun = keyof FilterOf

export const aliasOf: Readonly<Record<NounName, string>> = {
  AccessCode: 'a',
  Device: 'd',
  LinkedCodeGroup: 'g',
  ConnectedAccount: 'c',
}
const tableOf: Readonly<Record<ListedNoun, string>> = {
  AccessCode: 'access_code a',
  Device: 'device d',
  LinkedCodeGroup: 'linked_code_group g',
}

function addFilter<Name extends ListedNoun>(to: Conditions, realm: Realm, noun: Name, filter: FilterOf[Name]): void {
  if (noun === 'AccessCode') addAccessCodeFilter(to, realm, filter as AccessCodeFilter)
  else if (noun === 'Device') addDeviceFilter(to, realm, filter as DeviceFilter)
  else addGroupFilter(to, realm, filter as LinkedCodeGroupFilter)
}

/** One thing: the one of this id that a list could show, whatever it leaves out, or the group of this key. */
export type LookUp<Name extends ListedNoun = ListedNoun> =
  | { readonly noun: Name; readonly id: string }
  | { readonly noun: Name; readonly commonCodeKey: string }

/** Which rows are at the top of a statement. */
type Top<Name extends ListedNoun = ListedNoun> =
  | LookUp<Name>
  | { readonly noun: Name; readonly filter: FilterOf[Name]; readonly order: Order; readonly page: PageRequest }

/** A list that is read along with the one row that it is below. */
export interface Along {
  readonly noun: 'AccessCode' | 'Device'
  readonly parent: ParentColumn
  /** Where the row says what the list is of: an expression of the statement. */
  readonly parentExpression: string
  readonly selected: Pick<Selection, 'joins' | 'listLength' | 'named'> & { readonly idIndex: number }
  readonly filter: FilterOf['AccessCode' | 'Device']
  readonly page: PageRequest
}

/** @throws BadCursorError */
export async function selectTop(
  on: Queryable,
  realm: Realm,
  top: Top,
  { list, joins }: Selected,
): Promise<SelectedPage> {
  if ('id' in top && !isUuid(top.id)) return { rows: [], hasMore: false }
  const where = new Conditions()
  const { from, by } = topOf(where, realm, top)
  const text = `select ${list} from ${from} ${joins} ${by === null ? '' : `order by ${by}`}`
  const rows = await queryTexts(on, text, where.values)
  return 'page' in top ? cut(rows, top.page) : { rows, hasMore: false }
}

/**
 * The row of a look-up and, in the same statement, a page of the list below it. Of several rows each would be told anew
 * with each item of its list.
 *
 * @throws BadCursorError
 */
export async function selectWithList(
  on: Queryable,
  realm: Realm,
  top: LookUp,
  { list, joins }: Selected,
  along: Along,
): Promise<{ readonly row: WrittenRow | null; readonly below: SelectedPage }> {
  if ('id' in top && !isUuid(top.id)) return { row: null, below: { rows: [], hasMore: false } }
  const where = new Conditions()
  const { from } = topOf(where, realm, top)
  const beside = alongside(where, realm, along)
  const text = `select ${list}, ${beside.list} from ${from} ${joins} ${beside.join} order by along.n`
  const read = await queryTexts(on, text, where.values)
  const offset = (read[0]?.length ?? 0) - along.selected.listLength
  const items = read.map((row) => row.slice(offset)).filter((item) => item[along.selected.idIndex] !== null)
  return { row: read[0] ?? null, below: cut(items, along.page) }
}

/** The rows at the top as a FROM item, and what to sort them by; null where there is one at most. */
function topOf(where: Conditions, realm: Realm, top: Top): { readonly from: string; readonly by: string | null } {
  const { noun } = top
  const alias = aliasOf[noun]
  if ('id' in top && noun === 'AccessCode') {
    within(where, realm, alias)
    where.add('a.is_managed and a.removed_at is null')
  } else addFilter(where, realm, noun, 'filter' in top ? top.filter : {})
  if ('id' in top) where.add(`${alias}.id = ${where.bind(top.id.toLowerCase())}::uuid`)
  if ('commonCodeKey' in top) where.add(`g.common_code_key = ${where.bind(top.commonCodeKey)}`)
  if (!('page' in top)) return { from: `(select * from ${tableOf[noun]} where ${where.sql}) ${alias}`, by: null }
  seek(where, alias, top.order, top.page)
  const by = orderBy(alias, top.order, top.page)
  // Cut before anything is joined: what is joined is read and summed up for the rows of the page alone.
  const limited = `select * from ${tableOf[noun]} where ${where.sql} order by ${by} limit ${top.page.limit + 1}`
  return { from: `(${limited}) ${alias}`, by }
}

function alongside(where: Conditions, realm: Realm, along: Along): { readonly list: string; readonly join: string } {
  const { noun, parent, parentExpression, selected, filter, page } = along
  const alias = aliasOf[noun]
  const own = new Conditions(where.values)
  addFilter(own, realm, noun, filter)
  own.add(`${alias}.${parent} = ${parentExpression}`)
  seek(own, alias, newest, page)
  const by = orderBy(alias, newest, page)
  const names = Array.from({ length: selected.listLength }, (_, index) => `c${index}`)
  return {
    list: names.map((name) => `along.${name}`).join(', '),
    join: `left join lateral (
      select row_number() over (order by ${by}) as n, ${selected.named(names)}
      from (select * from ${tableOf[noun]} where ${own.sql} order by ${by} limit ${page.limit + 1}) ${alias} ${selected.joins}
    ) along on true`,
  }
}

export type ParentColumn = 'device_id' | 'linked_code_group_id' | 'connected_account_id'

/** The same page of what each parent has, newest first, in the order of `parentIds`. */
export async function selectPagesOf<Name extends 'AccessCode' | 'Device'>(
  on: Queryable,
  realm: Realm,
  noun: Name,
  parent: ParentColumn,
  { list, joins }: Selected,
  filter: FilterOf[Name],
  page: PageRequest,
  parentIds: readonly string[],
): Promise<SelectedPage[]> {
  const alias = aliasOf[noun]
  const where = new Conditions()
  const parents = where.bind(parentIds)
  addFilter(where, realm, noun, filter)
  where.add(`${alias}.${parent} = parent.id`)
  seek(where, alias, newest, page)
  const by = orderBy(alias, newest, page)
  const text = `select ${list}, parent.ordinality
    from unnest(${parents}::uuid[]) with ordinality parent (id)
    cross join lateral (
      select * from ${tableOf[noun]} where ${where.sql} order by ${by} limit ${page.limit + 1}) ${alias} ${joins}
    order by parent.ordinality, ${by}`
  const pages: WrittenRow[][] = parentIds.map(() => [])
  for (const row of await queryTexts(on, text, where.values)) pages[Number(row[row.length - 1]) - 1]?.push(row)
  return pages.map((rows) => cut(rows, page))
}

const newest = byCreation(true) as Order

function cut(rows: WrittenRow[], { limit, isBackward }: PageRequest): SelectedPage {
  const hasMore = rows.length > limit
  if (hasMore) rows.length = limit
  return { rows: isBackward ? rows.reverse() : rows, hasMore }
}
