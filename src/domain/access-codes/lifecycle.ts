import type { AccessCodeStatus, ActionAttemptStatus } from '../../data/prisma/enums.ts'
import { PRELOAD_MS, type Window } from './window.ts'

/** What a code that was just recorded is: being programmed if it should open the door now, else waiting for its time. */
export function initialState(
  window: Window,
  now: Date,
): { status: AccessCodeStatus; attemptStatus: ActionAttemptStatus } {
  const isDeferred = window.startsAt !== null && window.startsAt > now
  // Nothing is left to attempt where programming is deferred: the wish is recorded, and that was all for now.
  return isDeferred ? { status: 'UNSET', attemptStatus: 'SUCCESS' } : { status: 'SETTING', attemptStatus: 'PENDING' }
}

/** A change that the lock has not confirmed yet. */
export type PendingMutation =
  | { readonly mutationCode: 'CREATING'; readonly message: string; readonly createdAt: Date }
  | {
      readonly mutationCode: 'DEFERRING_CREATION'
      readonly message: string
      readonly createdAt: Date
      /** When programming begins. */
      readonly scheduledAt: Date
    }
  | { readonly mutationCode: 'DELETING'; readonly message: string; readonly createdAt: Date }

interface CodeFacts extends Window {
  readonly status: AccessCodeStatus
  readonly createdAt: Date
  readonly deletedAt: Date | null
  readonly prefersNativeScheduling: boolean
  readonly isScheduledOnDevice: boolean
}

/** What stands between the wish and the lock. */
export function pendingMutations(code: CodeFacts, device: { supportsNativeScheduling: boolean }): PendingMutation[] {
  if (code.deletedAt !== null) {
    return [
      { mutationCode: 'DELETING', message: 'The code is being removed from the device.', createdAt: code.deletedAt },
    ]
  }
  if (code.status === 'SETTING') {
    return [
      { mutationCode: 'CREATING', message: 'The code is being programmed on the device.', createdAt: code.createdAt },
    ]
  }
  if (code.status === 'UNSET' && code.startsAt !== null && !code.isScheduledOnDevice) {
    const isNative = device.supportsNativeScheduling && code.prefersNativeScheduling
    return [
      {
        mutationCode: 'DEFERRING_CREATION',
        message: 'The code will be programmed when its time comes.',
        createdAt: code.createdAt,
        scheduledAt: new Date(code.startsAt.getTime() - (isNative ? PRELOAD_MS : 0)),
      },
    ]
  }
  return []
}
