import { query } from '../../data/statement.ts'
import type { LockAddress, RefusalReason } from '../provider.ts'
import { atLock } from './at-lock.ts'
import { tell } from './events.ts'
import type { LockSession, SimulatedStack } from './lock-session.ts'
import { empty } from './stored-codes.ts'

/** What a lock can be told to do wrong. Every process that reaches it sees it at once. */
export type Fault = (
  | { readonly kind: 'REFUSES'; readonly reason: RefusalReason; readonly isPermanent: boolean }
  /** Says yes to a command and forgets it. */
  | { readonly kind: 'STORES_NOTHING' }
  /** Does as it is told, but the answer is lost. */
  | { readonly kind: 'DROPS_ANSWER' }
  /** The caller learns nothing, and the command lands that many milliseconds later. */
  | { readonly kind: 'APPLIES_LATE'; readonly afterMs: number }
) & {
  /** Which calls it befalls: both commands if not given. */
  readonly calls?: readonly FaultyCall[]
  /** Only the setting of this PIN. */
  readonly pin?: string
  /** For so many calls; if not given, until it is cleared. */
  readonly times?: number
}

export type FaultyCall = 'list' | 'set' | 'remove'

/** Of several faults that befall a call, the one added first does. */
export function addFault(stack: SimulatedStack, address: LockAddress, fault: Fault): Promise<void> {
  const { kind, calls = fault.pin === undefined ? ['set', 'remove'] : ['set'], pin, times = null } = fault
  const hash = pin === undefined ? null : stack.vault.hash(address.workspaceId, pin)
  const [reason, isPermanent] = kind === 'REFUSES' ? [fault.reason, fault.isPermanent] : [null, null]
  const afterMs = kind === 'APPLIES_LATE' ? fault.afterMs : null
  return atLock(stack, address, async ({ tx, lock }) => {
    await query(
      tx,
      `insert into simulated_lock.fault (device_id, kind, calls, pin_hash, reason, is_permanent, after_ms, times_left)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [lock.deviceId, kind, calls, hash, reason, isPermanent, afterMs, times],
    )
  })
}

/** Whole again: on line, as fast and as punctual as it was made. Commands on their way stay on their way. */
export async function clearFaults(stack: SimulatedStack, address: LockAddress): Promise<void> {
  await goOnline(stack, address)
  await atLock(stack, address, async ({ tx, lock }) => {
    await query(tx, 'delete from simulated_lock.fault where device_id = $1', [lock.deviceId])
    const text = 'update simulated_lock.lock set slowed_by_ms = 0, clock_offset_ms = 0 where device_id = $1'
    await query(tx, text, [lock.deviceId])
  })
}

export function goOffline(stack: SimulatedStack, address: LockAddress): Promise<void> {
  return atLock(stack, address, (session) => turn(session, false))
}

export function goOnline(stack: SimulatedStack, address: LockAddress): Promise<void> {
  return atLock(stack, address, (session) => turn(session, true))
}

async function turn(session: LockSession, isOnline: boolean): Promise<void> {
  const { tx, lock } = session
  if (lock.isOnline === isOnline) return
  await query(tx, 'update simulated_lock.lock set is_online = $2 where device_id = $1', [lock.deviceId, isOnline])
  await tell(session, isOnline ? 'CONNECTED' : 'DISCONNECTED')
}

/** Takes the lock out of its account, or puts it back: nobody reaches it meanwhile, and it works on by itself. */
export function setRemoved(stack: SimulatedStack, address: LockAddress, isRemoved: boolean): Promise<void> {
  return atLock(stack, address, async (session) => {
    const { tx, lock } = session
    if (lock.isRemoved === isRemoved) return
    await query(tx, 'update simulated_lock.lock set is_removed = $2 where device_id = $1', [lock.deviceId, isRemoved])
    await tell(session, isRemoved ? 'DISCONNECTED' : 'CONNECTED')
  })
}

/** Every call takes this much longer, on top of the lock's own latency. */
export function slowDown(stack: SimulatedStack, address: LockAddress, byMs: number): Promise<void> {
  return atLock(stack, address, async ({ tx, lock }) => {
    await query(tx, 'update simulated_lock.lock set slowed_by_ms = $2 where device_id = $1', [lock.deviceId, byMs])
  })
}

/** How far the lock's clock is ahead of the database's; negative: behind. */
export function setClockOffset(stack: SimulatedStack, address: LockAddress, offsetMs: number): Promise<void> {
  return atLock(stack, address, async ({ tx, lock }) => {
    const text = 'update simulated_lock.lock set clock_offset_ms = $2 where device_id = $1'
    await query(tx, text, [lock.deviceId, offsetMs])
  })
}

/** A code is gone, and the lock tells nobody. */
export function loseCode(stack: SimulatedStack, address: LockAddress, slot: string): Promise<void> {
  return atLock(stack, address, async (session) => {
    await empty(session, slot)
  })
}
