import { query } from '../../data/statement.ts'
import type { LockAddress } from '../provider.ts'
import { readLock } from './lock-row.ts'
import type { LockSession, SimulatedStack } from './lock-session.ts'
import { lockTime } from './lock-session.ts'
import { type OfflineWindow, offlinePin, offlineWindowAt } from './offline-pin.ts'

/** The lock's model accepts no offline PINs. */
export class NoOfflinePinsError extends Error {
  override readonly name = 'NoOfflinePinsError'
}

/**
 * Asks the maker of the lock for an offline PIN. The lock itself hears nothing of it, on line or not.
 *
 * @throws NoOfflinePinsError, NoSuchLockError, RangeError if no offline PIN has such a window
 */
export async function makeOfflinePin(
  { pool, vault }: SimulatedStack,
  address: LockAddress,
  window: OfflineWindow,
): Promise<string> {
  const lock = await readLock(pool, vault, address)
  if (!lock.acceptsOfflinePins) throw new NoOfflinePinsError('the lock accepts no offline PINs')
  return offlinePin(secretOf({ vault, lock }), window)
}

/** Whether the lock opens for these digits as an offline PIN. A one-time PIN that does is used up. */
export async function opensOffline(session: LockSession, pin: string): Promise<boolean> {
  const { tx, vault, lock } = session
  const window = lock.acceptsOfflinePins ? offlineWindowAt(secretOf(session), pin, lockTime(session)) : null
  if (!window?.isOneTimeUse) return window !== null
  const text = 'delete from simulated_lock.used_offline_pin where device_id = $1 and ends_at <= $2'
  await query(tx, text, [lock.deviceId, lockTime(session)])
  const firstUse = await query(
    tx,
    `insert into simulated_lock.used_offline_pin (device_id, pin_hash, ends_at) values ($1, $2, $3)
     on conflict do nothing returning ends_at`,
    [lock.deviceId, vault.hash(lock.workspaceId, pin), window.endsAt],
  )
  return firstUse.length > 0
}

function secretOf({ vault, lock }: Pick<LockSession, 'vault' | 'lock'>): Buffer {
  return Buffer.from(vault.open(lock.offlineSecret, lock.deviceId), 'hex')
}
