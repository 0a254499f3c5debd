import type { AccessCodeStatus, ActionAttemptStatus } from '../../data/prisma/enums.ts'
import { isSameInstant, isSamePin } from './same.ts'
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
  /** Null while the lock is not known to hold anything of it. */
  readonly confirmedAt?: Date | null
}

/** What stands between the wish and the lock. */
export function pendingMutations(code: CodeFacts, device: { supportsNativeScheduling: boolean }): PendingMutation[] {
  if (code.deletedAt !== null) {
    return [
      { mutationCode: 'DELETING', message: 'The code is being removed from the device.', createdAt: code.deletedAt },
    ]
  }
  if (code.status === 'SETTING' && (code.confirmedAt ?? null) === null) {
    return [
      { mutationCode: 'CREATING', message: 'The code is being programmed on the device.', createdAt: code.createdAt },
    ]
  }
  if (code.status === 'UNSET' && code.startsAt !== null && (code.confirmedAt ?? null) === null) {
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

/** A change of a code that is on its lock, which the lock has not confirmed yet: from what the lock still has. */
export type PendingUpdate =
  | (Update & {
      readonly mutationCode: 'UPDATING_CODE'
      /** PINs as the row keeps them, sealed to it; null where there is none. */
      readonly from: { readonly pinCiphertext: Uint8Array | null }
      readonly to: { readonly pinCiphertext: Uint8Array | null }
    })
  | (Update & {
      readonly mutationCode: 'UPDATING_NAME'
      readonly from: { readonly name: string | null }
      readonly to: { readonly name: string | null }
    })
  | (Update & { readonly mutationCode: 'UPDATING_TIME_FRAME'; readonly from: Window; readonly to: Window })

interface Update {
  readonly message: string
  readonly createdAt: Date
}

interface ConfirmedFacts extends Window {
  readonly deletedAt: Date | null
  readonly updatedAt: Date
  readonly name: string | null
  readonly pinCiphertext: Uint8Array | null
  readonly pinHash: Uint8Array | null
  readonly wishVersion: number
  readonly overriddenWishVersion: number | null
  readonly confirmedAt: Date | null
  readonly confirmedName: string | null
  readonly confirmedPinCiphertext: Uint8Array | null
  readonly confirmedPinHash: Uint8Array | null
  readonly confirmedStartsAt: Date | null
  readonly confirmedEndsAt: Date | null
}

/** What the lock still holds otherwise than wished, of a code that it holds. */
export function pendingUpdates(code: ConfirmedFacts): PendingUpdate[] {
  const isAccepted = code.overriddenWishVersion === code.wishVersion
  if (code.confirmedAt === null || code.deletedAt !== null || isAccepted) return []
  const createdAt = code.updatedAt
  const updates: PendingUpdate[] = []
  if (!isSamePin(code.confirmedPinHash, code.pinHash)) {
    updates.push({
      mutationCode: 'UPDATING_CODE',
      message: 'The PIN is being changed on the device.',
      createdAt,
      from: { pinCiphertext: code.confirmedPinCiphertext },
      to: { pinCiphertext: code.pinCiphertext },
    })
  }
  if (code.confirmedName !== code.name) {
    const [from, to] = [{ name: code.confirmedName }, { name: code.name }]
    const message = 'The name is being changed on the device.'
    updates.push({ mutationCode: 'UPDATING_NAME', message, createdAt, from, to })
  }
  const from = { startsAt: code.confirmedStartsAt, endsAt: code.confirmedEndsAt }
  const to = { startsAt: code.startsAt, endsAt: code.endsAt }
  if (!isSameInstant(from.startsAt, to.startsAt) || !isSameInstant(from.endsAt, to.endsAt)) {
    const message = 'The time frame is being changed on the device.'
    updates.push({ mutationCode: 'UPDATING_TIME_FRAME', message, createdAt, from, to })
  }
  return updates
}
