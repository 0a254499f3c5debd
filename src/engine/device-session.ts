import { randomInt } from 'node:crypto'
import type { DeviceClaim } from '../data/engine/claim.ts'
import { type DeviceFactRows, deviceFactRows } from '../data/engine/facts.ts'
import { endQuarantine, holdDevice, type Leave, releaseDevice, writeAhead } from '../data/engine/fencing.ts'
import type { PinVault } from '../data/pins/vault.ts'
import type { Queryable } from '../data/statement.ts'
import { inTransaction } from '../data/transaction.ts'
import { newId } from '../data/uuid.ts'
import type { LockCapabilities, LockProvider } from '../locks/provider.ts'
import { askLock, readLock } from './lock-calls.ts'
import { assignOfflinePins } from './offline-codes.ts'
import { type Answer, changesAfter } from './reconcile/answer.ts'
import type { Changes, Command } from './reconcile/decision.ts'
import type { Facts, PinKey, Reading } from './reconcile/facts.ts'
import { isWaitingForPin } from './reconcile/offline.ts'
import { reconcile } from './reconcile/reconcile.ts'
import { factsOf, hashOf } from './row-facts.ts'
import { tendBackups } from './tend-backups.ts'
import { type EngineTiming, quarantineMs } from './timing.ts'
import { type Decided, type NextRun, NO_GENERATION, type Step } from './work.ts'
import { writeChanges } from './write-changes.ts'

/** What was heard of the lock, and the PINs behind its keys. */
export type Heard = Reading & { readonly pins: ReadonlyMap<PinKey, string> }

export interface SessionOptions {
  readonly pool: Queryable & Parameters<typeof inTransaction>[0]
  readonly vault: PinVault
  readonly provider: LockProvider
  readonly timing: EngineTiming
  readonly random: () => number
  /** Milliseconds that only ever grow: for how long something took, never for what time it is. */
  readonly monotonicMs: () => number
  readonly signal: AbortSignal
}

/** Does the steps of the work on one device, on its lock and in the database. */
export class DeviceSession {
  readonly #claim: DeviceClaim
  readonly #lock: LockCapabilities
  readonly #options: SessionOptions
  /** As they were when it was decided what to do. */
  #rows: DeviceFactRows | null = null
  #pins: Heard['pins'] = new Map()
  #writtenAheadMs = 0
  /** The offline codes whose PINs were asked for, once for this claim. */
  #askedOffline: ReadonlySet<string> | null = null

  constructor(claim: DeviceClaim, lock: LockCapabilities, options: SessionOptions) {
    this.#claim = claim
    this.#lock = lock
    this.#options = options
  }

  async do(step: Step<Heard>): Promise<unknown> {
    switch (step.kind) {
      case 'READ':
        await this.#assignOfflinePins()
        return readLock(this.#claim, this.#lock, this.#options)
      case 'DECIDE':
        return this.#decide(step.heard)
      case 'WRITE_AHEAD':
        return this.#writeAhead(step.command)
      case 'SEND':
        return this.#send(step.command)
      case 'SETTLE':
        return this.#settle(step.command, step.answer)
      case 'RELEASE':
        return this.release(step.next)
    }
  }

  release(next: NextRun): Promise<void> {
    return releaseDevice(this.#options.pool, this.#claim, next)
  }

  /** Once for each claim, before the first look: what is decided then knows the PINs. */
  async #assignOfflinePins(): Promise<void> {
    this.#askedOffline ??= await assignOfflinePins(this.#claim, this.#options)
  }

  async #decide(heard: Heard): Promise<Decided | null> {
    const { timing, random } = this.#options
    this.#pins = heard.pins
    let decided: Decided | null = null
    const isHeld = await this.#holding((facts, now, generation) => {
      const decision = reconcile(facts, heard, { now, random, newId, timing })
      // One that was asked for since then is for the next run, which is due at once.
      const isAnyNew = facts.codes.some((code) => isWaitingForPin(code, now) && !this.#askedOffline?.has(code.id))
      decided = { decision, generation: isAnyNew && this.#options.provider.makeOfflinePin ? NO_GENERATION : generation }
      return decision.changes
    })
    return isHeld ? decided : null
  }

  async #settle(command: Command, answer: Answer): Promise<boolean> {
    return this.#holding((facts, now) => changesAfter(command, answer, facts, now), { isAnswered: true })
  }

  /** One transaction under the claim: looks at the rows and writes what `decide` makes of them. False if fenced off. */
  #holding(
    decide: (facts: Facts, now: Date, generation: string) => Changes,
    { isAnswered = false } = {},
  ): Promise<boolean> {
    const { pool, vault, timing } = this.#options
    const claim = this.#claim
    return inTransaction(pool, async (tx) => {
      const held = await holdDevice(tx, claim, timing.leaseMs)
      if (!held) return false
      const { now, generation } = held
      if (isAnswered) await endQuarantine(tx, claim)
      const rows = await deviceFactRows(tx, claim)
      // The PINs to send are those that were decided on: a wish that changes meanwhile is for the next decision.
      if (!isAnswered) this.#rows = rows
      const changes = decide(factsOf(rows, this.#lock), now, generation)
      await writeChanges(changes, { tx, claim, now, vault, rows, rowsDecidedOn: this.#rows, pins: this.#pins })
      if (!isAnswered) await tendBackups(tx, { vault, randomInt }, claim, rows)
      return true
    })
  }

  async #writeAhead(command: Command): Promise<Leave> {
    const { pool, timing, monotonicMs } = this.#options
    this.#writtenAheadMs = monotonicMs()
    const pinKey = command.kind === 'SET' ? command.pinKey : null
    const toCome = {
      slot: command.slot,
      accessCodeId: command.codeId,
      isSet: command.kind === 'SET',
      pinHash: pinKey === null ? null : hashOf(pinKey),
    }
    const { leaseMs } = timing
    return writeAhead(pool, this.#claim, toCome, { leaseMs, quarantineMs: quarantineMs(timing) })
  }

  async #send(command: Command): Promise<Answer> {
    const { timing, monotonicMs, vault } = this.#options
    const pin = command.kind === 'SET' ? this.#pinFor(command, vault) : null
    // This process may have been stopped for a while: by now the device may be somebody else's.
    if (monotonicMs() - this.#writtenAheadMs > timing.sendWithinMs) return { kind: 'unreachable' }
    return askLock(this.#claim, command, pin, this.#options)
  }

  #pinFor({ codeId, pinKey }: Extract<Command, { kind: 'SET' }>, vault: PinVault): string | null {
    if (pinKey === null) return null
    // One that the lock made, or somebody at its keypad, and that the rows do not have yet.
    const heard = this.#pins.get(pinKey)
    if (heard !== undefined) return heard
    const row = this.#rows?.codes.find(({ id }) => id === codeId)
    if (!row?.pinCiphertext) throw new Error(`code ${codeId} is to be set and has no PIN`)
    return vault.open(row.pinCiphertext, codeId)
  }
}
