import type { PoolClient } from 'pg'
import { columns } from '../columns.ts'
import { type AccessCode, Prisma } from '../prisma/client.ts'
import { type Realm, reaches } from '../realm.ts'
import { query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import { lockDevices } from './device-locks.ts'

/** A code that somebody else put on a lock, while the transaction holds its device. */
export type UnmanagedCode = AccessCode & {
  /** Whether it is past its end by the database's clock. */
  readonly isOver: boolean
  readonly deviceName: string
  readonly isDeviceManaged: boolean
  /** Null: the model has no such capability. */
  readonly canProgramOnlineAccessCodes: boolean | null
  /** A code of ours with this PIN on this lock at the same time, if there is one. */
  readonly rivalId: string | null
  /** Whether its lock takes each name once, and a code of ours has the name of this one. */
  readonly isNameTaken: boolean
}

/** The unmanaged code of this id; null for an id that is malformed, unknown, of a managed code, another workspace's or out of the realm. */
export async function lockUnmanagedCode(tx: PoolClient, realm: Realm, id: string): Promise<UnmanagedCode | null> {
  if (!isUuid(id)) return null
  const { workspaceId } = realm
  const where = 'a.workspace_id = $1 and a.id = $2 and not a.is_managed and a.removed_at is null'
  const deviceOf = `select a.device_id as "deviceId" from access_code a where ${where}`
  const [found] = await query<{ deviceId: string }>(tx, deviceOf, [workspaceId, id])
  if (!found || !reaches(realm, found.deviceId)) return null
  lockDevices(tx, realm, [found.deviceId])
  // Read again under the lock: until then it was anybody's. What is left of the time of a code that is over is empty.
  const text = `select ${columns('a', Prisma.AccessCodeScalarFieldEnum)},
      coalesce(a.ends_at <= clock_timestamp(), false) as "isOver", d.name as "deviceName", d.is_managed as "isDeviceManaged",
      d.can_program_online_access_codes as "canProgramOnlineAccessCodes", (
        select p.access_code_id from pin_claim p
        where p.workspace_id = $1 and p.device_id = a.device_id and p.pin_hash = a.pin_hash and p.access_code_id <> a.id
          and p.enforced and p.released_at is null
          and p.during && (tstzrange(a.starts_at, a.ends_at) * tstzrange(clock_timestamp(), null))
        order by p.id limit 1) as "rivalId",
      d.code_constraints @> '[{"constraintType": "NAME_MUST_BE_UNIQUE"}]' and exists (
        select from access_code o
        where o.workspace_id = $1 and o.device_id = a.device_id and o.name = a.name and o.is_managed
          and o.removed_at is null) as "isNameTaken"
    from access_code a join device d on d.workspace_id = a.workspace_id and d.id = a.device_id where ${where}`
  const [code] = await query<UnmanagedCode>(tx, text, [workspaceId, id])
  return code ?? null
}
