import { type Code, codesOn, DAY_MS, type Door, HOUR_MS, type Span, type World } from '../world.ts'
import type { Obstacle } from './obstacles.ts'

export interface OfflineWish extends Span {
  readonly isOffline: boolean
  readonly isOneTimeUse: boolean
  readonly mayRoundDays: boolean
}

/** How many offline codes an igloohome lock can tell apart that begin in one hour. */
const PER_START = { oneTime: 5, other: 3 }

/** The window of an offline code as the lock can work it out, moved outward; null: there is none near enough. */
export function fittedSpan({ startsAt, endsAt, isOneTimeUse, mayRoundDays }: OfflineWish): Span | null {
  const startMs = Math.floor((startsAt ?? 0) / HOUR_MS) * HOUR_MS
  const withEnd = (ms: number): Span | null => {
    const isNear = Math.abs(ms - (endsAt ?? ms)) <= (mayRoundDays ? DAY_MS : HOUR_MS)
    return isNear ? { startsAt: startMs, endsAt: ms } : null
  }
  if (isOneTimeUse) return withEnd(startMs + DAY_MS)
  const hours = Math.max(1, Math.ceil(((endsAt ?? startMs) - startMs) / HOUR_MS))
  if (hours <= 672) return withEnd(startMs + hours * HOUR_MS)
  const days = Math.max(29, Math.ceil(hours / 24))
  return days <= 367 ? withEnd(startMs + days * DAY_MS) : null
}

export function offlineObstacles(world: World, door: Door, wish: OfflineWish): Obstacle[] {
  if (!wish.isOffline || !door.nature.makesOfflinePins) return []
  const span = fittedSpan(wish)
  const isAlike = (code: Code) =>
    code.isOffline && code.isOneTimeUse === wish.isOneTimeUse && code.startsAt === span?.startsAt
  const max = wish.isOneTimeUse ? PER_START.oneTime : PER_START.other
  const isPossible = span !== null && codesOn(world, door).filter(isAlike).length < max
  return isPossible ? [] : [{ door, reason: 'TIME_FRAME_UNSUPPORTED', blocksAny: true }]
}
