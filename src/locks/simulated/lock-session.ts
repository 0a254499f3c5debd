import type { Pool, PoolClient } from 'pg'
import type { PinVault } from '../../data/pins/vault.ts'
import type { LockRow } from './lock-row.ts'

/** What every simulated lock of a database is reached with. */
export interface SimulatedStack {
  readonly pool: Pool
  readonly vault: PinVault
}

/** A moment in which a lock does one thing and nobody else gets at it. */
export interface LockSession {
  readonly tx: PoolClient
  readonly vault: PinVault
  readonly lock: LockRow
  /** By the database's clock, in whole milliseconds. */
  readonly now: Date
}

/** What the lock takes for the time. */
export function lockTime({ lock, now }: Pick<LockSession, 'lock' | 'now'>): Date {
  return new Date(now.getTime() + lock.clockOffsetMs)
}
