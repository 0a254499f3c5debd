import type { CodeFacts, Content, Facts } from './facts.ts'
import { copyOf, type Held, type LockView } from './observe.ts'
import { isOffline } from './offline.ts'
import { isNative, isSameWindow, type Phase, phaseOf, windowFor, wouldKeepTime } from './timing.ts'

/** One managed code between its wish and what the lock is seen to hold of it. */
export interface Standing {
  readonly code: CodeFacts
  readonly phase: Phase
  /** Another code of an earlier window has this PIN on the lock first. */
  readonly isDeferred: boolean
  /** Where the lock holds it, as wished or not. */
  readonly copy: Held | undefined
  /** Whether the lock holds something else that was commanded for it. */
  readonly hasStrays: boolean
  /** Whether a guest finds what was wished: the PIN and the window. `UNTOLD`: the lock has not told its PIN yet. */
  readonly fit: 'AS_WISHED' | 'UNTOLD' | 'DIFFERENT' | 'ABSENT'
  readonly isNameAsWished: boolean
  /** What somebody changed at the lock; empty if nobody did. `removed`: all of it. */
  readonly externalChanges: readonly ExternalChange[]
  /** This very wish gave way to a change made at the lock. */
  readonly isOverridden: boolean
  readonly isRefused: boolean
  /** The lock made the PIN, and has lost it: it will make another one. */
  readonly isPinLost: boolean
  /** Whether what the lock holds of it may stay for as long as the wish cannot be put in its place. */
  readonly isServing: boolean
}

type ExternalChange = 'removed' | 'code' | 'name' | 'time_frame'

/** Whether the code should be on the lock now. */
export const belongs = ({ phase, isDeferred }: Pick<Standing, 'phase' | 'isDeferred'>): boolean =>
  (phase === 'PRELOADED' || phase === 'OPEN') && !isDeferred

/** Whether nothing is left to ask of the lock for it, as far as this reading shows. */
export function isDone(standing: Standing): boolean {
  const { fit, isNameAsWished, isOverridden, isDeferred, copy, hasStrays } = standing
  if (!belongs(standing)) return !isDeferred && !copy && !hasStrays
  return fit === 'AS_WISHED' && (isNameAsWished || isOverridden)
}

export function standingsOf(facts: Facts, view: LockView, now: Date): Standing[] {
  const strays = strayCommanders(facts, view)
  const managed = facts.codes.filter((code) => code.isManaged && !isOffline(code))
  const phases = managed.map((code) => ({ code, phase: phaseOf(code, facts, now) }))
  // Where the lock makes the PINs, two that are alike are its own affair.
  const first = facts.lock.makesPins ? new Map<string, CodeFacts>() : firstOfEachPin(phases)
  return phases.map(({ code, phase }) => {
    const copy = copyOf(code, view)
    const fit = fitOf(code, copy, facts, view, now)
    const isNameAsWished = copy?.content ? isNameShown(code, copy.content.name) : true
    const found = view.isCurrent ? externalChanges(code, phase, copy, { facts, view, now, fit, isNameAsWished }) : []
    // A wish that is still on its way is not given up for what was done at the lock: that may have been done before it.
    const isAccepted = found.length > 0 && code.isExternalModificationAllowed && isConfirmed(code, facts)
    const isOverridden = isAccepted || code.state.overriddenWishVersion === code.wishVersion
    const isDeferred = code.pinKey !== null && phase !== 'OVER' && (first.get(code.pinKey) ?? code) !== code
    const isMissed = belongs({ phase, isDeferred }) && view.isCurrent && !copy && !isOverridden
    return {
      code,
      phase,
      isDeferred,
      copy,
      hasStrays: strays.has(code.id),
      fit,
      isNameAsWished,
      externalChanges: found,
      isOverridden,
      isRefused: code.state.refusedWishVersion === code.wishVersion,
      isPinLost: facts.lock.makesPins && code.pinKey !== null && isMissed,
      isServing: isServing(code, phase, copy, facts, view, now),
    }
  })
}

/** Whether the lock was last known to hold all that is wished. */
function isConfirmed({ pinKey, name, startsAt, endsAt, state }: CodeFacts, { lock }: Facts): boolean {
  const { confirmed } = state
  if (!confirmed || confirmed.name !== name || !isSameContentWindow(confirmed, { startsAt, endsAt })) return false
  return lock.makesPins || confirmed.pinKey === pinKey
}

