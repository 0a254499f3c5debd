import type { AccessCodeStatus, ActionAttemptStatus } from '../../data/prisma/enums.ts'
import { initialState } from './lifecycle.ts'
import { isSameInstant, isSamePin } from './same.ts'
import { preloadFrom, type Window } from './window.ts'

/** A code with a new wish, and what its lock was last known to hold of it. */
interface ChangedCode extends Window {
  readonly status: AccessCodeStatus
  readonly name: string | null
  readonly pinHash: Uint8Array | null
  readonly prefersNativeScheduling: boolean
  /** Null where it is known not to be on the lock, nor commanded to it. */
  readonly lockSlot: string | null
  readonly isInDoubt: boolean
  /** Being taken over: the next reading tells whether it is there. */
  readonly isConverting: boolean
  readonly confirmedAt: Date | null
  readonly confirmedName: string | null
  readonly confirmedPinHash: Uint8Array | null
  readonly confirmedStartsAt: Date | null
  readonly confirmedEndsAt: Date | null
}

export interface ChangedState {
  readonly status: AccessCodeStatus
  readonly isScheduledOnDevice: boolean
  /** What was verified of the wish before is no longer what is wished. */
  readonly isUnverified: boolean
  /** SUCCESS where nothing on the lock has to change now. */
  readonly attemptStatus: ActionAttemptStatus
}

/** What a code is the moment its wish was changed, before the lock is asked for anything. */
export function stateAfterChange(
  code: ChangedCode,
  { supportsNativeScheduling }: { readonly supportsNativeScheduling: boolean },
  now: Date,
): ChangedState {
  if (code.lockSlot === null) return { ...initialState(code, now), isScheduledOnDevice: false, isUnverified: true }
  const keepsTime = supportsNativeScheduling && code.prefersNativeScheduling
  // Off its time it has to come down first, and that takes a command.
  if (preloadFrom(code, now, keepsTime) > now) return toProgram('SETTING')
  const isThere = isOnLockAsWished(code, keepsTime, now)
  // What is being taken over is as wished once a reading has said so.
  const isFit = isThere && !code.isConverting
  const isOpen = code.startsAt === null || code.startsAt <= now
  const open = code.status === 'UNKNOWN' ? 'UNKNOWN' : isFit ? 'SET' : 'SETTING'
  const status = isOpen ? open : 'UNSET'
  const isScheduledOnDevice = isThere && !isOpen
  if (!isFit || code.confirmedName !== code.name) {
    return { ...toProgram(status), isScheduledOnDevice, isUnverified: !isFit }
  }
  return { status, isScheduledOnDevice, isUnverified: false, attemptStatus: 'SUCCESS' }
}

const toProgram = (status: AccessCodeStatus): ChangedState => ({
  status,
  isScheduledOnDevice: false,
  isUnverified: true,
  attemptStatus: 'PENDING',
})

/** Whether a guest would find what is wished now: the PIN, and the window where the lock keeps it. */
function isOnLockAsWished(code: ChangedCode, keepsTime: boolean, now: Date): boolean {
  if (code.confirmedAt === null || code.isInDoubt) return false
  if (!isSamePin(code.confirmedPinHash, code.pinHash)) return false
  if (!keepsTime) return true
  const held = { startsAt: code.confirmedStartsAt, endsAt: code.confirmedEndsAt }
  if (held.startsAt === null || code.startsAt === null) return held.startsAt === code.startsAt
  const areBegun = held.startsAt <= now && code.startsAt <= now
  return (areBegun || isSameInstant(held.startsAt, code.startsAt)) && isSameInstant(held.endsAt, code.endsAt)
}
