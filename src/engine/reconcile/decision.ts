import type { EventType } from '../../data/prisma/enums.ts'
import type { LockWindow } from '../../locks/provider.ts'
import type { CodeState, CommandedPin, PinKey } from './facts.ts'

export interface Decision {
  /** What is now known, to be written in one transaction. */
  readonly changes: Changes
  /** To be sent in this order, each of them safe by the reading that led to it. Empty: the lock is as it can be now. */
  readonly commands: readonly Command[]
  /** When to look again if nothing was left to do, or nothing could be done. */
  readonly wakeAt: Date
}

export type Command =
  | { readonly kind: 'REMOVE'; readonly slot: string; readonly codeId: string | null }
  | {
      readonly kind: 'SET'
      readonly slot: string
      readonly codeId: string
      /** The wish that it is to fulfil: by the time of the answer there may be another. */
      readonly wishVersion: number
      /** Null asks the lock for a PIN. */
      readonly pinKey: PinKey | null
      readonly name: string | null
      /** Null where the lock is to keep no time. */
      readonly window: LockWindow | null
    }

export interface Changes {
  readonly codes: readonly CodeChange[]
  /** PINs that a lock made, now known. */
  readonly assignedPins: readonly { readonly codeId: string; readonly pinKey: PinKey }[]
  /** Codes whose PIN is no more, and is to be made anew by their lock. */
  readonly lostPins: readonly string[]
  /** Codes on the lock that are not ours, seen for the first time. */
  readonly found: readonly FoundCode[]
  /** Codes that are not ours, which are otherwise on the lock now than on record. */
  readonly renewed: readonly RenewedCode[]
  readonly releasedClaimIds: readonly string[]
  /** Of PINs that we did not choose. */
  readonly newClaims: readonly NewClaim[]
  /** PINs that a change at the lock put into a slot of ours, accepted as ours. */
  readonly adopted: readonly CommandedPin[]
  /** Codes that were to be taken over, and turned out to be changed or gone: they are somebody else's again. */
  readonly failedConversions: readonly string[]
  readonly events: readonly NewEvent[]
  readonly attempts: readonly AttemptEnd[]
  readonly device: {
    /** Left out: as it was. */
    readonly offlineSince?: Date | null
    readonly removedAt?: Date | null
    readonly readAt?: Date
  }
}

export interface CodeChange {
  readonly id: string
  readonly state: CodeState
}

export interface RenewedCode {
  readonly id: string
  readonly name: string | null
  /** Both or neither. */
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

export interface FoundCode extends RenewedCode {
  readonly slot: string
  readonly pinKey: PinKey | null
  readonly status: 'SET' | 'UNSET'
}

export interface NewClaim {
  readonly id: string
  readonly codeId: string
  readonly pinKey: PinKey
  readonly from: Date
  /** Null for ever. */
  readonly until: Date | null
}

export interface NewEvent {
  readonly type: EventType
  /** Null for what happened to the device. */
  readonly codeId: string | null
  readonly payload?: object
}

/** How the action attempts that wait for a code ended. */
export interface AttemptEnd {
  readonly codeId: string
  readonly end: 'ON_LOCK' | 'GONE' | 'REFUSED'
  readonly message?: string
}

export const noChanges: Changes = {
  codes: [],
  assignedPins: [],
  lostPins: [],
  found: [],
  renewed: [],
  releasedClaimIds: [],
  newClaims: [],
  adopted: [],
  failedConversions: [],
  events: [],
  attempts: [],
  device: {},
}
