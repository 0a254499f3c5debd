import type {
  ClaimFacts,
  CodeFacts,
  CommandedPin,
  DeviceFacts,
  Facts,
  ReadCode,
  Reading,
  Timing,
} from '../../src/engine/reconcile/facts.ts'
import { reconcile } from '../../src/engine/reconcile/reconcile.ts'
import type { LockCapabilities } from '../../src/locks/provider.ts'
import { freshState } from './simulation/store.ts'

/** Monday noon: every instant in these tests is so many minutes from here. */
const noon = Date.UTC(2026, 10, 23, 12)
export const minutes = (count: number): Date => new Date(noon + count * 60_000)
export const hours = (count: number): Date => minutes(count * 60)

const timing: Timing = {
  driftCheckMs: 15 * 60_000,
  backoffFirstMs: 60_000,
  backoffMaxMs: 30 * 60_000,
  delayWarningMs: 5 * 60_000,
  failedAfterMs: 15 * 60_000,
}

/** An ongoing code with the PIN 1111, recorded a minute ago and not yet seen on the lock. */
export function code({ state, ...given }: GivenCode = {}): CodeFacts {
  return {
    id: 'code',
    isManaged: true,
    pinKey: '1111',
    name: null,
    startsAt: null,
    endsAt: null,
    deletedAt: null,
    updatedAt: minutes(-1),
    prefersNativeScheduling: true,
    isExternalModificationAllowed: false,
    isOfflineAccessCode: false,
    isSpare: false,
    wishVersion: 1,
    ...given,
    state: { ...freshState, ...state },
  }
}

type GivenCode = Partial<Omit<CodeFacts, 'state'>> & { readonly state?: Partial<CodeFacts['state']> }

/** The same, and the lock held it as wished when it was read last, in slot 1. */
export function codeOnLock({ state, ...given }: GivenCode = {}): CodeFacts {
  const wish = code(given)
  const { pinKey, name, startsAt, endsAt } = wish
  const confirmed = { pinKey, name, startsAt, endsAt }
  return code({ ...given, state: { status: 'SET', verification: 'READ_BACK', lockSlot: '1', confirmed, ...state } })
}

/** A claim of the code's PIN, for ever unless it is said until when. */
export const claim = (id: string, given: Partial<ClaimFacts> = {}): ClaimFacts => ({
  id,
  codeId: 'code',
  pinKey: '1111',
  from: minutes(-1),
  until: null,
  isEnforced: true,
  ...given,
})

export const held = (slot: string, pinKey: string | null, more: Partial<ReadCode> = {}): ReadCode => ({
  slot,
  pinKey,
  name: null,
  window: null,
  ...more,
})

interface Given {
  readonly now?: Date
  readonly codes?: readonly CodeFacts[]
  /** What is on the lock; a word for a lock that did not let itself be read. */
  readonly on?: readonly ReadCode[] | 'unreachable' | 'silent' | 'blind'
  readonly claims?: readonly ClaimFacts[]
  readonly commanded?: readonly CommandedPin[]
  readonly device?: Partial<DeviceFacts>
  readonly lock?: Partial<LockCapabilities>
}

/** What the engine decides, in words. */
export function decide({ now = minutes(0), codes = [], on = [], claims = [], commanded, device, lock }: Given) {
  const facts: Facts = {
    device: {
      supportsNativeScheduling: true,
      timeZone: 'Europe/Lisbon',
      offlineSince: null,
      removedAt: null,
      isAccountDisconnected: false,
      attempts: 0,
      ...device,
    },
    lock: { readBack: 'full', nativeScheduling: true, slots: ['1', '2', '3'], makesPins: false, ...lock },
    codes,
    claims,
    // What is on record of a lock was commanded, unless a test says otherwise.
    commanded: commanded ?? codes.flatMap(onRecord),
  }
  let ids = 0
  const surroundings = { now, timing, random: () => 0.5, newId: () => `new ${++ids}` }
  const decision = reconcile(facts, readingOf(on), surroundings)
  const { changes } = decision
  const stateOf = (id = 'code') =>
    changes.codes.find((change) => change.id === id)?.state ?? codes.find((one) => one.id === id)?.state
  return {
    ...decision,
    stateOf,
    commands: decision.commands.map((command) =>
      command.kind === 'SET' ? `set ${command.slot} ${command.pinKey}` : `remove ${command.slot}`,
    ),
    sets: decision.commands.filter((command) => command.kind === 'SET'),
    events: changes.events.map(({ type }) => type),
    errors: (id?: string) => stateOf(id)?.errors.map(({ issueCode }) => issueCode),
    warnings: (id?: string) => stateOf(id)?.warnings.map(({ issueCode }) => issueCode),
    wakeInMinutes: (decision.wakeAt.getTime() - now.getTime()) / 60_000,
  }
}

function readingOf(on: NonNullable<Given['on']>): Reading {
  if (on === 'blind') return { kind: 'blind' }
  if (on === 'unreachable' || on === 'silent') return { kind: 'failed', isUnreachable: on === 'unreachable' }
  return { kind: 'read', codes: on }
}

function onRecord({ id, isManaged, state }: CodeFacts): CommandedPin[] {
  const pinKey = state.confirmed?.pinKey
  return isManaged && state.lockSlot !== null && pinKey ? [{ slot: state.lockSlot, pinKey, codeId: id }] : []
}
