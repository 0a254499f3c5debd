/**
 * The subscriptions that are being served. They end of themselves only when the client leaves,
 * so a stopping server ends them: clients then see the stream complete instead of break.
 */
export class OpenStreams {
  readonly #open = new Set<() => void>()
  #ended = false

  /** The same items, each through `change`, until the source or the server ends. */
  keep<T>(source: AsyncIterable<T>, change: (item: T) => T): AsyncIterableIterator<T> {
    const iterator = source[Symbol.asyncIterator]()
    const open = this.#open
    let waiting: ((end: IteratorReturnResult<undefined>) => void) | undefined
    let done = false

    const end = () => {
      done = true
      open.delete(end)
      waiting?.({ done: true, value: undefined })
      // Not awaited: a generator that waits for its next event answers only after it.
      iterator.return?.().catch(() => {})
    }
    if (this.#ended) end()
    else open.add(end)

    return {
      [Symbol.asyncIterator]() {
        return this
      },
      next() {
        if (done) return Promise.resolve({ done: true, value: undefined })
        const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<T, undefined>>()
        waiting = resolve
        iterator
          .next()
          .then((item) => (item.done ? end() : resolve({ done: false, value: change(item.value) })))
          .catch((error) => {
            reject(error)
            end()
          })
        return promise
      },
      async return() {
        end()
        return { done: true, value: undefined }
      },
    }
  }

  end(): void {
    this.#ended = true
    for (const end of [...this.#open]) end()
  }
}
