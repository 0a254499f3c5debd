import type { CodeFacts, Facts, Timing } from './facts.ts'
import { isWaitingForPin } from './offline.ts'
import { programFrom } from './timing.ts'

/**
 * When something changes by time alone, after `now`: a code is to go onto the lock, to open, to end; or its lateness is to
 * be told. Asked with the instant at which it was decided what the lock should hold: a boundary that passed since must
 * still come.
 */
export function nextBoundary(
  codes: readonly CodeFacts[],
  facts: Pick<Facts, 'device' | 'lock'>,
  now: Date,
  timing: Timing,
  /** Windows that were read just now. */
  newWindows: readonly Pick<CodeFacts, 'startsAt' | 'endsAt'>[] = [],
): Date | null {
  let nextMs = Infinity
  const consider = (instant: Date | null, plusMs = 0) => {
    if (instant === null) return
    const ms = instant.getTime() + plusMs
    if (ms > now.getTime() && ms < nextMs) nextMs = ms
  }
  for (const { startsAt, endsAt } of newWindows) {
    consider(startsAt)
    consider(endsAt)
  }
  for (const code of codes) {
    consider(code.endsAt)
    if (!code.isManaged) {
      consider(code.startsAt)
      continue
    }
    if (isWaitingForPin(code, now) || isToBeTold(code, facts)) consider(now, timing.backoffFirstMs)
    if (code.deletedAt !== null) {
      consider(code.deletedAt, timing.delayWarningMs)
      continue
    }
    const due = programFrom(code, facts)
    consider(due)
    consider(code.startsAt)
    if (code.state.status === 'SETTING' || code.state.status === 'UNSET') {
      consider(code.updatedAt > due ? code.updatedAt : due, timing.delayWarningMs)
      const open = code.startsAt !== null && code.startsAt > code.updatedAt ? code.startsAt : code.updatedAt
      consider(open, timing.failedAfterMs)
    }
    if (code.endsAt !== null) consider(code.endsAt, timing.delayWarningMs)
  }
  return nextMs === Infinity ? null : new Date(nextMs)
}

/** Whether the lock has the code and is still to tell the PIN that it makes for it: that it does so, nobody announces. */
const isToBeTold = ({ pinKey, deletedAt, state }: CodeFacts, { lock }: Pick<Facts, 'lock'>): boolean =>
  lock.makesPins && pinKey === null && deletedAt === null && state.lockSlot !== null

/** Between one read of a lock that is as wished and the next, spread so that locks read together drift apart. */
export function driftCheckAt(now: Date, { driftCheckMs }: Timing, random: () => number): Date {
  return new Date(now.getTime() + driftCheckMs * (0.9 + 0.2 * random()))
}

/** How long to leave a lock alone after `attempts` fruitless runs: at random up to a bound that doubles. */
export function backoffMs(attempts: number, { backoffFirstMs, backoffMaxMs }: Timing, random: () => number): number {
  const bound = Math.min(backoffMaxMs, backoffFirstMs * 2 ** Math.min(attempts - 1, 30))
  // Never at once: the least is a tenth of the bound.
  return Math.round(bound * (0.1 + 0.9 * random()))
}
