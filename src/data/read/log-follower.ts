import type pg from 'pg'
import { listen } from '../notifications.ts'
import { endOfLog, type LogPosition, readLog } from './event-log.ts'
import type { EventRow } from './events.ts'

const PAGE_SIZE = 500
/** How long a lost notification delays at most. */
const POLL_MS = 1_000
/** After which an event held back by a running transaction is looked for again: no notification tells that it ended. */
const HELD_BACK_RETRY_MIN_MS = 5

export type Deliver = (event: EventRow) => void

/** Follows the log from its end at the time of starting, with one statement per wake-up however many are told. */
export class LogFollower implements AsyncDisposable {
  /** Rejects if the database cannot be asked. */
  readonly started: Promise<void>
  readonly #pool: pg.Pool
  readonly #onTrouble: (error: Error) => void
  readonly #members = new Set<Deliver>()
  readonly #listening: AsyncDisposable
  readonly #poll: NodeJS.Timeout
  #position: LogPosition | undefined
  #reading: Promise<void> | undefined
  #isAskedAgain = false
  #isStopped = false
  #heldBackMs = 0
  #retryMs = HELD_BACK_RETRY_MIN_MS
  #retry: NodeJS.Timeout | undefined

  constructor(pool: pg.Pool, onTrouble: (error: Error) => void) {
    this.#pool = pool
    this.#onTrouble = onTrouble
    const onWakeUp = () => this.#wake()
    this.#listening = listen(pool, 'latchkey_event', { onWakeUp, onTrouble })
    this.#poll = setInterval(onWakeUp, POLL_MS).unref()
    this.started = endOfLog(pool).then((end) => {
      this.#position = end
      // For what is held back now: whoever wrote it has notified already.
      this.#wake()
    })
    this.started.catch(() => {})
  }

  /** How far delivery lags behind what is committed, as of the last look; 0 while nothing is held back. */
  get heldBackMs(): number {
    return this.#heldBackMs
  }

  /** Everything behind the position that is returned will be delivered, once each and in log order. */
  add(deliver: Deliver): LogPosition {
    if (!this.#position) throw new Error('the follower has not started')
    this.#members.add(deliver)
    return this.#position
  }

  remove(deliver: Deliver): void {
    this.#members.delete(deliver)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    clearInterval(this.#poll)
    clearTimeout(this.#retry)
    await Promise.all([this.#listening[Symbol.asyncDispose](), this.started.catch(() => {}), this.#reading])
  }

  #wake(): void {
    this.#isAskedAgain = true
    if (this.#position && !this.#isStopped) this.#reading ??= this.#read(this.#position)
  }

  async #read(from: LogPosition): Promise<void> {
    try {
      for (let at = from; this.#isAskedAgain && !this.#isStopped; at = this.#position ?? at) {
        this.#isAskedAgain = false
        const { events, heldBackMs } = await readLog(this.#pool, at, PAGE_SIZE)
        for (const event of events) this.#deliver(event)
        if (events.length === PAGE_SIZE) this.#isAskedAgain = true
        this.#heldBackMs = heldBackMs
        this.#lookAgainSoon()
      }
    } catch (error) {
      // The poll tries again.
      this.#onTrouble(error as Error)
    } finally {
      this.#reading = undefined
    }
  }

  #deliver(event: EventRow): void {
    this.#position = event
    for (const deliver of this.#members) deliver(event)
  }

  #lookAgainSoon(): void {
    clearTimeout(this.#retry)
    if (this.#isStopped) return
    if (this.#heldBackMs === 0) this.#retryMs = HELD_BACK_RETRY_MIN_MS
    else {
      this.#retry = setTimeout(() => this.#wake(), this.#retryMs)
      this.#retryMs = Math.min(this.#retryMs * 2, POLL_MS)
    }
  }
}
