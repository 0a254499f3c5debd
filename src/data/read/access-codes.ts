import { columns } from '../columns.ts'
import { type AccessCode, Prisma } from '../prisma/client.ts'
import { type Realm, within } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { type AccessCodeFilter, addAccessCodeFilter } from './access-code-filter.ts'
import { Conditions } from './conditions.ts'
import { byCreation, type Order, orderBy, type Page, type PageRequest, pageOf, seek } from './keyset.ts'
import { countsByParent, inKeyOrder, pagesByParent } from './parents.ts'

export type AccessCodeRow = AccessCode

export const accessCodeOrders = {
  CREATED_AT_DESC: byCreation(true),
  CREATED_AT_ASC: byCreation(false),
  STARTS_AT_ASC: {
    name: 'STARTS_AT_ASC',
    column: 'starts_at',
    type: 'timestamptz',
    isDescending: false,
    isNullable: true,
    valueOf: (code) => code.startsAt,
  },
  NAME_ASC: {
    name: 'NAME_ASC',
    column: 'name',
    type: 'text',
    isDescending: false,
    isNullable: true,
    valueOf: (code) => code.name,
  },
} as const satisfies Record<string, Order<AccessCodeRow>>

export const accessCodeColumns = (alias: string): string => columns(alias, Prisma.AccessCodeScalarFieldEnum)

const list = accessCodeColumns('a')

/** In the order of `ids`, whatever their state; null where the workspace has no such code. */
export async function accessCodesByIds(
  on: Queryable,
  realm: Realm,
  ids: readonly string[],
): Promise<(AccessCodeRow | null)[]> {
  const where = new Conditions()
  within(where, realm, 'a')
  where.add(`a.id = any(${where.bind(ids)}::uuid[])`)
  const text = `select ${list} from access_code a where ${where.sql}`
  return inKeyOrder(ids, await query<AccessCodeRow>(on, text, where.values))
}

export async function pageOfAccessCodes(
  on: Queryable,
  realm: Realm,
  filter: AccessCodeFilter,
  by: Order<AccessCodeRow>,
  page: PageRequest,
): Promise<Page<AccessCodeRow>> {
  const where = new Conditions()
  addAccessCodeFilter(where, realm, filter)
  seek(where, 'a', by, page)
  const text = `select ${list} from access_code a where ${where.sql}
    order by ${orderBy('a', by, page)} limit ${where.bind(page.limit + 1)}`
  return pageOf(await query<AccessCodeRow>(on, text, where.values), page)
}

export async function countAccessCodes(on: Queryable, realm: Realm, filter: AccessCodeFilter): Promise<number> {
  const where = new Conditions()
  addAccessCodeFilter(where, realm, filter)
  const text = `select count(*)::int as count from access_code a where ${where.sql}`
  const [row] = await query<{ count: number }>(on, text, where.values)
  return row?.count ?? 0
}

/**
 * The code that has this PIN on a device. There may be several, in windows that do not overlap: the one whose window is
 * now, else the next one, and one that is on its way off only if there is no other.
 */
export async function accessCodeByPin(
  on: Queryable,
  realm: Realm,
  { deviceId, pinHash, isManaged }: { deviceId: string; pinHash: Uint8Array; isManaged: boolean },
): Promise<AccessCodeRow | null> {
  const where = new Conditions()
  const filter = { deviceIds: [deviceId], pinHash, isManaged, isBackup: 'EITHER' } as const
  addAccessCodeFilter(where, realm, filter)
  const text = `select ${list} from access_code a where ${where.sql}
    order by a.deleted_at is not null or (a.ends_at <= now()) is true, a.starts_at nulls first, a.id limit 1`
  const [code] = await query<AccessCodeRow>(on, text, where.values)
  return code ?? null
}

export type AccessCodeParent = 'device_id' | 'linked_code_group_id'

/** The same page of each parent's codes, newest first, in the order of `parentIds`. */
export function pagesOfAccessCodes(
  on: Queryable,
  realm: Realm,
  parent: AccessCodeParent,
  parentIds: readonly string[],
  filter: AccessCodeFilter,
  page: PageRequest,
): Promise<Page<AccessCodeRow>[]> {
  const from = { table: 'access_code', alias: 'a', parent, list }
  return pagesByParent(on, from, parentIds, page, (where) => addAccessCodeFilter(where, realm, filter))
}

export function countsOfAccessCodes(
  on: Queryable,
  realm: Realm,
  parent: AccessCodeParent,
  parentIds: readonly string[],
  filter: AccessCodeFilter,
): Promise<number[]> {
  const from = { table: 'access_code', alias: 'a', parent }
  return countsByParent(on, from, parentIds, (where) => addAccessCodeFilter(where, realm, filter))
}

/** The same page of each device's unmanaged codes, newest first, in the order of `deviceIds`. */
export function pagesOfUnmanagedAccessCodes(
  on: Queryable,
  realm: Realm,
  deviceIds: readonly string[],
  page: PageRequest,
): Promise<Page<AccessCodeRow>[]> {
  const from = { table: 'access_code', alias: 'a', parent: 'device_id', list }
  return pagesByParent(on, from, deviceIds, page, (where) => {
    within(where, realm, 'a')
    where.add('not a.is_managed and a.removed_at is null')
  })
}

/** How many codes each device has on it, or may still have: managed or not, backups included. */
export function countsOfActiveCodes(on: Queryable, realm: Realm, deviceIds: readonly string[]): Promise<number[]> {
  const from = { table: 'access_code', alias: 'a', parent: 'device_id' }
  return countsByParent(on, from, deviceIds, (where) => {
    within(where, realm, 'a')
    where.add(`a.removed_at is null
      and (a.lock_slot is not null or a.starts_at is null or a.starts_at <= clock_timestamp())`)
  })
}

/** How many spare codes each device has on it: backups that were not pulled yet. */
export function countsOfReadyBackups(on: Queryable, realm: Realm, deviceIds: readonly string[]): Promise<number[]> {
  const from = { table: 'access_code', alias: 'b', parent: 'device_id' }
  return countsByParent(on, from, deviceIds, (where) => {
    const workspace = within(where, realm, 'b')
    where.add(`b.is_backup and b.is_managed and b.type = 'ONGOING'
      and b.status = 'SET' and b.deleted_at is null and b.removed_at is null`)
    where.add(`not exists (select from access_code o
      where o.workspace_id = ${workspace} and o.pulled_backup_access_code_id = b.id)`)
  })
}
