import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../data/client.ts'
import { claimDueDevices, type DeviceClaim, msUntilDue } from '../data/engine/claim.ts'
import { releaseDevice } from '../data/engine/fencing.ts'
import { listen } from '../data/notifications.ts'
import { isPassingTrouble, throughTrouble } from '../data/passing-trouble.ts'
import type { PinVault } from '../data/pins/vault.ts'
import type { DeviceProvider } from '../data/prisma/enums.ts'
import { newId } from '../data/uuid.ts'
import type { LockProvider } from '../locks/provider.ts'
import { Bell } from './bell.ts'
import { DeviceSession, type Heard } from './device-session.ts'
import { hearLocks } from './lock-events.ts'
import { backoffMs } from './reconcile/wake-up.ts'
import { type EngineTiming, engineTiming } from './timing.ts'
import { workOnDevice } from './work.ts'

export interface EngineOptions {
  readonly database: Pick<Database, 'pool'>
  readonly vault: PinVault
  /** The lock stacks that this process can reach; devices of others are left to other processes. */
  readonly providers: Partial<Record<DeviceProvider, LockProvider>>
  readonly logger: EngineLogger
  readonly timing?: Partial<EngineTiming>
  /** Devices worked on at once. Most of the time is spent waiting for locks. */
  readonly devicesMax?: number
  /** For people who look at device_sync. */
  readonly name?: string
}

/** As pino logs. */
interface EngineLogger {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
}

/** Programs locks until it is disposed, as one of any number of workers on one database. */
export function startEngine(options: EngineOptions): AsyncDisposable {
  const stopping = new AbortController()
  const engine = new Engine(options, stopping.signal)
  const wakeUps = engine.listen()
  const done = Promise.all([engine.run(), engine.hear()])
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      engine.bell.ring()
      await Promise.all([done, wakeUps[Symbol.asyncDispose]()])
    },
  }
}

class Engine {
  readonly bell = new Bell()
  readonly #options: EngineOptions
  readonly #timing: EngineTiming
  readonly #name: string
  readonly #providers: DeviceProvider[]
  readonly #devicesMax: number
  readonly #stopping: AbortSignal
  readonly #atWork = new Set<Promise<void>>()

  constructor(options: EngineOptions, stopping: AbortSignal) {
    this.#options = options
    this.#timing = { ...engineTiming, ...options.timing }
    this.#name = options.name ?? `worker ${process.pid} ${newId().slice(-6)}`
    this.#providers = Object.keys(options.providers) as DeviceProvider[]
    this.#devicesMax = options.devicesMax ?? 32
    this.#stopping = stopping
  }

