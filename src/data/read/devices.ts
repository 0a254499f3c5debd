import { columns } from '../columns.ts'
import { type Device, Prisma } from '../prisma/client.ts'
import type { DeviceProvider } from '../prisma/enums.ts'
import { type Realm, within } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import { Conditions, nameOrIdMatches } from './conditions.ts'
import { byCreation, orderBy, type Page, type PageRequest, pageOf, seek } from './keyset.ts'
import { countsByParent, inKeyOrder, pagesByParent } from './parents.ts'

/** A device, with what it inherits from its account: an account that is disconnected takes its devices with it. */
export type DeviceRow = Device & { readonly accountDisconnectedAt: Date | null }

export interface DeviceFilter {
  readonly ids?: readonly string[] | null
  readonly provider?: DeviceProvider | null
  readonly isOnline?: boolean | null
  /** A part of the name, or the beginning of the id. */
  readonly search?: string | null
  /** Devices that take PINs of this length which the caller chooses. */
  readonly canShareCodeOfLength?: number | null
  /** Exactly this one. */
  readonly name?: string | null
  readonly isManaged?: boolean | null
  /** Locks, which can hold codes, whether they can be programmed at present or not. */
  readonly takesCodes?: boolean | null
  readonly connectedAccountIds?: readonly string[] | null
  readonly deviceTypes?: readonly string[] | null
  /** In whatever case. */
  readonly manufacturer?: string | null
  readonly createdBefore?: Date | null
  /** Devices that have all of this noted about them. */
  readonly metadataHas?: Readonly<Record<string, string | boolean>> | null
}

export const deviceOrder = byCreation(true)

export const deviceColumns = `${columns('d', Prisma.DeviceScalarFieldEnum)},
  (select c.disconnected_at from connected_account c
    where c.workspace_id = d.workspace_id and c.id = d.connected_account_id) as "accountDisconnectedAt"`

export async function devicesByIds(on: Queryable, realm: Realm, ids: readonly string[]): Promise<(DeviceRow | null)[]> {
  const where = new Conditions()
  addDeviceFilter(where, realm, { ids })
  const text = `select ${deviceColumns} from device d where ${where.sql}`
  return inKeyOrder(ids, await query<DeviceRow>(on, text, where.values))
}

export async function pageOfDevices(
  on: Queryable,
  realm: Realm,
  filter: DeviceFilter,
  page: PageRequest,
): Promise<Page<DeviceRow>> {
  const where = new Conditions()
  addDeviceFilter(where, realm, filter)
  seek(where, 'd', deviceOrder, page)
  const text = `select ${deviceColumns} from device d where ${where.sql}
    order by ${orderBy('d', deviceOrder, page)} limit ${where.bind(page.limit + 1)}`
  return pageOf(await query<DeviceRow>(on, text, where.values), page)
}

export async function countDevices(on: Queryable, realm: Realm, filter: DeviceFilter): Promise<number> {
  const where = new Conditions()
  addDeviceFilter(where, realm, filter)
  const [row] = await query<{ count: number }>(
    on,
    `select count(*)::int as count from device d where ${where.sql}`,
    where.values,
  )
  return row?.count ?? 0
}

/** The same page of each account's devices, newest first, in the order of `accountIds`. */
export function pagesOfDevices(
  on: Queryable,
  realm: Realm,
  accountIds: readonly string[],
  page: PageRequest,
): Promise<Page<DeviceRow>[]> {
  const from = { table: 'device', alias: 'd', parent: 'connected_account_id', list: deviceColumns }
  return pagesByParent(on, from, accountIds, page, (where) => addDeviceFilter(where, realm, {}))
}

export function countsOfDevices(on: Queryable, realm: Realm, accountIds: readonly string[]): Promise<number[]> {
  const from = { table: 'device', alias: 'd', parent: 'connected_account_id' }
  return countsByParent(on, from, accountIds, (where) => addDeviceFilter(where, realm, {}))
}

const pinMadeByLock = JSON.stringify([{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }])

/** Restricts `device d` to those of the realm that meet the filter. */
export function addDeviceFilter(to: Conditions, realm: Realm, filter: DeviceFilter): void {
  within(to, realm, 'd', 'id')
  if (filter.ids) to.add(`d.id = any(${to.bind(filter.ids.filter(isUuid))}::uuid[])`)
  if (filter.provider) to.add(`d.provider = ${to.bind(filter.provider)}::device_provider`)
  if (filter.isOnline != null) to.add(`d.offline_since is ${filter.isOnline ? '' : 'not '}null`)
  if (filter.search) to.add(nameOrIdMatches(to, 'd', 'name', filter.search))
  if (filter.canShareCodeOfLength != null) {
    to.add(`d.is_managed and d.can_program_online_access_codes is true
      and ${to.bind(filter.canShareCodeOfLength)}::int = any(d.supported_code_lengths)
      and not d.code_constraints @> ${to.bind(pinMadeByLock)}::jsonb`)
  }
  if (filter.name != null) to.add(`d.name = ${to.bind(filter.name)}`)
  if (filter.isManaged != null) to.add(`d.is_managed is ${filter.isManaged}`)
  if (filter.takesCodes) {
    to.add('coalesce(d.can_program_online_access_codes, d.can_program_offline_access_codes) is not null')
  }
  if (filter.connectedAccountIds) {
    to.add(`d.connected_account_id = any(${to.bind(filter.connectedAccountIds.filter(isUuid))}::uuid[])`)
  }
  if (filter.deviceTypes) to.add(`d.device_type = any(${to.bind(filter.deviceTypes)}::text[])`)
  if (filter.manufacturer != null) to.add(`lower(d.manufacturer) = lower(${to.bind(filter.manufacturer)}::text)`)
  if (filter.createdBefore) to.add(`d.created_at < ${to.bind(filter.createdBefore)}`)
  if (filter.metadataHas) to.add(`d.custom_metadata @> ${to.bind(JSON.stringify(filter.metadataHas))}::jsonb`)
}
