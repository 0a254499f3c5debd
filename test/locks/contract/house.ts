import { expect } from 'vitest'
import type {
  CallOptions,
  CodeToSet,
  LockAddress,
  LockCode,
  LockProvider,
  LockWindow,
  Outcome,
} from '../../../src/locks/provider.ts'

/** A lock stack and what a test can bring about in it. */
export interface ContractHouse {
  readonly provider: LockProvider
  /** A lock of the test's own that is reachable and holds no code; null: the stack has none like it. */
  newLock(wish: LockWish): Promise<LockAddress | null>
  readonly can: Partial<{
    goOffline(lock: LockAddress): Promise<void>
    goOnline(lock: LockAddress): Promise<void>
    /** The next command is carried out, but its answer is lost. */
    loseNextAnswer(lock: LockAddress): Promise<void>
    /** The next command goes unanswered and is carried out that much later. */
    delayNextCommand(lock: LockAddress, byMs: number): Promise<void>
    /** Every call takes that much longer. */
    slowDown(lock: LockAddress, byMs: number): Promise<void>
    /** A code that is not ours; answers its slot. */
    setByHand(lock: LockAddress, pin: string): Promise<string>
    /** Whether the door opens. */
    enter(lock: LockAddress, pin: string): Promise<boolean>
  }>
}

/** What is not wished may be anything. Every lock takes four digits and has at least five slots if no number is wished. */
export interface LockWish {
  readonly readBack?: 'full' | 'existence' | 'none'
  readonly nativeScheduling?: boolean
  readonly makesPins?: boolean
  readonly checksDuplicates?: boolean
  readonly slotCount?: number
  readonly nameLengthMax?: number
}

/** A lock that tells and takes everything. */
export const plain = { readBack: 'full', makesPins: false } as const

/** For what takes its time. */
export const patiently = { timeout: 10_000 }

/** Far more than any call takes. */
export const inTime = (): CallOptions => ({ signal: AbortSignal.timeout(10_000) })

export const code = (slot: string, pin: string | null, given: Partial<CodeToSet> = {}): CodeToSet => ({
  slot,
  pin,
  name: null,
  window: null,
  ...given,
})

export function hoursFromNow(
  from: number,
  until: number,
): { readonly startsAt: Date; readonly endsAt: Date } & LockWindow {
  const now = Date.now()
  return { startsAt: new Date(now + from * HOUR_MS + 1), endsAt: new Date(now + until * HOUR_MS + 999) }
}

const HOUR_MS = 60 * 60 * 1000

export function granted<Value>(outcome: Outcome<Value>): Value {
  expect(outcome).toMatchObject({ kind: 'ok' })
  if (outcome.kind !== 'ok') throw new Error('the assertion above fails')
  return outcome.value
}

export async function read({ provider }: ContractHouse, lock: LockAddress): Promise<readonly LockCode[]> {
  const codes = granted(await provider.list(lock, inTime()))
  return codes.toSorted((a, b) => Number(a.slot) - Number(b.slot))
}

export async function put({ provider }: ContractHouse, lock: LockAddress, wish: CodeToSet): Promise<LockCode> {
  return granted(await provider.set(lock, wish, inTime()))
}

/** Slots of a lock, in the order in which they are to be filled. */
export async function slotsOf({ provider }: ContractHouse, lock: LockAddress): Promise<[string, string, string]> {
  const { slots } = await provider.capabilities(lock)
  const [first, second, third] = slots
  if (first === undefined || second === undefined || third === undefined) throw new Error('the lock is too small')
  return [first, second, third]
}
