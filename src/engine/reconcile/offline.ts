import type { AttemptEnd, CodeChange, NewEvent } from './decision.ts'
import type { CodeFacts, CodeState, Facts } from './facts.ts'

export interface OfflineChanges {
  readonly codes: readonly CodeChange[]
  readonly releasedClaimIds: readonly string[]
  readonly events: readonly NewEvent[]
  readonly attempts: readonly AttemptEnd[]
}

/**
 * Codes that their lock works out by itself: nothing is put on it, nothing is read of them, and nobody but the lock ends
 * them. Their state follows from the clock, and from whether their PIN is known.
 */
export function offlineAfter({ codes, claims }: Facts, now: Date): OfflineChanges {
  const changes = {
    codes: [] as CodeChange[],
    releasedClaimIds: [] as string[],
    events: [] as NewEvent[],
    attempts: [] as AttemptEnd[],
  }
  for (const code of codes) {
    if (!isOffline(code)) continue
    const before = code.state
    const state = stateAt(code, now)
    if (!isSame(before, state)) changes.codes.push({ id: code.id, state })
    const codeId = code.id
    if (state.isScheduledOnDevice && !before.isScheduledOnDevice) {
      changes.events.push({ type: 'ACCESS_CODE_SCHEDULED_ON_DEVICE', codeId })
    }
    if (state.status === 'SET' && before.status !== 'SET') {
      changes.events.push({ type: 'ACCESS_CODE_SET_ON_DEVICE', codeId })
    }
    if (code.pinKey !== null) changes.attempts.push({ codeId, end: 'ON_LOCK' })
    if (state.removedAt !== null) {
      changes.events.push({ type: 'ACCESS_CODE_DELETED', codeId })
      changes.attempts.push({ codeId, end: 'GONE' })
      changes.releasedClaimIds.push(...claims.filter((claim) => claim.codeId === codeId).map(({ id }) => id))
    }
  }
  return changes
}

export const isOffline = (code: CodeFacts): boolean => code.isManaged && code.isOfflineAccessCode

/** A PIN that is still to be made, for a code that may yet open the door. */
export const isWaitingForPin = (code: CodeFacts, now: Date): boolean =>
  isOffline(code) &&
  code.pinKey === null &&
  code.state.refusedWishVersion !== code.wishVersion &&
  (code.endsAt === null || code.endsAt > now)

function stateAt({ pinKey, startsAt, endsAt, state }: CodeFacts, now: Date): CodeState {
  const isAssigned = pinKey !== null
  const isOpen = startsAt === null || startsAt <= now
  return {
    ...state,
    status: isOpen ? (isAssigned ? 'SET' : 'SETTING') : 'UNSET',
    // The lock has never heard of it, and takes it by its own arithmetic.
    verification: isAssigned ? 'ACKNOWLEDGED' : 'NONE',
    isScheduledOnDevice: isAssigned && !isOpen,
    isWaitingForCodeAssignment: !isAssigned,
    removedAt: endsAt !== null && endsAt <= now ? now : null,
  }
}

const isSame = (a: CodeState, b: CodeState): boolean =>
  a.status === b.status &&
  a.verification === b.verification &&
  a.isScheduledOnDevice === b.isScheduledOnDevice &&
  a.isWaitingForCodeAssignment === b.isWaitingForCodeAssignment &&
  a.removedAt === b.removedAt
