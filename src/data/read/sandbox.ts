import type { DeviceProvider } from '../prisma/enums.ts'
import { type Realm, reaches } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid } from '../uuid.ts'

/** A device as far as it can be tried on. */
export interface TrialDevice {
  readonly id: string
  readonly name: string
  readonly provider: DeviceProvider
  /** Of its workspace. */
  readonly isSandbox: boolean
  readonly takesCodes: boolean
}

export async function trialDevice(on: Queryable, realm: Realm, id: string): Promise<TrialDevice | null> {
  if (!isUuid(id) || !reaches(realm, id.toLowerCase())) return null
  const text = `select d.id, d.name, d.provider, w.is_sandbox as "isSandbox",
      coalesce(d.can_program_online_access_codes, d.can_program_offline_access_codes) is not null as "takesCodes"
    from device d join workspace w on w.id = d.workspace_id where d.workspace_id = $1 and d.id = $2`
  const [device] = await query<TrialDevice>(on, text, [realm.workspaceId, id])
  return device ?? null
}

/** A code that is not known to be gone, and where its lock has it, if it does. */
export interface CodeOnLock {
  readonly id: string
  readonly deviceId: string
  readonly isManaged: boolean
  readonly lockSlot: string | null
}

export async function codeOnLock(on: Queryable, realm: Realm, id: string): Promise<CodeOnLock | null> {
  if (!isUuid(id)) return null
  const text = `select id, device_id as "deviceId", is_managed as "isManaged", lock_slot as "lockSlot"
    from access_code where workspace_id = $1 and id = $2 and removed_at is null`
  const [code] = await query<CodeOnLock>(on, text, [realm.workspaceId, id])
  return code && reaches(realm, code.deviceId) ? code : null
}

/** The managed code that the lock has in this slot. */
export async function managedCodeInSlot(
  on: Queryable,
  workspaceId: string,
  { deviceId, slot }: { readonly deviceId: string; readonly slot: string },
): Promise<string | null> {
  const text = `select id from access_code where workspace_id = $1 and device_id = $2 and lock_slot = $3
    and is_managed and removed_at is null order by id limit 1`
  const [code] = await query<{ id: string }>(on, text, [workspaceId, deviceId, slot])
  return code?.id ?? null
}

/** The code that was found last on a device with this PIN and is nobody's here. */
export async function newestUnmanagedCode(
  on: Queryable,
  workspaceId: string,
  { deviceId, pinHash }: { readonly deviceId: string; readonly pinHash: Uint8Array },
): Promise<string | null> {
  if (!isUuid(deviceId)) return null
  const text = `select id from access_code where workspace_id = $1 and device_id = $2 and pin_hash = $3
    and not is_managed and removed_at is null order by created_at desc, id desc limit 1`
  const [code] = await query<{ id: string }>(on, text, [workspaceId, deviceId, pinHash])
  return code?.id ?? null
}
