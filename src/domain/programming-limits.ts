import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Viewer } from './auth/viewer.ts'
import { RateLimitedError } from './errors.ts'

type Programming = 'CREATE' | 'UPDATE' | 'DELETE'

/** How often codes of one device may be created, changed and deleted: real locks and their makers' clouds bear no more. */
export interface ProgrammingLimits {
  /**
   * Counts one more on each of these devices, or on none. In a sandbox nothing is counted.
   *
   * @throws RateLimitedError naming a device that has had enough
   */
  take(viewer: Pick<Viewer, 'isSandbox'>, what: Programming, deviceIds: Iterable<string>): Promise<void>
}

export const unlimitedProgramming: ProgrammingLimits = { take: async () => {} }

const MINUTE_S = 60
/** As the Seam API has them, for each device and minute. */
const perMinute: Readonly<Record<Programming, number>> = { CREATE: 10, UPDATE: 10, DELETE: 20 }

/** In the memory of this process: several processes allow as many times more. */
export function programmingLimits(): ProgrammingLimits {
  const limiterOf = (what: Programming) => new RateLimiterMemory({ points: perMinute[what], duration: MINUTE_S })
  const limiters = { CREATE: limiterOf('CREATE'), UPDATE: limiterOf('UPDATE'), DELETE: limiterOf('DELETE') }
  return {
    async take({ isSandbox }, what, deviceIds) {
      if (isSandbox) return
      const limiter = limiters[what]
      const ids = [...new Set(deviceIds)]
      const counts = await Promise.all(ids.map((id) => limiter.get(id)))
      for (const [index, count] of counts.entries()) {
        if (!count || count.remainingPoints > 0) continue
        throw new RateLimitedError(ids[index] ?? '', what, perMinute[what], count.msBeforeNext)
      }
      await Promise.all(ids.map((id) => limiter.penalty(id)))
    },
  }
}
