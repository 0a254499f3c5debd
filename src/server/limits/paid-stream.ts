import type { ExecutionResult, GraphQLError } from 'graphql'

/** A stream of results, each of which is paid for before it is handed on; what cannot be paid for ends it. */
export class PaidStream implements AsyncIterableIterator<ExecutionResult> {
  readonly #source: AsyncIterator<ExecutionResult>
  readonly #pay: () => Promise<GraphQLError | null>
  #isDone = false

  /** @param pay answers why it may not be handed on; null if it may */
  constructor(source: AsyncIterable<ExecutionResult>, pay: () => Promise<GraphQLError | null>) {
    this.#source = source[Symbol.asyncIterator]()
    this.#pay = pay
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async next(): Promise<IteratorResult<ExecutionResult, undefined>> {
    if (this.#isDone) return { done: true, value: undefined }
    const item = await this.#source.next()
    if (item.done) return { done: true, value: undefined }
    const refusal = await this.#pay()
    if (!refusal) return item
    this.#end()
    return { done: false, value: { errors: [refusal] } }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#end()
    return { done: true, value: undefined }
  }

  #end(): void {
    this.#isDone = true
    // Not awaited: a generator that waits for its next event answers only after it.
    this.#source.return?.().catch(() => {})
  }
}
