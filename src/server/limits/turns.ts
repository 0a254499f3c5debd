import { ClientGone } from '../refusal.ts'

/** Whoever waits for their turn, such as a response: it closes when nobody is there any more to be answered. */
export interface Waiter {
  readonly closed: boolean
  once(event: 'close', listener: () => void): unknown
  off(event: 'close', listener: () => void): unknown
}

interface Line {
  atWork: number
  /** Told that it is their turn, in the order in which they came. */
  readonly waiting: Set<() => void>
}

/** Lets only so many of one holder work at the same moment; the others wait in line, up to so many. */
export class Turns {
  readonly #atOnceMax: number
  readonly #waitingMax: number
  readonly #lines = new Map<string, Line>()

  constructor({ atOnceMax, waitingMax }: { readonly atOnceMax: number; readonly waitingMax: number }) {
    this.#atOnceMax = atOnceMax
    this.#waitingMax = waitingMax
  }

  /**
   * Resolves when it is the holder's turn, with what ends it; null at once where the line is full.
   *
   * @throws ClientGone if the waiter leaves before, and takes up no place in the line from then on
   */
  async take(holder: string, waiter: Waiter): Promise<(() => void) | null> {
    if (waiter.closed) throw new ClientGone('Nobody waits for the answer.')
    const line = this.#lines.get(holder) ?? { atWork: 0, waiting: new Set() }
    this.#lines.set(holder, line)
    if (line.atWork < this.#atOnceMax) line.atWork++
    else if (line.waiting.size < this.#waitingMax) await turnOf(waiter, line)
    else return null
    return () => this.#end(holder, line)
  }

  /** Whoever waits longest takes over, so that nobody who comes in between is before them. */
  #end(holder: string, line: Line): void {
    const [next] = line.waiting
    if (next) next()
    else if (line.atWork > 1) line.atWork--
    else this.#lines.delete(holder)
  }
}

function turnOf(waiter: Waiter, { waiting }: Line): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const takeOver = () => {
    waiting.delete(takeOver)
    waiter.off('close', leave)
    resolve()
  }
  const leave = () => {
    waiting.delete(takeOver)
    reject(new ClientGone('Nobody waited for the answer.'))
  }
  waiting.add(takeOver)
  waiter.once('close', leave)
  return promise
}
