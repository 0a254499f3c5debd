import { randomBytes } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { PinVault } from '../../data/pins/vault.ts'
import { type Queryable, query } from '../../data/statement.ts'
import type { CodeConstraint } from '../../domain/access-codes/constraints.ts'
import type { LockAddress } from '../provider.ts'

/** A simulated lock as it is kept, but for its codes. */
export interface LockRow {
  readonly workspaceId: string
  readonly deviceId: string
  /** Its slots are called '1' to this. */
  readonly slotCount: number
  readonly keepsWindows: boolean
  readonly readBack: 'full' | 'existence' | 'none'
  readonly nameLengthMax: number | null
  readonly checksDuplicates: boolean
  readonly makesPins: boolean
  readonly pinDelayMs: number
  readonly latencyMs: number
  readonly codeLengths: readonly number[]
  readonly codeConstraints: readonly CodeConstraint[]
  readonly acceptsOfflinePins: boolean
  /** Sealed. */
  readonly offlineSecret: Buffer
  readonly isOnline: boolean
  /** Taken out of its account. */
  readonly isRemoved: boolean
  readonly slowedByMs: number
  readonly clockOffsetMs: number
}

/** No device of that id is in that workspace, so there is no lock behind it either. */
export class NoSuchLockError extends Error {
  override readonly name = 'NoSuchLockError'

  constructor({ deviceId }: LockAddress) {
    super(`there is no simulated lock behind device ${deviceId}`)
  }
}

/** Reads a lock without waiting for what it is doing. The first time it is made, after its device's row. */
export function readLock(on: Queryable, vault: PinVault, address: LockAddress): Promise<LockRow> {
  return selectOrMake(on, vault, address, lockText)
}

/** Reads a lock and keeps everybody else off it until the transaction ends. */
export function takeLock(tx: PoolClient, vault: PinVault, address: LockAddress): Promise<LockRow> {
  return selectOrMake(tx, vault, address, `${lockText} for no key update`)
}

const lockText = `select workspace_id as "workspaceId", device_id as "deviceId", slot_count as "slotCount",
    keeps_windows as "keepsWindows", read_back as "readBack", name_length_max as "nameLengthMax",
    checks_duplicates as "checksDuplicates", makes_pins as "makesPins", pin_delay_ms as "pinDelayMs",
    latency_ms as "latencyMs", code_lengths as "codeLengths", code_constraints as "codeConstraints",
    accepts_offline_pins as "acceptsOfflinePins", offline_secret as "offlineSecret", is_online as "isOnline", is_removed as "isRemoved",
    slowed_by_ms as "slowedByMs", clock_offset_ms::float8 as "clockOffsetMs"
  from simulated_lock.lock where device_id = $1 and workspace_id = $2`

async function selectOrMake(on: Queryable, vault: PinVault, address: LockAddress, text: string): Promise<LockRow> {
  const key = [address.deviceId, address.workspaceId]
  const [known] = await query<LockRow>(on, text, key)
  if (known) return known
  await makeAfterDevice(on, vault, address)
  const [made] = await query<LockRow>(on, text, key)
  if (!made) throw new NoSuchLockError(address)
  return made
}

/**
 * The lock that the gateway's device row describes. From then on the two are apart: what is changed on one is not
 * changed on the other. A device without a stated capacity has 250 slots, as most of its kind.
 */
async function makeAfterDevice(on: Queryable, vault: PinVault, { deviceId, workspaceId }: LockAddress): Promise<void> {
  const offlineSecret = vault.seal(randomBytes(32).toString('hex'), deviceId)
  await query(
    on,
    `insert into simulated_lock.lock (device_id, workspace_id, slot_count, keeps_windows, name_length_max, makes_pins,
       code_lengths, code_constraints, accepts_offline_pins, offline_secret, is_online)
     select device.id, device.workspace_id, coalesce(max_active_codes_supported, 250), supports_native_scheduling,
       (select min((item ->> 'maxLength')::int) from jsonb_array_elements(code_constraints) as item
        where item ->> 'constraintType' = 'NAME_LENGTH'),
       code_constraints @> '[{"constraintType": "CANNOT_SPECIFY_PIN_CODE"}]',
       supported_code_lengths, code_constraints, coalesce(can_program_offline_access_codes, false), $3,
       offline_since is null and disconnected_at is null
     from device left join connected_account on connected_account.id = connected_account_id
     where device.id = $1 and device.workspace_id = $2
     on conflict do nothing`,
    [deviceId, workspaceId, offlineSecret],
  )
}
