import { query } from '../../data/statement.ts'
import type { RefusalReason } from '../provider.ts'
import type { FaultyCall } from './faults.ts'
import type { LockSession } from './lock-session.ts'

/** A fault as a call meets it. */
export interface BefallingFault {
  readonly kind: 'REFUSES' | 'STORES_NOTHING' | 'DROPS_ANSWER' | 'APPLIES_LATE'
  /** REFUSES only. */
  readonly reason: RefusalReason | null
  readonly isPermanent: boolean | null
  /** APPLIES_LATE only. */
  readonly afterMs: number | null
}

/** The fault that befalls this call, which uses it up by one; null: none does. */
export async function befallingFault(
  { tx, vault, lock }: LockSession,
  call: FaultyCall,
  pin: string | null = null,
): Promise<BefallingFault | null> {
  const [fault] = await query<BefallingFault & { position: string; timesLeft: number | null }>(
    tx,
    `select position, kind, reason, is_permanent as "isPermanent", after_ms as "afterMs", times_left as "timesLeft"
     from simulated_lock.fault
     where device_id = $1 and $2 = any(calls) and (pin_hash is null or pin_hash = $3)
     order by position limit 1`,
    [lock.deviceId, call, pin === null ? null : vault.hash(lock.workspaceId, pin)],
  )
  if (!fault) return null
  if (fault.timesLeft === 1) await query(tx, 'delete from simulated_lock.fault where position = $1', [fault.position])
  else if (fault.timesLeft !== null) {
    await query(tx, 'update simulated_lock.fault set times_left = times_left - 1 where position = $1', [fault.position])
  }
  return fault
}
