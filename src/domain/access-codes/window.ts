/** When a code should open the door: from `startsAt` up to, not including, `endsAt`. Both null: for as long as it exists. */
export interface Window {
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

export function typeOf(window: Window): 'ONGOING' | 'TIME_BOUND' {
  return window.startsAt === null && window.endsAt === null ? 'ONGOING' : 'TIME_BOUND'
}

/** What is wrong with a window that somebody asks for, each with the path of the field to correct. Empty: nothing. */
export function windowIssues(window: Window, now: Date): { path: string[]; message: string }[] {
  const { startsAt, endsAt } = window
  if (startsAt === null && endsAt === null) return []
  if (startsAt === null) return [{ path: ['startsAt'], message: 'Give startsAt too, or leave out endsAt.' }]
  if (endsAt === null) return [{ path: ['endsAt'], message: 'Give endsAt too, or leave out startsAt.' }]
  const issues = []
  if (endsAt <= startsAt) issues.push({ path: ['endsAt'], message: 'endsAt must be after startsAt.' })
  if (endsAt <= now) issues.push({ path: ['endsAt'], message: 'endsAt must be in the future.' })
  return issues
}

/** When a code of this window begins to hold its PIN: a start in the past, or none, means now. */
export function claimedFrom(window: Window, now: Date): Date {
  return window.startsAt !== null && window.startsAt > now ? window.startsAt : now
}

/** A lock that keeps time itself is given its codes this long before they begin. */
export const PRELOAD_MS = 72 * 60 * 60 * 1000

/** When a code of this window begins to take room on the lock. */
export function preloadFrom(window: Window, now: Date, isNativelyScheduled: boolean): Date {
  const from = claimedFrom(window, now)
  if (!isNativelyScheduled) return from
  return new Date(Math.max(now.getTime(), from.getTime() - PRELOAD_MS))
}

/** Whether there is a moment that is in both. Windows that merely touch do not overlap, nor does an empty one. */
export function overlaps(a: Window, b: Window): boolean {
  return Math.max(startMs(a), startMs(b)) < Math.min(endMs(a), endMs(b))
}

function startMs({ startsAt }: Window): number {
  return startsAt?.getTime() ?? -Infinity
}

function endMs({ endsAt }: Window): number {
  return endsAt?.getTime() ?? Infinity
}

/** While a code takes room on a lock: from `from` up to, not including, `until`; null has no end. */
export interface Occupancy {
  readonly from: Date
  readonly until: Date | null
}

/**
 * The largest number of codes that are on the lock at one moment of `during`. A sweep over their ends, sorted, so that
 * a lock with hundreds of bookings is still O(n log n).
 */
export function peakOccupancy(occupancies: readonly Occupancy[], during: Occupancy): number {
  const arrivals: number[] = []
  const departures: number[] = []
  for (const occupancy of occupancies) {
    const from = Math.max(occupancy.from.getTime(), during.from.getTime())
    const until = Math.min(untilMs(occupancy), untilMs(during))
    if (from >= until) continue
    arrivals.push(from)
    departures.push(until)
  }
  arrivals.sort((a, b) => a - b)
  departures.sort((a, b) => a - b)

  let peak = 0
  let departed = 0
  for (const [arrived, from] of arrivals.entries()) {
    // One that leaves at the moment another arrives has made room for it.
    while ((departures[departed] ?? Infinity) <= from) departed++
    peak = Math.max(peak, arrived + 1 - departed)
  }
  return peak
}

function untilMs({ until }: Occupancy): number {
  return until?.getTime() ?? Infinity
}