/** The PIN before lets the guest in, as long as it does so in time: in the window that is wished, or now that it is open. */
function isServing(
  code: CodeFacts,
  phase: Phase,
  copy: Held | undefined,
  facts: Facts,
  view: LockView,
  now: Date,
): boolean {
  if (!copy?.content) return true
  if (copy.kind !== 'OWN') return false
  if (isWindowAsWished(code, copy, facts, view, now)) return true
  const { window } = copy.content
  const isOpenNow = !window || (window.startsAt <= now && (window.endsAt === null || now < window.endsAt))
  return phase === 'OPEN' && isOpenNow
}

function strayCommanders({ commanded }: Facts, { held }: LockView): ReadonlySet<string> {
  const ids = new Set<string>()
  for (const { slot, pinKey, codeId } of commanded) {
    const one = held.get(slot)
    if (one?.kind === 'STRAY' && one.content?.pinKey === pinKey) ids.add(codeId)
  }
  return ids
}

/** Of the codes that should be on the lock and have one PIN, the one of the earliest window: the lock holds it once. */
function firstOfEachPin(phases: readonly { code: CodeFacts; phase: Phase }[]): ReadonlyMap<string, CodeFacts> {
  const first = new Map<string, CodeFacts>()
  for (const { code, phase } of phases) {
    if (code.pinKey === null || phase === 'OVER' || phase === 'BEFORE_PRELOAD') continue
    const other = first.get(code.pinKey)
    if (!other || startMs(code) < startMs(other)) first.set(code.pinKey, code)
  }
  return first
}

const startMs = ({ startsAt }: CodeFacts): number => startsAt?.getTime() ?? -Infinity

function fitOf(code: CodeFacts, copy: Held | undefined, facts: Facts, view: LockView, now: Date): Standing['fit'] {
  if (!copy) return 'ABSENT'
  if (!copy.content) return 'DIFFERENT'
  const { pinKey } = copy.content
  if (!isWindowAsWished(code, copy, facts, view, now)) return 'DIFFERENT'
  if (facts.lock.makesPins) return pinKey === null ? 'UNTOLD' : 'AS_WISHED'
  return pinKey !== null && pinKey === code.pinKey ? 'AS_WISHED' : 'DIFFERENT'
}

function isWindowAsWished(code: CodeFacts, copy: Held, facts: Facts, view: LockView, now: Date): boolean {
  // Where we keep the time ourselves, a window on the lock shows only where it is read.
  if (!wouldKeepTime(code, facts) && !view.isReadInFull) return true
  return isSameWindow(copy.content?.window ?? null, windowFor(code, facts), { now, timeZone: facts.device.timeZone })
}

/** Locks cut names and alter them: what a lock made of this very name before is this name. */
function isNameShown({ name, state }: CodeFacts, shown: string | null): boolean {
  const { confirmed, appearanceName } = state
  // Only of a lock that has never shown one for it, its word is taken that it has the name.
  if (shown === null) return !confirmed || (confirmed.name === name && (name === null || appearanceName === null))
  // A name that was not set yet is not cut, however it begins.
  if (confirmed && confirmed.name !== name) return name === shown
  if (name !== null && shown !== '' && name.startsWith(shown)) return true
  return name === null || shown === appearanceName
}

/** What was done at the lock: only what was known for sure and is as nobody asked tells of it. */
function externalChanges(
  code: CodeFacts,
  phase: Phase,
  copy: Held | undefined,
  {
    facts,
    view,
    now,
    fit,
    isNameAsWished,
  }: { facts: Facts; view: LockView; now: Date; fit: Standing['fit']; isNameAsWished: boolean },
): ExternalChange[] {
  const { confirmed, isInDoubt, lockSlot } = code.state
  if (!confirmed || isInDoubt || phase === 'OVER' || lockSlot === null) return []
  if (!copy) return view.held.get(lockSlot)?.kind === 'STRAY' ? [] : ['removed']
  if (!view.isReadInFull || code.state.overriddenWishVersion === code.wishVersion) return []
  const changes: ExternalChange[] = []
  if (copy.kind === 'EDITED') changes.push('code')
  const wasWindowAsWished = isSameContentWindow(confirmed, code)
  if (fit === 'DIFFERENT' && wasWindowAsWished && isNative(code, facts)) {
    if (!isWindowAsWished(code, copy, facts, view, now)) changes.push('time_frame')
  }
  if (!isNameAsWished && confirmed.name === code.name && code.state.appearanceName !== null) changes.push('name')
  return changes
}

export const isSameContentWindow = (a: Pick<Content, 'startsAt' | 'endsAt'>, b: Pick<Content, 'startsAt' | 'endsAt'>) =>
  a.startsAt?.getTime() === b.startsAt?.getTime() && a.endsAt?.getTime() === b.endsAt?.getTime()
