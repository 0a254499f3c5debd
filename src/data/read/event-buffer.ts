import type { EventRow } from './events.ts'

/** A reader took so long that more events came than are kept for one. What it has not got is in the table. */
export class SlowConsumerError extends Error {
  override readonly name = 'SlowConsumerError'
}

/** What came for one reader and was not read yet: a bounded number. */
export class EventBuffer {
  readonly #capacity: number
  readonly #whenFull: 'FAIL' | 'FORGET_OLDEST'
  #events: EventRow[] = []
  #isOver = false
  #failure: Error | undefined
  #waiting: PromiseWithResolvers<EventRow | null> | undefined

  constructor(capacity: number, whenFull: 'FAIL' | 'FORGET_OLDEST') {
    this.#capacity = capacity
    this.#whenFull = whenFull
  }

  /** False once nothing more is taken. */
  push(event: EventRow): boolean {
    if (this.#isOver) return false
    if (this.#waiting) {
      this.#waiting.resolve(event)
      this.#waiting = undefined
    } else if (this.#events.length < this.#capacity) this.#events.push(event)
    else if (this.#whenFull === 'FORGET_OLDEST') this.#events = [...this.#events.slice(1), event]
    else this.#end(new SlowConsumerError(`more than ${this.#capacity} events were waiting to be read`))
    return !this.#isOver
  }

  /**
   * The next event, waited for; null once the buffer has ended. One caller at a time.
   *
   * @throws SlowConsumerError
   */
  next(): Promise<EventRow | null> {
    const event = this.#events.shift()
    if (event) return Promise.resolve(event)
    if (this.#failure) return Promise.reject(this.#failure)
    if (this.#isOver) return Promise.resolve(null)
    this.#waiting = Promise.withResolvers()
    return this.#waiting.promise
  }

  end(): void {
    this.#end(undefined)
  }

  /** Frees what it holds: nobody will read it, and who resumes reads it from the table. */
  #end(failure: Error | undefined): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#failure = failure
    this.#events = []
    this.#waiting?.resolve(null)
  }
}

/** What comes into a buffer until it ends, as far as it is new to its reader. */
export async function* buffered(buffer: EventBuffer, isNew: (event: EventRow) => boolean): AsyncGenerator<EventRow> {
  for (let event = await buffer.next(); event; event = await buffer.next()) if (isNew(event)) yield event
}
