/**
 * The port to a lock stack. One instance serves every lock of its stack; the engine calls it for one lock at a time,
 * never twice at once for the same lock.
 */
export interface LockProvider extends AsyncDisposable {
  /** What this lock can do. Answered from what is known: never a call over the air. */
  capabilities(lock: LockAddress): Promise<LockCapabilities>
  /** Everything on the lock, ours or not. */
  list(lock: LockAddress, options: CallOptions): Promise<Outcome<readonly LockCode[]>>
  /** Puts one code into one slot, in place of whatever is there. */
  set(lock: LockAddress, code: CodeToSet, options: CallOptions): Promise<Outcome<LockCode>>
  /** Empties one slot. Emptying an empty one is `ok`. */
  remove(lock: LockAddress, slot: string, options: CallOptions): Promise<Outcome<null>>
  /**
   * Has the maker of the lock work out an offline PIN: one that the lock accepts without ever being told, on line or not.
   * The same request gives the same PIN. Left out by stacks whose locks accept none.
   */
  makeOfflinePin?(lock: LockAddress, code: OfflineCodeToMake, options: CallOptions): Promise<Outcome<string>>
  /** What locks tell of their own accord, from now on, until the signal. May lose some: the engine reads locks anyway. */
  events(options: CallOptions): AsyncIterable<LockEvent>
}

/** The device row that the lock stands behind. */
export interface LockAddress {
  readonly workspaceId: string
  readonly deviceId: string
}

export interface CallOptions {
  /** Aborted at the deadline of the call: the answer is then `unknown`. */
  readonly signal: AbortSignal
}

export interface LockCapabilities {
  /** `full`: PINs are read; `existence`: only that a slot is taken; `none`: nothing, so that a yes is all there is. */
  readonly readBack: 'full' | 'existence' | 'none'
  /** Whether the lock keeps the window of a code itself. */
  readonly nativeScheduling: boolean
  /** Every slot that codes may be put into, in the order in which they are to be filled. */
  readonly slots: readonly string[]
  /** Whether the lock makes the PINs: `set` is then asked without one, and answers with it, or with null until it is known. */
  readonly makesPins: boolean
}

/** One code as it is on a lock. */
export interface LockCode {
  readonly slot: string
  /** Null where it cannot be read, or the lock has not made it yet. */
  readonly pin: string | null
  /** As the lock shows it, perhaps cut. */
  readonly name: string | null
  /** The window that the lock keeps; null where it keeps none and the code opens at any time. */
  readonly window: LockWindow | null
}

export interface LockWindow {
  readonly startsAt: Date
  /** Null for a lock that is only told when a code begins. */
  readonly endsAt: Date | null
}

export interface CodeToSet {
  readonly slot: string
  /** Null asks a lock that makes PINs for one. */
  readonly pin: string | null
  readonly name: string | null
  readonly window: LockWindow | null
}

export interface OfflineCodeToMake {
  readonly window: LockWindow
  /** Whether it opens the door once. */
  readonly isOneTimeUse: boolean
  /** Tells codes of one window apart: 0 for the first. */
  readonly variant: number
}

/** How a call ended. What is thrown instead counts as `unknown`. */
export type Outcome<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  /** The lock said no, and nothing has changed. */
  | {
      readonly kind: 'refused'
      readonly reason: RefusalReason
      /** For people. Never contains a PIN. */
      readonly message: string
      /** Asking the same again will be refused the same. */
      readonly isPermanent: boolean
    }
  /** It was not even sent, since the lock cannot be reached: nothing has changed. */
  | {
      readonly kind: 'unreachable'
      readonly message: string
      /** Its account has no such lock any more. */
      readonly isGone?: boolean
    }
  /** It may have happened, or may yet: until it is read, nobody knows. */
  | { readonly kind: 'unknown'; readonly message: string }

export type RefusalReason = 'DUPLICATE_PIN' | 'NO_SPACE' | 'CONSTRAINT_VIOLATED' | 'BUSY' | 'OTHER'

export type LockEvent =
  | { readonly type: 'CODE_USED'; readonly lock: LockAddress; readonly slot: string | null; readonly occurredAt: Date }
  | { readonly type: 'ACCESS_DENIED'; readonly lock: LockAddress; readonly occurredAt: Date }
  | { readonly type: 'CONNECTED' | 'DISCONNECTED'; readonly lock: LockAddress; readonly occurredAt: Date }
  /** Something was changed at the lock: worth a reading. */
  | { readonly type: 'CHANGED'; readonly lock: LockAddress; readonly occurredAt: Date }
