import type { PoolClient } from 'pg'
import { columns } from '../columns.ts'
import { type AccessCode, Prisma } from '../prisma/client.ts'
import { type Realm, reaches } from '../realm.ts'
import { query } from '../statement.ts'
import { LostRaceError } from '../transaction.ts'
import { isUuid } from '../uuid.ts'
import { lockDevices, lockDevicesOfCodes } from './device-locks.ts'
import { lockGroupRow } from './linked-code-groups.ts'

/** A managed code that is not known to be gone, as it is while the transaction holds its device. */
export type ChangeableCode = AccessCode & {
  /** Whether it is to open no door any more: deleted, or past its end by the database's clock. */
  readonly isOver: boolean
  /** Of a backup: whether it was pulled for another code, which may be gone. */
  readonly isPulled: boolean
}

/**
 * The managed codes of these ids that are not known to be gone, which nobody else can change until the transaction ends.
 * Ids that are malformed, unknown, another workspace's or out of the realm are left out.
 */
export async function lockCodes(
  tx: PoolClient,
  realm: Realm,
  ids: readonly string[],
): Promise<readonly ChangeableCode[]> {
  const { workspaceId } = realm
  const wanted = ids.filter(isUuid)
  if (wanted.length === 0) return []
  lockDevicesOfCodes(tx, realm, wanted)
  // Read after the locks are there: until then they were anybody's. No code ever moves to another device.
  const codes = await codesByIds(tx, workspaceId, wanted)
  return codes.filter(({ deviceId }) => reaches(realm, deviceId))
}

/** The same, of a device that the transaction holds already. */
export function codesByIds(tx: PoolClient, workspaceId: string, ids: readonly string[]): Promise<ChangeableCode[]> {
  return query<ChangeableCode>(tx, `select ${list} ${fromIds} ${inOrder}`, [workspaceId, ids])
}

/** The managed codes of a device that the transaction holds, but for those that are known to be gone. */
export function codesOfDevice(tx: PoolClient, workspaceId: string, deviceId: string): Promise<ChangeableCode[]> {
  const text = `select ${list} from access_code a
    where a.workspace_id = $1 and a.device_id = $2 and a.is_managed and a.removed_at is null ${inOrder}`
  return query<ChangeableCode>(tx, text, [workspaceId, deviceId])
}

export interface LockedGroup {
  readonly id: string
  /** Its codes that are not known to be gone, in the order in which they were made: those being removed too. */
  readonly codes: readonly ChangeableCode[]
}

/**
 * The group of this key: until the transaction ends nobody else can change its codes, join it or end it. Null if there is
 * none, or if any of its codes is out of the realm: who changes a group changes all of it.
 *
 * @throws LostRaceError if a code joined it on the way
 */
export async function lockGroup(tx: PoolClient, realm: Realm, commonCodeKey: string): Promise<LockedGroup | null> {
  const { workspaceId } = realm
  // Such a text cannot be stored as it is, so that no group has it for a key.
  if (commonCodeKey.includes('\0') || !commonCodeKey.isWellFormed()) return null
  const members = `from linked_code_group g
    join access_code a on a.workspace_id = g.workspace_id and a.linked_code_group_id = g.id and a.removed_at is null
    where g.workspace_id = $1 and g.common_code_key = $2 and g.ended_at is null`
  const values = [workspaceId, commonCodeKey]
  const found = await query<OnDevice>(tx, `select distinct a.device_id as "deviceId" ${members}`, values)
  if (found.length === 0 || found.some(({ deviceId }) => !reaches(realm, deviceId))) return null
  const held = new Set(found.map(deviceIdOf))
  lockDevices(tx, realm, [...held])
  // Devices first: who joins holds a device, and then waits for the group.
  const group = await lockGroupRow(tx, workspaceId, commonCodeKey)
  const codes = await query<ChangeableCode>(tx, `select ${list} ${members} ${inOrder}`, values)
  if (codes.some(({ deviceId }) => !held.has(deviceId))) throw new LostRaceError('a code joined the group meanwhile')
  return group && codes.length > 0 ? { id: group.id, codes } : null
}

interface OnDevice {
  readonly deviceId: string
}

const deviceIdOf = ({ deviceId }: OnDevice): string => deviceId
const list = `${columns('a', Prisma.AccessCodeScalarFieldEnum)},
  (a.deleted_at is not null or coalesce(a.ends_at <= clock_timestamp(), false)) as "isOver",
  a.is_backup and (a.type = 'TIME_BOUND' or exists (
    select from access_code o where o.workspace_id = a.workspace_id and o.pulled_backup_access_code_id = a.id)) as "isPulled"`
const fromIds = `from access_code a
  where a.workspace_id = $1 and a.id = any($2::uuid[]) and a.is_managed and a.removed_at is null`
const inOrder = 'order by a.created_at, a.id'