  /** Claims what is due whenever there is a hand free, and waits for the next thing to be due. */
  async run(): Promise<void> {
    while (!this.#stopping.aborted) {
      const rung = this.bell.next()
      const free = this.#devicesMax - this.#atWork.size
      const claims = free === 0 ? [] : await this.#claim(free)
      for (const claim of claims) this.#begin(claim)
      if (claims.length > 0 && claims.length === free) continue
      await rung.within(claims.length > 0 ? 0 : await this.#msUntilNext())
    }
    await Promise.all(this.#atWork)
  }

  /** Hears wake-ups. Whatever is missed while they cannot be heard, the database is asked for. */
  listen(): AsyncDisposable {
    const { database, logger } = this.#options
    return listen(database.pool, WAKE_UP_CHANNEL, {
      onWakeUp: () => this.bell.ring(),
      onTrouble: (err) => logger.warn({ err }, 'wake-ups cannot be heard: asking the database instead'),
    })
  }

  /** Hears what locks tell. A stack that stops telling is asked again: its locks are read anyway. */
  async hear(): Promise<void> {
    const { database, providers, logger } = this.#options
    await Promise.all(
      Object.values(providers).map(async (provider) => {
        while (!this.#stopping.aborted) {
          try {
            await hearLocks(provider, database.pool, this.#stopping)
          } catch (err) {
            if (!this.#stopping.aborted) logger.warn({ err }, 'what locks tell cannot be heard')
          }
          if (!this.#stopping.aborted) await pause(this.#timing.hearAgainMs, this.#stopping)
        }
      }),
    )
  }

  #begin(claim: DeviceClaim): void {
    const work = this.#work(claim).finally(() => {
      this.#atWork.delete(work)
      this.bell.ring()
    })
    this.#atWork.add(work)
  }

  async #work(claim: DeviceClaim): Promise<void> {
    const { database, vault, providers } = this.#options
    const provider = providers[claim.provider]
    if (!provider) return
    const timing = this.#timing
    const random = Math.random
    try {
      const lock = await this.#throughTrouble(() => provider.capabilities(claim))
      const { pool } = database
      const monotonicMs = () => performance.now()
      const options = { pool, vault, provider, timing, random, monotonicMs, signal: this.#stopping }
      const session = new DeviceSession(claim, lock, options)
      const work = workOnDevice<Heard>({ attempts: claim.attempts, timing, random })
      let step = work.next()
      while (!step.done) {
        const todo = step.value
        // Stopped before the next thing is begun: whoever comes next need not wait.
        if (this.#stopping.aborted && todo.kind !== 'SETTLE' && todo.kind !== 'RELEASE') {
          return await this.#giveBack(claim, claim.attempts, 0)
        }
        // All but the command itself is the database's; whoever was given the device meanwhile fences this worker off.
        const isCommand = todo.kind === 'SEND'
        step = work.next(isCommand ? await session.do(todo) : await this.#throughTrouble(() => session.do(todo)))
      }
    } catch (err) {
      await this.#giveUp(claim, err)
    }
  }

  /** The lock did nothing wrong where the database failed: its next turn is soon, and it counts as no try. */
  async #giveUp(claim: DeviceClaim, err: unknown): Promise<void> {
    const { deviceId, epoch } = claim
    const isDatabases = isPassingTrouble(err)
    const attempts = claim.attempts + (isDatabases ? 0 : 1)
    const inMs = isDatabases
      ? Math.round(this.#timing.pollMs * Math.random())
      : backoffMs(attempts, this.#timing, Math.random)
    this.#options.logger.warn({ err, deviceId, epoch, inMs }, 'the work on a device failed')
    // If not even that works, the lease ends by itself.
    await this.#throughTrouble(() => this.#giveBack(claim, attempts, inMs)).catch(() => undefined)
  }

  /** For as long as a lease lasts: then others may have the device. */
  #throughTrouble<T>(work: () => Promise<T>): Promise<T> {
    return throughTrouble(work, { withinMs: this.#timing.leaseMs, signal: this.#stopping })
  }

  #giveBack(claim: DeviceClaim, attempts: number, withinMs: number): Promise<void> {
    const next = { attempts, dueAt: null, withinMs, afterQuarantine: true, generation: '0' }
    return releaseDevice(this.#options.database.pool, claim, next)
  }

  async #claim(count: number): Promise<DeviceClaim[]> {
    const { database, logger } = this.#options
    const { leaseMs } = this.#timing
    try {
      return await claimDueDevices(database.pool, { owner: this.#name, leaseMs, count, providers: this.#providers })
    } catch (err) {
      logger.warn({ err }, 'nothing can be claimed: the database does not answer')
      await pause(this.#timing.pollMs, this.#stopping)
      return []
    }
  }

  async #msUntilNext(): Promise<number> {
    const { pollMs } = this.#timing
    if (this.#atWork.size === this.#devicesMax) return pollMs
    const ms = await msUntilDue(this.#options.database.pool, this.#providers).catch(() => null)
    // What is due by now and was not a moment ago, or is locked by somebody who writes: asked for again very soon.
    return ms === null ? pollMs : Math.min(pollMs, Math.max(Math.ceil(ms), SOON_MS))
  }
}

/** Says that a device may be due, and nothing else: the table is the truth. */
const WAKE_UP_CHANNEL = 'latchkey_due'

/** Long enough not to ask in a loop, short enough that no window notices. */
const SOON_MS = 10

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined)
