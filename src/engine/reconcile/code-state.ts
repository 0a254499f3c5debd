import type { AccessCodeStatus } from '../../data/prisma/enums.ts'
import type { CodeState, Content, Facts } from './facts.ts'
import type { LockView } from './observe.ts'
import type { Standing } from './standing.ts'
import { type Phase, wouldKeepTime } from './timing.ts'

/** What a code is, by where it is in its life and what of it is on the lock. A code that is over and gone is removed. */
const statuses: Record<Phase, Record<'present' | 'different' | 'absent', AccessCodeStatus>> = {
  // Off its time it has to come down first, and that takes a command.
  BEFORE_PRELOAD: { present: 'SETTING', different: 'SETTING', absent: 'UNSET' },
  PRELOADED: { present: 'UNSET', different: 'UNSET', absent: 'UNSET' },
  OPEN: { present: 'SET', different: 'SETTING', absent: 'SETTING' },
  OVER: { present: 'REMOVING', different: 'REMOVING', absent: 'REMOVING' },
}

/** The state that a reading leads to; its issues are left as they are. */
export function stateAfter(standing: Standing, facts: Facts, view: LockView, now: Date): CodeState {
  const { code, phase, fit } = standing
  const { state } = code
  const isGone = isKnownGone(standing, view)
  const place = placeAfter(standing, facts, view)
  const isAsWished = fit === 'AS_WISHED'
  const isConverting = state.isConverting && !(view.isCurrent && view.isReadInFull)
  // On the lock before its time is not as it is wished.
  const isVerified = isAsWished && phase !== 'BEFORE_PRELOAD' && place.confirmed !== null && !isConverting
  return {
    ...state,
    ...place,
    status: statusOf(standing, facts, isGone, isConverting),
    isConverting,
    isScheduledOnDevice: phase === 'PRELOADED' && isAsWished && !standing.isDeferred,
    isWaitingForCodeAssignment: isWaitingForPin(standing, facts),
    verification: isVerified ? sureness(state, facts, view) : 'NONE',
    overriddenWishVersion: standing.isOverridden ? code.wishVersion : null,
    refusedWishVersion: standing.isRefused ? code.wishVersion : null,
    removedAt: isGone ? now : null,
  }
}

const isWaitingForPin = ({ code, copy, isPinLost }: Standing, { lock }: Facts): boolean =>
  isPinLost || (lock.makesPins && code.pinKey === null && !(copy?.content?.pinKey ?? null))

function statusOf(
  { code, phase, fit, copy, isOverridden, isDeferred }: Standing,
  { device }: Facts,
  isGone: boolean,
  isConverting: boolean,
) {
  if (isGone) return code.state.status
  if (isConverting && phase === 'OPEN') return 'SETTING'
  if (device.isAccountDisconnected && phase === 'OPEN') return 'UNKNOWN'
  if (isOverridden && phase === 'OPEN') return copy ? 'SET' : 'UNSET'
  if (isDeferred) return phase === 'OPEN' ? 'SETTING' : 'UNSET'
  return statuses[phase][fit === 'AS_WISHED' ? 'present' : copy ? 'different' : 'absent']
}

/** Over, and proven to be off the lock, or never sent there. */
function isKnownGone({ code, phase, copy, hasStrays }: Standing, view: LockView): boolean {
  if (phase !== 'OVER') return false
  return view.isCurrent ? !copy && !hasStrays : code.state.lockSlot === null
}

/** What is known of a lock that can be read was read: what cannot be reached now is as it was then. */
function sureness({ verification }: CodeState, { lock }: Facts, view: LockView): CodeState['verification'] {
  const wasRead = verification === 'READ_BACK' || lock.readBack === 'full'
  return view.isReadInFull || (!view.isCurrent && wasRead) ? 'READ_BACK' : 'ACKNOWLEDGED'
}

/** Where the lock has it now, and what exactly. */
function placeAfter(
  standing: Standing,
  facts: Facts,
  view: LockView,
): Pick<CodeState, 'lockSlot' | 'isInDoubt' | 'confirmed' | 'appearanceName'> {
  const { code, copy } = standing
  const { lockSlot, isInDoubt, appearanceName, confirmed } = code.state
  if (!view.isCurrent) return { lockSlot, isInDoubt, appearanceName, confirmed }
  if (!copy) return { lockSlot: null, isInDoubt: false, appearanceName, confirmed: null }
  if (!view.isReadInFull) {
    // A reading that shows no more than a taken slot answers no doubt about what is in it.
    const isKept = confirmed && standing.fit === 'AS_WISHED'
    return {
      lockSlot,
      isInDoubt,
      appearanceName,
      confirmed: isKept ? { ...confirmed, ...windowOf(standing) } : confirmed,
    }
  }
  return {
    lockSlot,
    isInDoubt: false,
    appearanceName: copy.content ? copy.content.name : appearanceName,
    confirmed: contentOf(standing, facts),
  }
}

function contentOf(standing: Standing, facts: Facts): Content {
  const { code, copy, isNameAsWished } = standing
  const { confirmed, appearanceName } = code.state
  const held = copy?.content
  // A lock that shows names and shows none has none.
  const unshown = appearanceName === null ? (confirmed?.name ?? null) : null
  const name = isNameAsWished ? code.name : (held?.name ?? unshown)
  const pinKey = held?.pinKey ?? (facts.lock.makesPins ? null : (confirmed?.pinKey ?? null))
  // A lock that keeps time and shows no window has none.
  const isForever = held?.window === null && wouldKeepTime(code, facts)
  return { pinKey, name, ...(isForever ? { startsAt: null, endsAt: null } : windowOf(standing)) }
}

/** A window that is let pass counts as the one that was wished; where the lock keeps none, the wish is what is kept. */
function windowOf({ code, phase, copy, fit }: Standing): Pick<Content, 'startsAt' | 'endsAt'> {
  const held = copy?.content?.window ?? null
  // On the lock before its time: that is another window than the one that is wished.
  const isOther = fit === 'DIFFERENT' || phase === 'BEFORE_PRELOAD'
  if (isOther && held) return held
  if (isOther && code.state.confirmed) {
    const { startsAt, endsAt } = code.state.confirmed
    return { startsAt, endsAt }
  }
  return { startsAt: code.startsAt, endsAt: code.endsAt }
}
