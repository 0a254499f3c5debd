import { setTimeout } from 'node:timers/promises'
import { throughTrouble } from '../../data/passing-trouble.ts'
import type { CallOptions, LockAddress, LockProvider, OfflineCodeToMake, Outcome } from '../provider.ts'
import { atLock } from './at-lock.ts'
import { listCodes, runCommand } from './calls.ts'
import { toldEvents } from './events.ts'
import { NoSuchLockError, readLock } from './lock-row.ts'
import type { LockSession, SimulatedStack } from './lock-session.ts'
import { makeOfflinePin, NoOfflinePinsError } from './offline-codes.ts'
import { capabilitiesOf } from './traits.ts'

/**
 * Locks that exist only in the database, honest enough to develop against. They outlive every process, and all the
 * processes on one database reach the same ones.
 */
export function simulatedLocks(stack: SimulatedStack): LockProvider {
  const closing = new AbortController()
  const underWay = new Set<Promise<unknown>>()

  /** What was sent goes its way, whether or not somebody still waits for the answer. */
  function call<Value>(
    address: LockAddress,
    { signal }: CallOptions,
    work: (session: LockSession) => Promise<Outcome<Value>>,
  ): Promise<Outcome<Value>> {
    if (signal.aborted) return Promise.resolve(unknown('the deadline was over before anything was sent'))
    const answer = travelAndLand(stack, address, closing.signal, work)
    underWay.add(answer)
    const settle = () => underWay.delete(answer)
    answer.then(settle, settle)
    return orUnknown(answer, signal)
  }

  return {
    capabilities: async (address) => capabilitiesOf(await readLock(stack.pool, stack.vault, address)),
    // Reading does no harm, so that trouble of the database need not pass for a lock that is silent.
    list: (address, options) =>
      throughTrouble(() => call(address, options, listCodes), { withinMs: Infinity, signal: options.signal }),
    set: (address, code, options) => call(address, options, (session) => runCommand(session, { kind: 'set', code })),
    remove: (address, slot, options) =>
      call(address, options, (session) => runCommand(session, { kind: 'remove', slot })),
    makeOfflinePin: (address, code) => answerOf(stack, address, code),
    events: ({ signal }) => toldEvents(stack, AbortSignal.any([signal, closing.signal])),
    /** What has reached its lock is finished; what is still on its way there is lost, as with any process that ends. */
    async [Symbol.asyncDispose]() {
      closing.abort()
      await Promise.allSettled(underWay)
    },
  }
}

/** The maker is asked, not the lock, so that nothing travels. */
async function answerOf(
  stack: SimulatedStack,
  address: LockAddress,
  { window: { startsAt, endsAt }, isOneTimeUse, variant }: OfflineCodeToMake,
): Promise<Outcome<string>> {
  const refused = (message: string) => ({ kind: 'refused', reason: 'OTHER', message, isPermanent: true }) as const
  if (endsAt === null) return refused('an offline PIN needs an end')
  try {
    const value = await makeOfflinePin(stack, address, { startsAt, endsAt, isOneTimeUse, variant })
    return { kind: 'ok', value }
  } catch (error) {
    if (error instanceof NoSuchLockError) return { kind: 'unreachable', message: error.message }
    if (error instanceof RangeError || error instanceof NoOfflinePinsError) return refused(error.message)
    throw error
  }
}

async function travelAndLand<Value>(
  stack: SimulatedStack,
  address: LockAddress,
  closing: AbortSignal,
  work: (session: LockSession) => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  try {
    const { latencyMs, slowedByMs } = await readLock(stack.pool, stack.vault, address)
    if (latencyMs + slowedByMs > 0) await setTimeout(latencyMs + slowedByMs, undefined, { signal: closing })
    return await atLock(stack, address, work)
  } catch (error) {
    if (error instanceof NoSuchLockError) return { kind: 'unreachable', message: error.message }
    if (closing.aborted) return unknown('this process is ending')
    throw error
  }
}

async function orUnknown<Value>(answer: Promise<Outcome<Value>>, signal: AbortSignal): Promise<Outcome<Value>> {
  const { promise: deadline, resolve } = Promise.withResolvers<Outcome<Value>>()
  const giveUp = () => resolve(unknown('the lock did not answer by the deadline'))
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([answer, deadline])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

const unknown = (message: string) => ({ kind: 'unknown', message }) as const
