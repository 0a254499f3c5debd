import type { Answer } from '../../../src/engine/reconcile/answer.ts'
import type { Command } from '../../../src/engine/reconcile/decision.ts'
import type { Reading } from '../../../src/engine/reconcile/facts.ts'
import { type Step, workOnDevice } from '../../../src/engine/work.ts'
import type { DeviceStore } from './store.ts'
import { faultsUntilMs, simulatedTiming, type Terms } from './terms.ts'
import type { World } from './world.ts'

/** A worker process, which claims devices one at a time, dies and stalls. */
export class Worker {
  readonly #world: World
  readonly #stores: readonly DeviceStore[]
  readonly #terms: Terms
  /** Whoever was started before the last death does nothing more. */
  #life = 0
  #isIdle = true

  constructor(world: World, stores: readonly DeviceStore[], terms: Terms) {
    this.#world = world
    this.#stores = stores
    this.#terms = terms
  }

  /** A wake-up; of those that come while it is at work nothing is needed. */
  readonly look = (): void => {
    if (!this.#isIdle) return
    const [store] = this.#stores.filter((one) => one.isDue()).sort((a, b) => a.dueMs - b.dueMs)
    if (store) this.#work(store)
    else this.#sleep()
  }

  #sleep(): void {
    const life = this.#life
    const nextMs = Math.min(...this.#stores.map((store) => store.freeMs - store.nowMs))
    const ms = Math.max(1, Math.min(simulatedTiming.pollMs, nextMs)) + this.#world.int(20)
    this.#world.after(ms, () => {
      if (life === this.#life) this.look()
    })
  }

  #work(store: DeviceStore): void {
    this.#isIdle = false
    const life = ++this.#life
    const world = this.#world
    const { epoch, attempts } = store.claim()
    const work = workOnDevice<Reading>({ attempts, timing: simulatedTiming, random: world.random })
    let writtenAheadMs = 0

    const proceed = (result?: unknown): void => {
      if (life !== this.#life) return
      const { value: step, done } = work.next(result)
      if (done) this.#rest()
      else
        this.#take(step, store, epoch, {
          isTooLate: () => world.now - writtenAheadMs > simulatedTiming.sendWithinMs,
          noteWriteAhead: () => {
            writtenAheadMs = world.now
          },
          proceed: (answer, inMs) => this.#deliver(inMs, () => proceed(answer)),
        })
    }
    this.#deliver(world.between(1, 4), () => proceed())
  }

  /** Between any two steps a process may be killed, or stopped for longer than its lease. */
  #deliver(inMs: number, act: () => void): void {
    const world = this.#world
    const isFaulty = world.now < faultsUntilMs
    if (isFaulty && world.chance(0.006)) {
      this.#die()
    } else {
      const stallMs = isFaulty && world.chance(0.008) ? world.between(50, 2_500) : 0
      world.after(inMs + stallMs, act)
    }
  }

  /** What it was about to do next is never done; another process is started in its place. */
  #die(): void {
    this.#world.after(this.#world.between(100, 800), () => this.#rest())
  }

  #rest(): void {
    this.#life++
    this.#isIdle = true
    this.look()
  }

  #take(step: Step<Reading>, store: DeviceStore, epoch: number, on: Hands): void {
    const ms = this.#world.between(1, 6)
    switch (step.kind) {
      case 'READ':
        this.#read(store, on)
        break
      case 'DECIDE':
        on.proceed(store.decide(epoch, step.heard), ms)
        break
      case 'WRITE_AHEAD':
        on.noteWriteAhead()
        on.proceed(store.writeAhead(epoch, step.command), ms)
        break
      case 'SEND':
        if (on.isTooLate() && !this.#terms.without.has('fencing')) on.proceed({ kind: 'unreachable' }, ms)
        else this.#send(store, step.command, on)
        break
      case 'SETTLE':
        on.proceed(store.settle(epoch, step.command, step.answer), ms)
        break
      case 'RELEASE':
        // It takes effect later than it is asked for, as every statement does; a busy database takes its time.
        this.#world.after(this.#world.chance(0.2) ? this.#world.between(20, 250) : ms, () =>
          on.proceed(store.release(epoch, step.next), 1),
        )
    }
  }

  #read({ lock }: DeviceStore, { proceed }: Hands): void {
    const world = this.#world
    const ms = world.between(4, 20)
    const isFaulty = world.now < faultsUntilMs
    if (world.now < lock.offlineUntilMs) proceed({ kind: 'failed', isUnreachable: true }, ms)
    else if (isFaulty && world.chance(0.05)) proceed({ kind: 'failed', isUnreachable: false }, ms)
    else world.after(ms, () => proceed({ kind: 'read', codes: lock.list() }, world.between(1, 6)))
  }

  #send(store: DeviceStore, command: Command, { proceed }: Hands): void {
    const { lock } = store
    const world = this.#world
    const ms = world.between(4, 20)
    const isFaulty = world.now < faultsUntilMs
    const obeyIn = (inMs: number) => world.after(inMs, () => lock.obey(command))
    const yes: Answer = { kind: 'ok', shownName: command.kind === 'SET' ? command.name : null }
    const { commandTimeoutMs, settleMs } = simulatedTiming
    const fate = isFaulty ? world.random() : 1
    if (world.now < lock.offlineUntilMs) {
      proceed({ kind: 'unreachable' }, ms)
    } else if (fate < 0.06) {
      proceed({ kind: 'refused', reason: 'BUSY', message: 'Busy.', isPermanent: false }, ms)
    } else if (fate < 0.1) {
      // It says yes and does nothing.
      proceed(yes, ms)
    } else if (fate < 0.17) {
      obeyIn(ms)
      proceed({ kind: 'unknown' }, commandTimeoutMs)
    } else if (fate < 0.27) {
      const isTooLate = this.#terms.later && world.chance(0.4)
      const inMs = world.between(50, isTooLate ? 4_000 : commandTimeoutMs + settleMs - 100)
      obeyIn(inMs)
      // Nobody can tell it from what is done at the keypad, where that is allowed.
      if (isTooLate) world.after(inMs, () => store.noteTouched(command.slot))
      proceed({ kind: 'unknown' }, commandTimeoutMs)
    } else {
      world.after(ms, () => {
        lock.obey(command)
        proceed(yes, ms)
      })
    }
  }
}

interface Hands {
  isTooLate(): boolean
  noteWriteAhead(): void
  proceed(answer: unknown, inMs: number): void
}
