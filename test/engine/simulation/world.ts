/** Virtual time: what is to happen happens in order, at once. The same seed is the same history. */
export class World {
  /** Milliseconds since the simulation began, of a clock that only ever grows. */
  now = 0
  readonly #queue: Happening[] = []
  #count = 0
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** Evenly in [0, 1): mulberry32. */
  readonly random = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  int(below: number): number {
    return Math.floor(this.random() * below)
  }

  between(from: number, to: number): number {
    return from + this.int(to - from + 1)
  }

  chance(probability: number): boolean {
    return this.random() < probability
  }

  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)] as T
  }

  after(ms: number, happen: () => void): void {
    const one = { at: this.now + ms, order: this.#count++, happen }
    const queue = this.#queue
    let index = queue.push(one) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(one, queue[parent] as Happening)) break
      queue[index] = queue[parent] as Happening
      index = parent
    }
    queue[index] = one
  }

  /** Lets everything happen up to and including `untilMs`. */
  run(untilMs: number): void {
    for (let next = this.#queue[0]; next && next.at <= untilMs; next = this.#queue[0]) {
      this.#removeFirst()
      this.now = next.at
      next.happen()
    }
    this.now = untilMs
  }

  #removeFirst(): void {
    const queue = this.#queue
    const last = queue.pop()
    if (!last || queue.length === 0) return
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= queue.length) break
      if (child + 1 < queue.length && isBefore(queue[child + 1] as Happening, queue[child] as Happening)) child++
      if (!isBefore(queue[child] as Happening, last)) break
      queue[index] = queue[child] as Happening
      index = child
    }
    queue[index] = last
  }
}

interface Happening {
  readonly at: number
  readonly order: number
  readonly happen: () => void
}

const isBefore = (a: Happening, b: Happening): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
