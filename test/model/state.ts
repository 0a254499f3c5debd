import { type Code, type Content, type Door, doorOfCode, isOver, PRELOAD_MS, type Span, type World } from './world.ts'

/** Where a code is in its life: it is to be on its lock while it is `PRELOADED` or `OPEN`. */
export type Phase = 'BEFORE_PRELOAD' | 'PRELOADED' | 'OPEN' | 'OVER'

export function phaseOf(code: Code, door: Door, now: number): Phase {
  if (isOver(code, now)) return 'OVER'
  if (code.startsAt === null || code.startsAt <= now) return 'OPEN'
  return code.startsAt - (lockKeepsTime(code, door) ? PRELOAD_MS : 0) <= now ? 'PRELOADED' : 'BEFORE_PRELOAD'
}

export const lockKeepsTime = ({ prefersLockTime }: Code, { nature }: Door): boolean =>
  nature.keepsTime && prefersLockTime

/** Whether a guest finds at the door what is wished, as far as is known: PIN and window. */
export function isFit(code: Code, door: Door, now: number): boolean {
  const { known } = code
  return known !== null && known.pin === code.pin && isWindowFit(known, code, door, now)
}

export function isWindowFit(held: Span, code: Code, door: Door, now: number): boolean {
  if (!lockKeepsTime(code, door)) return true
  if (held.startsAt === null || code.startsAt === null) return held.startsAt === code.startsAt
  // When a window began is nothing that anybody notices.
  const haveBegun = held.startsAt <= now && code.startsAt <= now
  return (haveBegun || held.startsAt === code.startsAt) && held.endsAt === code.endsAt
}

/** What is to be on the lock for a code. */
export function contentFor(code: Code, door: Door): Content {
  const { pin, name, startsAt, endsAt } = code
  return lockKeepsTime(code, door) ? { pin, name, startsAt, endsAt } : { pin, name, startsAt: null, endsAt: null }
}

/**
 * Says anew what a code is, after its wish or what is known of its lock has changed. Only the engine, who `looks`, can say
 * that it is verified.
 */
export function restate(world: World, code: Code, { isDeferred = false, looks = false } = {}): void {
  const door = doorOfCode(world, code)
  const phase = phaseOf(code, door, world.now)
  const isAsWished = isFit(code, door, world.now)
  const isVerified = isAsWished && phase !== 'BEFORE_PRELOAD' && !code.isConverting
  code.isReadBack = isVerified && (looks || code.isReadBack)
  code.isScheduled = phase === 'PRELOADED' && isAsWished && !isDeferred
  code.status = statusOf(code, phase, isAsWished, isDeferred)
}

function statusOf(code: Code, phase: Phase, isAsWished: boolean, isDeferred: boolean): Code['status'] {
  if (phase === 'OVER') return 'REMOVING'
  if (phase === 'BEFORE_PRELOAD') return code.known === null ? 'UNSET' : 'SETTING'
  if (phase === 'PRELOADED') return 'UNSET'
  if (code.isConverting) return 'SETTING'
  if (code.isOverridden) return code.known === null ? 'UNSET' : 'SET'
  return isAsWished && !isDeferred ? 'SET' : 'SETTING'
}
