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

/** The thing of this id that a list could show, whatever it leaves out; null if there is none. */
export async function selectById(
  on: Queryable,
  realm: Realm,
  noun: ListedNoun,
  { list, joins }: Selected,
  id: string,
): Promise<WrittenRow | null> {
  if (!isUuid(id)) return null
  const where = new Conditions()
  const alias = aliasOf[noun]
  if (noun === 'AccessCode') {
    within(where, realm, alias)
    where.add('a.is_managed and a.removed_at is null')
  } else addFilter(where, realm, noun, {})
  where.add(`${alias}.id = ${where.bind(id.toLowerCase())}::uuid`)
  const text = `select ${list} from ${tableOf[noun]} ${joins} where ${where.sql}`
  const [row] = await queryTexts(on, text, where.values)
  return row ?? null
}

export async function selectGroupByKey(
  on: Queryable,
  realm: Realm,
  { list, joins }: Selected,
  commonCodeKey: string,
): Promise<WrittenRow | null> {
  const where = new Conditions()
  addGroupFilter(where, realm, {})
  where.add(`g.common_code_key = ${where.bind(commonCodeKey)}`)
  const text = `select ${list} from linked_code_group g ${joins} where ${where.sql}`
  const [row] = await queryTexts(on, text, where.values)
  return row ?? null
}

/** @throws BadCursorError */
export async function selectPage<Name extends ListedNoun>(
  on: Queryable,
  realm: Realm,
  noun: Name,
  { list, joins }: Selected,
  filter: FilterOf[Name],
  order: Order,
  page: PageRequest,
): Promise<SelectedPage> {
  const alias = aliasOf[noun]
  const where = new Conditions()
  addFilter(where, realm, noun, filter)
  seek(where, alias, order, page)
  const by = orderBy(alias, order, page)
  // Cut before anything is joined: what is joined is summed up for the rows of the page alone.
  const text = `select ${list}
    from (select * from ${tableOf[noun]} where ${where.sql} order by ${by} limit ${page.limit + 1}) ${alias} ${joins}
    order by ${by}`
  return cut(await queryTexts(on, text, where.values), page)
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
