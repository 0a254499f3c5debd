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

/** Which rows are at the top of a statement. */
export type Top<Name extends ListedNoun = ListedNoun> =
  /** The thing of this id that a list could show, whatever it leaves out. */
  | { readonly noun: Name; readonly id: string }
  | { readonly noun: Name; readonly commonCodeKey: string }
  | { readonly noun: Name; readonly filter: FilterOf[Name]; readonly order: Order; readonly page: PageRequest }

/** A list that is read along with the rows that it is below: the same page of it for each. */
export interface Along {
  readonly noun: 'AccessCode' | 'Device'
  readonly parent: ParentColumn
  /** Where a row at the top says what the list is of: an expression of the statement. */
  readonly parentExpression: string
  readonly selected: Pick<Selection, 'joins' | 'listLength' | 'named'> & { readonly idIndex: number }
  readonly filter: AccessCodeFilter & DeviceFilter
  readonly page: PageRequest
}

export interface TopRows extends SelectedPage {
  /** For each row, its page of the list that was read along; empty without one. */
  readonly pages: SelectedPage[]
}

/**
 * The rows at the top and, with them, one list below each: one statement.
 *
 * @param idIndex where a row at the top has its id
 * @throws BadCursorError
 */
export async function selectTop(
  on: Queryable,
  realm: Realm,
  top: Top,
  { list, joins }: Selected,
  idIndex: number,
  along: Along | null,
): Promise<TopRows> {
  if ('id' in top && !isUuid(top.id)) return { rows: [], hasMore: false, pages: [] }
  const where = new Conditions()
  const { from, by } = topOf(where, realm, top)
  const beside = along ? alongside(where, realm, along) : null
  const order = [by, beside && 'along.n'].filter((part) => part !== null).join(', ')
  const text = `select ${[list, beside?.list].filter(Boolean).join(', ')} from ${from} ${joins} ${beside?.join ?? ''}
    ${order === '' ? '' : `order by ${order}`}`
  const read = await queryTexts(on, text, where.values)
  const page = 'page' in top ? top.page : { limit: 1, isBackward: false, cursor: null }
  if (!along) return { ...cut(read, page), pages: [] }
  const rows: WrittenRow[] = []
  const below: WrittenRow[][] = []
  const offset = (read[0]?.length ?? 0) - along.selected.listLength
  for (const row of read) {
    if (rows.at(-1)?.[idIndex] !== row[idIndex]) {
      rows.push(row)
      below.push([])
    }
    const child = row.slice(offset)
    if (child[along.selected.idIndex] !== null) below.at(-1)?.push(child)
  }
  const pages = below.slice(0, page.limit).map((found) => cut(found, along.page))
  if (page.isBackward) pages.reverse()
  return { ...cut(rows, page), pages }
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
