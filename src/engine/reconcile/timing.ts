import { PRELOAD_MS } from '../../domain/access-codes/window.ts'
import type { LockWindow } from '../../locks/provider.ts'
import type { CodeFacts, Facts } from './facts.ts'

/** Where a code is in its life, by its wish alone. */
export type Phase = 'BEFORE_PRELOAD' | 'PRELOADED' | 'OPEN' | 'OVER'

/** A `PRELOADED` code is to be on the lock ahead of its time, an `OPEN` one opens the door. */
export function phaseOf(code: CodeFacts, facts: Facts, now: Date): Phase {
  if (code.deletedAt !== null || (code.endsAt !== null && code.endsAt <= now)) return 'OVER'
  if (code.startsAt === null || code.startsAt <= now) return 'OPEN'
  return programFrom(code, facts).getTime() <= now.getTime() ? 'PRELOADED' : 'BEFORE_PRELOAD'
}

/** Whether the lock itself keeps this code's window. */
export function isNative(code: CodeFacts, facts: Pick<Facts, 'device' | 'lock'>): boolean {
  return code.startsAt !== null && wouldKeepTime(code, facts)
}

/** Whether the lock would keep a window of this code: of an ongoing one it may still have the window before. */
export function wouldKeepTime(code: CodeFacts, { device, lock }: Pick<Facts, 'device' | 'lock'>): boolean {
  return lock.nativeScheduling && device.supportsNativeScheduling && code.prefersNativeScheduling
}

/** From when on it is to be on the lock: ahead of its start where the lock keeps time, else at its start exactly. */
export function programFrom(code: CodeFacts, facts: Pick<Facts, 'device' | 'lock'>): Date {
  if (code.startsAt === null) return code.updatedAt
  return isNative(code, facts) ? new Date(code.startsAt.getTime() - PRELOAD_MS) : code.startsAt
}

/** The window to give to the lock; null where it is to keep none. */
export function windowFor(code: CodeFacts, facts: Facts): LockWindow | null {
  return code.startsAt !== null && isNative(code, facts) ? { startsAt: code.startsAt, endsAt: code.endsAt } : null
}

/**
 * Whether the lock keeps the window that was wished. Instants are compared, not wall clocks. Locks that keep wall-clock
 * times come out an hour off around a clock change, so that much is let pass for a bound within a day of one in the
 * lock's zone, and nothing on any other day. Two starts that are both over are equal: some locks refuse a past start.
 */
export function isSameWindow(
  held: LockWindow | null,
  wished: LockWindow | null,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string | null },
): boolean {
  if (held === null || wished === null) return held === wished
  const isBegun = held.startsAt <= now && wished.startsAt <= now
  if (!isBegun && !isSameInstant(held.startsAt, wished.startsAt, timeZone)) return false
  // A lock that is told starts only: the end is ours to keep.
  if (held.endsAt === null || wished.endsAt === null) return held.endsAt === null
  return isSameInstant(held.endsAt, wished.endsAt, timeZone)
}

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS

function isSameInstant(held: Date, wished: Date, timeZone: string | null): boolean {
  const differenceMs = Math.abs(held.getTime() - wished.getTime())
  if (differenceMs === 0) return true
  return differenceMs <= HOUR_MS && timeZone !== null && isNearClockChange(wished, timeZone)
}

function isNearClockChange(instant: Date, timeZone: string): boolean {
  const ms = instant.getTime()
  return offsetOf(new Date(ms - DAY_MS), timeZone) !== offsetOf(new Date(ms + DAY_MS), timeZone)
}

/** Such as `GMT+01:00`; of a zone that nobody knows, nothing. */
function offsetOf(instant: Date, timeZone: string): string | undefined {
  const format = offsetFormats.get(timeZone) ?? offsetFormat(timeZone)
  offsetFormats.set(timeZone, format)
  return format?.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value
}

function offsetFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  } catch {
    return null
  }
}

/** Formats take long to make, and there are some hundred zones. */
const offsetFormats = new Map<string, Intl.DateTimeFormat | null>()
