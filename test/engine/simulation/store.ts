import type { Leave } from '../../../src/data/engine/fencing.ts'
import { type Answer, changesAfter } from '../../../src/engine/reconcile/answer.ts'
import type { Changes, Command } from '../../../src/engine/reconcile/decision.ts'
import type { CodeFacts, CommandedPin, DeviceFacts, Facts, Reading } from '../../../src/engine/reconcile/facts.ts'
import { reconcile } from '../../../src/engine/reconcile/reconcile.ts'
import { nextBoundary } from '../../../src/engine/reconcile/wake-up.ts'
import { quarantineMs } from '../../../src/engine/timing.ts'
import type { Decided, NextRun } from '../../../src/engine/work.ts'
import type { SimulatedLock } from './lock.ts'
import { simulatedTiming, type Terms } from './terms.ts'
import type { World } from './world.ts'

export type Code = { -readonly [Key in keyof CodeFacts]: CodeFacts[Key] }

export interface Claim {
  readonly id: string
  readonly codeId: string
  readonly pinKey: string
  readonly fromMs: number
  untilMs: number
  isEnforced: boolean
  isReleased: boolean
}

/** The rows of one device, and what the statements do to them. Statements are atomic, as those of PostgreSQL. */
export class DeviceStore {
  readonly codes: Code[] = []
  readonly claims: Claim[] = []
  readonly commanded = new Map<string, CommandedPin>()
  /** Of codes that somebody changed or took off at the lock: what was wished of them then. */
  readonly #touched = new Map<string, string>()
  dueMs = 0
  generation = 0
  epoch = 0
  leaseUntilMs = 0
  quarantineUntilMs = 0
  attempts = 0
  offlineSince: Date | null = null
  readonly lock: SimulatedLock
  readonly #world: World
  readonly #terms: Terms
  readonly #clock: () => Date
  #ids = 0

  constructor(lock: SimulatedLock, world: World, terms: Terms, clock: () => Date) {
    this.lock = lock
    this.#world = world
    this.#terms = terms
    this.#clock = clock
  }

