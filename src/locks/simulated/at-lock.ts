import { query } from '../../data/statement.ts'
import { inTransaction } from '../../data/transaction.ts'
import type { LockAddress } from '../provider.ts'
import { landDueCommands } from './late-commands.ts'
import { takeLock } from './lock-row.ts'
import type { LockSession, SimulatedStack } from './lock-session.ts'

/**
 * Does one thing at one lock in one short transaction.
 *
 * Commands that were on their way and are due land first, in their order: nobody can tell that they landed only now.
 *
 * @throws NoSuchLockError if no device stands for it
 */
export function atLock<T>(
  { pool, vault }: SimulatedStack,
  address: LockAddress,
  work: (session: LockSession) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (tx) => {
    const lock = await takeLock(tx, vault, address)
    // A statement of its own: asked together with the row, the time would be that from before the wait for it.
    const [clock] = await query<{ now: Date }>(tx, "select date_trunc('milliseconds', clock_timestamp()) as now", [])
    if (!clock) throw new Error('the database told no time')
    const session = { tx, vault, lock, now: clock.now }
    await landDueCommands(session)
    return work(session)
  })
}
