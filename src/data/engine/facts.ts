import type { PoolClient } from 'pg'
import { columns } from '../columns.ts'
import { type AccessCode, Prisma } from '../prisma/client.ts'
import { query } from '../statement.ts'
import type { DeviceClaim } from './claim.ts'

interface DeviceRow {
  readonly supportsNativeScheduling: boolean
  readonly timeZone: string | null
  readonly offlineSince: Date | null
  readonly removedAt: Date | null
  readonly isAccountDisconnected: boolean
  readonly attempts: number
  /** Whether spare codes are to be kept on it. */
  readonly hasBackupPool: boolean
}

interface ClaimRow {
  readonly id: string
  readonly accessCodeId: string
  readonly pinHash: Buffer
  readonly from: Date
  /** Null for ever. */
  readonly until: Date | null
  readonly isEnforced: boolean
}

interface CommandedPinRow {
  readonly slot: string
  readonly pinHash: Buffer
  readonly accessCodeId: string
}

export interface DeviceFactRows {
  readonly device: DeviceRow
  readonly codes: readonly AccessCode[]
  readonly claims: readonly ClaimRow[]
  readonly commandedPins: readonly CommandedPinRow[]
}

/** How long a PIN that was commanded is known as ours once its code is gone: no command travels longer. */
const COMMANDED_PINS_KEPT_DAYS = 30

/** All that is known of a device and of what may be on it. The caller holds the device. */
export async function deviceFactRows(tx: PoolClient, { workspaceId, deviceId }: DeviceClaim): Promise<DeviceFactRows> {
  const of = [workspaceId, deviceId]
  const [device] = await query<DeviceRow>(tx, deviceText, of)
  if (!device) throw new Error(`device ${deviceId} has a row of sync and none of its own`)
  return {
    device,
    codes: await query<AccessCode>(tx, codesText, of),
    claims: await query<ClaimRow>(tx, claimsText, of),
    commandedPins: await query<CommandedPinRow>(tx, commandedText, [...of, COMMANDED_PINS_KEPT_DAYS]),
  }
}

const deviceText = `
  select d.supports_native_scheduling as "supportsNativeScheduling", d.time_zone as "timeZone", d.removed_at as "removedAt",
    d.offline_since as "offlineSince", a.disconnected_at is not null as "isAccountDisconnected", s.attempts,
    d.backup_access_code_pool_enabled and d.supports_backup_access_code_pool and d.is_managed as "hasBackupPool"
  from device d join device_sync s on s.device_id = d.id
  left join connected_account a on a.workspace_id = d.workspace_id and a.id = d.connected_account_id
  where d.workspace_id = $1 and d.id = $2`

const codesText = `
  select ${columns('a', Prisma.AccessCodeScalarFieldEnum)} from access_code a
  where a.workspace_id = $1 and a.device_id = $2 and a.removed_at is null order by a.id`

const claimsText = `
  select id, access_code_id as "accessCodeId", pin_hash as "pinHash", lower(during) as "from", upper(during) as until,
    enforced as "isEnforced"
  from pin_claim where workspace_id = $1 and device_id = $2 and released_at is null`

const commandedText = `
  select c.slot, c.pin_hash as "pinHash", c.access_code_id as "accessCodeId" from commanded_pin c
  join access_code a on a.id = c.access_code_id
  where c.workspace_id = $1 and c.device_id = $2
    and (a.removed_at is null or c.commanded_at > now() - $3::int * interval '1 day')`