  readonly newId = (): string => String(++this.#ids).padStart(6, '0')

  get nowMs(): number {
    return this.#clock().getTime()
  }

  isDue(): boolean {
    const { nowMs } = this
    const isQuarantined = this.quarantineUntilMs > nowMs && !this.#terms.without.has('quarantine')
    return this.dueMs <= nowMs && this.leaseUntilMs <= nowMs && !isQuarantined
  }

  claim(): { epoch: number; attempts: number } {
    this.leaseUntilMs = this.nowMs + simulatedTiming.leaseMs
    return { epoch: ++this.epoch, attempts: this.attempts }
  }

  /** Null if somebody else has the device by now. */
  decide(epoch: number, reading: Reading): Decided | null {
    if (!this.#isHeldBy(epoch)) return null
    this.leaseUntilMs = this.nowMs + simulatedTiming.leaseMs
    const now = this.#clock()
    const isDrifting = this.#terms.without.has('drift-check')
    const timing = isDrifting ? { ...simulatedTiming, driftCheckMs: 1e9 } : simulatedTiming
    const { random } = this.#world
    const decision = reconcile(this.#facts(), reading, { now, random, newId: this.newId, timing })
    this.#write(decision.changes)
    return { decision, generation: String(this.generation) }
  }

  writeAhead(epoch: number, command: Command): Leave {
    const { nowMs } = this
    if (!this.#terms.without.has('fencing') && (this.epoch !== epoch || this.leaseUntilMs <= nowMs)) {
      return 'FENCED'
    }
    this.leaseUntilMs = nowMs + simulatedTiming.leaseMs
    this.quarantineUntilMs = nowMs + quarantineMs(simulatedTiming)
    const code = this.codes.find(({ id, state }) => id === command.codeId && state.removedAt === null)
    if (command.codeId !== null && !(code && (code.isManaged || code.deletedAt !== null))) return 'MOOT'
    if (code?.isManaged) {
      const lockSlot = command.kind === 'SET' ? command.slot : code.state.lockSlot
      code.state = { ...code.state, isInDoubt: true, lockSlot }
    }
    if (command.kind === 'SET' && command.pinKey !== null) {
      const { slot, pinKey, codeId } = command
      this.commanded.set(`${slot} ${pinKey} ${codeId}`, { slot, pinKey, codeId })
    }
    return 'GRANTED'
  }

  settle(epoch: number, command: Command, answer: Answer): boolean {
    if (!this.#isHeldBy(epoch)) return false
    this.leaseUntilMs = this.nowMs + simulatedTiming.leaseMs
    this.quarantineUntilMs = 0
    this.#write(changesAfter(command, answer, this.#facts(), this.#clock()))
    return true
  }

  release(epoch: number, next: NextRun): void {
    if (!this.#isHeldBy(epoch)) return
    const { nowMs } = this
    this.leaseUntilMs = 0
    this.attempts = next.attempts
    const withinMs = nowMs + (next.withinMs ?? Infinity)
    const isMoved = next.generation !== String(this.generation) && !this.#terms.without.has('generation')
    if (next.afterQuarantine) this.dueMs = Math.max(this.quarantineUntilMs, nowMs + (next.withinMs ?? 0))
    else if (isMoved) this.dueMs = nowMs
    else this.dueMs = Math.min(this.#boundaryMs(next), withinMs)
  }

  /** A wish was changed: the device may be due. */
  wake(): void {
    this.generation++
    this.dueMs = this.nowMs
  }

  /** Somebody at the keypad did something to what is in this slot. */
  noteTouched(slot: string): void {
    const code = this.codes.find(({ isManaged, state }) => isManaged && state.lockSlot === slot)
    if (code) this.#touched.set(code.id, contentOf(code))
  }

  /** Whether what was done at the keypad may stand, until somebody wishes otherwise. */
  isLeftToKeypad(code: Code): boolean {
    return code.isExternalModificationAllowed && this.#touched.get(code.id) === contentOf(code)
  }

  /** What was commanded for a code is known as somebody else's from now on. */
  forget(codeId: string): void {
    for (const [key, one] of this.commanded) if (one.codeId === codeId) this.commanded.delete(key)
  }

  get capabilities(): Pick<Facts, 'device' | 'lock'> {
    const lock = { readBack: 'full', slots: this.lock.slots, makesPins: false } as const
    return { device: this.#device(), lock: { ...lock, nativeScheduling: this.lock.isNative } }
  }

  /** When it is next to be worked on, as far as its rows tell. */
  get freeMs(): number {
    const quarantineMs = this.#terms.without.has('quarantine') ? 0 : this.quarantineUntilMs
    return Math.max(this.dueMs, this.leaseUntilMs, quarantineMs)
  }

  #boundaryMs({ dueAt }: NextRun): number {
    if (!this.#terms.without.has('boundary-after-reading')) return dueAt?.getTime() ?? Infinity
    // What passed since the reading is forgotten.
    const boundary = nextBoundary(this.codes.filter(isThere), this.#facts(), this.#clock(), simulatedTiming)
    return Math.min(boundary?.getTime() ?? Infinity, this.nowMs + simulatedTiming.driftCheckMs)
  }

  #isHeldBy(epoch: number): boolean {
    return this.epoch === epoch || this.#terms.without.has('fencing')
  }

  #facts(): Facts {
    const codes = this.codes.filter(isThere)
    return {
      ...this.capabilities,
      codes,
      claims: this.claims
        .filter(({ isReleased }) => !isReleased)
        .map(({ fromMs, untilMs, ...claim }) => ({
          ...claim,
          from: new Date(fromMs),
          until: untilMs === Infinity ? null : new Date(untilMs),
        })),
      commanded: this.#terms.without.has('tombstones') ? this.#standing(codes) : [...this.commanded.values()],
    }
  }

  #device(): DeviceFacts {
    const { attempts, offlineSince, lock } = this
    const common = { timeZone: null, isAccountDisconnected: false }
    return { ...common, supportsNativeScheduling: lock.isNative, offlineSince, removedAt: null, attempts }
  }

  /** Only what is wished now, as if nothing had ever been commanded but that. */
  #standing(codes: readonly Code[]): CommandedPin[] {
    return [...this.commanded.values()].filter(({ slot, pinKey, codeId }) =>
      codes.some((code) => code.id === codeId && code.pinKey === pinKey && code.state.lockSlot === slot),
    )
  }

  #write(changes: Changes): void {
    for (const id of changes.failedConversions) this.#takeBack(id)
    for (const { id, state } of changes.codes) {
      const code = this.codes.find((one) => one.id === id)
      if (!code) continue
      // Found as it was: from now on it is ours, whatever becomes of it.
      if (code.isManaged && code.state.isConverting && !state.isConverting) this.lock.giveToUs(state.lockSlot)
      code.state = state
    }
    for (const { codeId, pinKey } of changes.assignedPins) {
      const code = this.codes.find(({ id }) => id === codeId)
      if (code) code.pinKey = pinKey
    }
    for (const found of changes.found) this.codes.push(unmanagedCode(found, this.#clock()))
    for (const id of changes.releasedClaimIds) {
      const claim = this.claims.find((one) => one.id === id)
      if (claim) claim.isReleased = true
    }
    for (const { id, codeId, pinKey, from, until } of changes.newClaims) {
      const span = { fromMs: from.getTime(), untilMs: until?.getTime() ?? Infinity }
      this.claims.push({ id, codeId, pinKey, ...span, isEnforced: false, isReleased: false })
    }
    for (const one of changes.adopted) this.commanded.set(`${one.slot} ${one.pinKey} ${one.codeId}`, one)
    if (changes.device.offlineSince !== undefined) this.offlineSince = changes.device.offlineSince
  }

  #takeBack(id: string): void {
    const code = this.codes.find((one) => one.id === id)
    if (!code) return
    Object.assign(code, { isManaged: false, isExternalModificationAllowed: false })
    code.state = { ...code.state, isConverting: false }
    for (const claim of this.claims) if (claim.codeId === id) claim.isEnforced = false
    this.forget(id)
  }
}

const isThere = ({ state }: Code): boolean => state.removedAt === null

const contentOf = ({ pinKey, name, startsAt, endsAt }: Code): string =>
  [pinKey, name, startsAt?.getTime(), endsAt?.getTime()].join()

/** As a code is when nothing was done about it yet. */
export const freshState: CodeFacts['state'] = {
  status: 'UNSET',
  verification: 'NONE',
  isScheduledOnDevice: false,
  isWaitingForCodeAssignment: false,
  appearanceName: null,
  lockSlot: null,
  isInDoubt: false,
  isConverting: false,
  confirmed: null,
  refusedWishVersion: null,
  overriddenWishVersion: null,
  errors: [],
  warnings: [],
  removedAt: null,
}

function unmanagedCode({ id, slot, ...content }: Changes['found'][number], now: Date): Code {
  return {
    ...content,
    id,
    isManaged: false,
    deletedAt: null,
    updatedAt: now,
    prefersNativeScheduling: true,
    isExternalModificationAllowed: false,
    isOfflineAccessCode: false,
    isSpare: false,
    wishVersion: 1,
    state: { ...freshState, status: 'SET', verification: 'READ_BACK', lockSlot: slot, confirmed: content },
  }
}
