import type { PoolClient } from 'pg'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { whenRolledBack } from '../data/transaction.ts'
import type { Viewer } from './auth/viewer.ts'
import { RateLimitedError } from './errors.ts'

type Programming = 'CREATE' | 'UPDATE' | 'DELETE'

/** How often codes of one device may be created, changed and deleted: real locks and their makers' clouds bear no more. */
export interface ProgrammingLimits {
  /**
   * Counts one more on each of these devices, or on none; what `tx` does not bring about does not count. In a sandbox
   * nothing is counted.
   *
   * @throws RateLimitedError naming a device that has had enough
   */
  take(tx: PoolClient, viewer: Pick<Viewer, 'isSandbox'>, what: Programming, deviceIds: Iterable<string>): Promise<void>
}

export const unlimitedProgramming: ProgrammingLimits = { take: async () => {} }

const MINUTE_S = 60
/** As the Seam API has them, for each device and minute. */
export const programmingPerMinute: Readonly<Record<Programming, number>> = { CREATE: 10, UPDATE: 10, DELETE: 20 }

/** In the memory of this process: several processes allow as many times more. */
export function programmingLimits(): ProgrammingLimits {
  const limiterOf = (what: Programming) =>
    new RateLimiterMemory({ points: programmingPerMinute[what], duration: MINUTE_S })
  const limiters = { CREATE: limiterOf('CREATE'), UPDATE: limiterOf('UPDATE'), DELETE: limiterOf('DELETE') }
  return {
    async take(tx, { isSandbox }, what, deviceIds) {
      if (isSandbox) return
      const limiter = limiters[what]
      const most = programmingPerMinute[what]
      const ids = [...new Set(deviceIds)]
      // Counted before it is looked at, or two at the same moment would both find room.
      const counts = await Promise.all(ids.map((id) => limiter.penalty(id)))
      whenRolledBack(tx, () => Promise.all(ids.map((id) => limiter.reward(id))))
      for (const [index, { consumedPoints, msBeforeNext }] of counts.entries()) {
        if (consumedPoints > most) throw new RateLimitedError(ids[index] ?? '', what, most, msBeforeNext)
      }
    },
  }
}
