/** A stream of results that can be ended from outside, at once, with a last result or without. */
export class EndableStream<Result> implements AsyncIterableIterator<Result> {
  readonly #source: AsyncIterator<Result>
  readonly #asResult: (error: unknown) => Result
  readonly #onEnd: () => void
  #waiting: ((item: IteratorResult<Result, undefined>) => void) | undefined
  #last: Result | undefined
  #isDone = false

  /** An error of the source becomes its last result: a reader would take a broken connection for a bad network. */
  constructor(source: AsyncIterable<Result>, asResult: (error: unknown) => Result, onEnd: () => void) {
    this.#source = source[Symbol.asyncIterator]()
    this.#asResult = asResult
    this.#onEnd = onEnd
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Result, undefined>> {
    if (this.#isDone) return Promise.resolve(this.#ending())
    const { promise, resolve } = Promise.withResolvers<IteratorResult<Result, undefined>>()
    this.#waiting = resolve
    this.#source.next().then(
      (item) => (item.done ? this.end() : this.#answer({ done: false, value: item.value })),
      (error) => this.end(this.#asResult(error)),
    )
    return promise
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.end()
    return { done: true, value: undefined }
  }

  end(last?: Result): void {
    if (this.#isDone) return
    this.#isDone = true
    this.#last = last
    this.#onEnd()
    if (this.#waiting) this.#answer(this.#ending())
    // Not awaited: a generator that waits for its next event answers only after it.
    this.#source.return?.().catch(() => {})
  }

  #answer(item: IteratorResult<Result, undefined>): void {
    this.#waiting?.(item)
    this.#waiting = undefined
  }

  #ending(): IteratorResult<Result, undefined> {
    const last = this.#last
    this.#last = undefined
    return last === undefined ? { done: true, value: undefined } : { done: false, value: last }
  }
}
