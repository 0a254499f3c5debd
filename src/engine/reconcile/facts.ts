import type { AccessCodeStatus, CodeVerification } from '../../data/prisma/enums.ts'
import type { LockCapabilities, LockWindow } from '../../locks/provider.ts'

/**
 * Stands for a PIN: equal keys are equal PINs of one workspace. Deciding needs no more, so that no PIN is in clear where
 * decisions are made.
 */
export type PinKey = string

/** All that a decision about one lock is made from. */
export interface Facts {
  readonly device: DeviceFacts
  readonly lock: LockCapabilities
  /** Those that are not known to be gone, managed or not. */
  readonly codes: readonly CodeFacts[]
  /** Those that are not released. */
  readonly claims: readonly ClaimFacts[]
  readonly commanded: readonly CommandedPin[]
}

export interface DeviceFacts {
  readonly supportsNativeScheduling: boolean
  readonly timeZone: string | null
  readonly offlineSince: Date | null
  readonly removedAt: Date | null
  readonly isAccountDisconnected: boolean
  /** Runs in a row that ended with something left to do. */
  readonly attempts: number
}

/** A code: what is wished, and `state`, what the engine made of it. */
export interface CodeFacts {
  readonly id: string
  readonly isManaged: boolean
  /** Null while the lock has not made it. */
  readonly pinKey: PinKey | null
  readonly name: string | null
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly deletedAt: Date | null
  /** When the wish was changed last. */
  readonly updatedAt: Date
  readonly prefersNativeScheduling: boolean
  readonly isExternalModificationAllowed: boolean
  readonly isOfflineAccessCode: boolean
  /** Nobody's yet: it waits to be pulled for a guest, and guests go first. */
  readonly isSpare: boolean
  /** Moves with every change of the wish. */
  readonly wishVersion: number
  readonly state: CodeState
}

/** What only the engine writes of a code. */
export interface CodeState {
  readonly status: AccessCodeStatus
  readonly verification: CodeVerification
  readonly isScheduledOnDevice: boolean
  readonly isWaitingForCodeAssignment: boolean
  readonly appearanceName: string | null
  /** Where it is, or was commanded to be; null where it is known not to be on the lock. */
  readonly lockSlot: string | null
  /** A command was sent that no reading has answered yet. */
  readonly isInDoubt: boolean
  /** It was somebody else's, and no reading has confirmed yet that it is there as it was found. */
  readonly isConverting: boolean
  /** What the lock was last known to hold for it; null for nothing. */
  readonly confirmed: Content | null
  /** The wish that the lock refused for good. */
  readonly refusedWishVersion: number | null
  /** The wish that gave way to a change made at the lock. */
  readonly overriddenWishVersion: number | null
  readonly errors: readonly Issue[]
  readonly warnings: readonly Issue[]
  readonly removedAt: Date | null
}

export interface Content {
  readonly pinKey: PinKey | null
  readonly name: string | null
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

/** As a code's row keeps it. */
export interface Issue {
  readonly issueCode: string
  readonly message: string
  /** ISO 8601. */
  readonly createdAt: string
  readonly conflictingAccessCodeId?: string
  readonly details?: unknown
}

export interface ClaimFacts {
  readonly id: string
  readonly codeId: string
  readonly pinKey: PinKey
  readonly from: Date
  /** Null for ever. */
  readonly until: Date | null
  /** False for a PIN that we did not choose. */
  readonly isEnforced: boolean
}

/** A PIN that was asked of a lock, whether or not it ever arrived. */
export interface CommandedPin {
  readonly slot: string
  readonly pinKey: PinKey
  readonly codeId: string
}

/** What a call for everything on the lock came to. */
export type Reading =
  | { readonly kind: 'read'; readonly codes: readonly ReadCode[] }
  /** Of a lock that tells nothing: what it said yes to is all there is. */
  | { readonly kind: 'blind' }
  | {
      readonly kind: 'failed'
      readonly isUnreachable: boolean
      /** Its account has no such lock any more. */
      readonly isGone?: boolean
    }

export interface ReadCode {
  readonly slot: string
  readonly pinKey: PinKey | null
  readonly name: string | null
  readonly window: LockWindow | null
}

/** What a decision may use that no fact gives. */
export interface Surroundings {
  /** The database's clock. */
  readonly now: Date
  /** Evenly in [0, 1). */
  readonly random: () => number
  readonly newId: () => string
  readonly timing: Timing
}

/** How long the engine waits for what. */
export interface Timing {
  /** A lock is read at least this often, give or take a tenth, since nobody tells what is done at a keypad. */
  readonly driftCheckMs: number
  readonly backoffFirstMs: number
  readonly backoffMaxMs: number
  /** From when a code should be on the lock until its owner is warned. */
  readonly delayWarningMs: number
  /** From when a code should open the door until it counts as failed. */
  readonly failedAfterMs: number
}
