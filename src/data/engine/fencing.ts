import type { PoolClient } from 'pg'
import { wholeWorkspace } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { lockDevices } from '../write/device-locks.ts'
import type { DeviceClaim } from './claim.ts'

/** The device as it is while its row is locked. */
export interface HeldDevice {
  /** The database's clock: the only one that decides. */
  readonly now: Date
  /** Counts changes of the wish. PostgreSQL's bigint, as text. */
  readonly generation: string
}

/**
 * Makes the transaction the only writer of the device, and its lease last anew. Null if the device was given to somebody
 * else: then nothing may be written.
 */
export async function holdDevice(
  tx: PoolClient,
  { deviceId, workspaceId, epoch }: DeviceClaim,
  leaseMs: number,
): Promise<HeldDevice | null> {
  // Waiting for the lock comes before anything is written: the log follows the order in which transactions began to
  // write, and a code's events must be in it as they happened.
  lockDevices(tx, wholeWorkspace(workspaceId), [deviceId])
  const text = `update device_sync set lease_until = clock_timestamp() + $3::int * interval '1 ms'
    where device_id = $1 and epoch = $2::bigint and lease_until is not null
    returning date_trunc('milliseconds', clock_timestamp()) as now, generation::text as generation`
  const [row] = await query<HeldDevice>(tx, text, [deviceId, epoch, leaseMs])
  return row ?? null
}

export interface CommandToCome {
  readonly slot: string
  /** The managed code that it is for, if any. */
  readonly accessCodeId: string | null
  readonly isSet: boolean
  /** Null where the lock makes the PIN, and for removals. */
  readonly pinHash: Buffer | null
}

/**
 * `FENCED`: the device was given to somebody else, or the lease ran out. `MOOT`: the code was handed over since it was
 * decided to send the command, and is not to be touched any more. Either way nothing may be sent.
 */
export type Leave = 'GRANTED' | 'FENCED' | 'MOOT'

/**
 * Writes down that a command is about to be sent, before it is: whoever comes next knows that it may have been, leaves
 * the device alone for as long as it may still land, and knows the PIN as ours wherever it turns up.
 */
export async function writeAhead(
  on: Queryable,
  { deviceId, workspaceId, epoch }: DeviceClaim,
  command: CommandToCome,
  { leaseMs, quarantineMs }: { readonly leaseMs: number; readonly quarantineMs: number },
): Promise<Leave> {
  const text = `
    with held as (
      update device_sync set lease_until = clock_timestamp() + $4::int * interval '1 ms',
        quarantine_until = clock_timestamp() + $5::int * interval '1 ms'
      where workspace_id = $1 and device_id = $2 and epoch = $3::bigint and lease_until > clock_timestamp()
      returning device_id
    ), doubted as (
      update access_code set is_in_doubt = true, lock_slot = case when $8::boolean then $6::text else lock_slot end
      from held where workspace_id = $1 and id = $7::uuid and is_managed and removed_at is null
      returning id
    ), remembered as (
      insert into commanded_pin (workspace_id, device_id, slot, pin_hash, access_code_id)
      select $1::uuid, device_id, $6::text, $9::bytea, id from held, doubted where $9::bytea is not null
      on conflict (device_id, slot, pin_hash, access_code_id) do update set commanded_at = excluded.commanded_at
    )
    -- Of ours there is a doubt now; somebody else's is removed where that was asked for.
    select $7::uuid is null or exists (select from doubted) or exists (
      select from access_code where workspace_id = $1 and id = $7 and not is_managed and deleted_at is not null
    ) as "isWished" from held`
  const values = [workspaceId, deviceId, epoch, leaseMs, quarantineMs]
  const [row] = await query<{ isWished: boolean }>(on, text, [
    ...values,
    command.slot,
    command.accessCodeId,
    command.isSet,
    command.isSet ? command.pinHash : null,
  ])
  if (!row) return 'FENCED'
  return row.isWished ? 'GRANTED' : 'MOOT'
}

/** The command was answered: it can land no more. */
export async function endQuarantine(tx: PoolClient, { deviceId, epoch }: DeviceClaim): Promise<void> {
  const text = 'update device_sync set quarantine_until = null where device_id = $1 and epoch = $2::bigint'
  await query(tx, text, [deviceId, epoch])
}

export interface NextRun {
  /** Runs in a row that left something to do. */
  readonly attempts: number
  /** No later than then; null leaves it to `withinMs`. */
  readonly dueAt: Date | null
  readonly withinMs: number | null
  /** Not before a command that was not answered can land no more. */
  readonly afterQuarantine: boolean
  /** Of the wish that was worked on: at once if it has moved since. */
  readonly generation: string
}

/**
 * Gives the device back. Nothing happens if somebody else has it. At once is cut to the column's milliseconds, since
 * rounding would put it into the future.
 */
export async function releaseDevice(on: Queryable, { deviceId, epoch }: DeviceClaim, next: NextRun): Promise<void> {
  const text = `update device_sync set lease_owner = null, lease_until = null, attempts = $3,
      due_at = case
        when $6 then greatest(quarantine_until, clock_timestamp() + coalesce($5::int, 0) * interval '1 ms')
        when generation <> $7::bigint then date_trunc('milliseconds', clock_timestamp())
        else least($4::timestamptz, clock_timestamp() + $5::int * interval '1 ms') end
    where device_id = $1 and epoch = $2::bigint`
  const { attempts, dueAt, withinMs, afterQuarantine, generation } = next
  await query(on, text, [deviceId, epoch, attempts, dueAt, withinMs, afterQuarantine, generation])
}
