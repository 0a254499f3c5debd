/** The locks that are there to be tried on, and what befalls locks in the world: mishaps, and people at the door. */
export interface Sandbox {
  /** Once it is done, every process that reaches the lock meets it so. */
  simulate(lock: SandboxLock, behavior: Behavior): Promise<void>
  /** Enters a PIN. `slot` is that of the code that opened the door; null for an offline PIN, or when it stays shut. */
  enterPin(lock: SandboxLock, pin: string): Promise<{ readonly opens: boolean; readonly slot: string | null }>
  /** Programs a code by hand, with no questions asked. False if the lock has no slot left. */
  addByHand(lock: SandboxLock, code: { readonly pin: string; readonly name: string | null }): Promise<boolean>
  /** Gives the code in a slot another PIN by hand, or clears it for null. False if the lock holds nothing there. */
  changeByHand(lock: SandboxLock, slot: string, pin: string | null): Promise<boolean>
}

export interface SandboxLock {
  readonly workspaceId: string
  readonly deviceId: string
}

/** How a lock is to behave from now on; what is left out stays as it is. */
export interface Behavior {
  /** Before everything else here: on line, quick and punctual again, and rid of all faults. */
  readonly clearFaults: boolean
  readonly isOnline: boolean | null
  /** Whether it is out of its account. */
  readonly isRemoved: boolean | null
  /** How much longer each call takes. */
  readonly latencyMs: number | null
  /** How far the lock's clock is ahead; negative: behind. */
  readonly clockOffsetMs: number | null
  readonly faults: readonly SimulatedFault[]
  /** The slot of a code that the lock loses, telling nobody. */
  readonly lostSlot: string | null
}

/** What goes wrong with calls from now on. */
export type SimulatedFault = (
  | { readonly kind: 'REFUSES'; readonly reason: SimulatedRefusal; readonly isPermanent: boolean }
  | { readonly kind: 'STORES_NOTHING' | 'DROPS_ANSWER' }
  | { readonly kind: 'APPLIES_LATE'; readonly afterMs: number }
) & {
  readonly calls: readonly SimulatedCall[]
  /** Null: until it is cleared. */
  readonly times: number | null
}

export const simulatedCalls = ['LIST', 'SET', 'REMOVE'] as const
export type SimulatedCall = (typeof simulatedCalls)[number]

export const simulatedRefusals = ['DUPLICATE_PIN', 'NO_SPACE', 'CONSTRAINT_VIOLATED', 'BUSY', 'OTHER'] as const
export type SimulatedRefusal = (typeof simulatedRefusals)[number]
