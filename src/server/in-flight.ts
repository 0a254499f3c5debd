import type { ServerResponse } from 'node:http'

/** The responses that have begun and not ended. */
export class InFlight {
  readonly #responses = new Set<ServerResponse>()
  #onEmpty: (() => void) | undefined

  add(response: ServerResponse): void {
    this.#responses.add(response)
    // 'close' follows a finished response as well as a broken one.
    response.once('close', () => {
      this.#responses.delete(response)
      if (this.#responses.size === 0) this.#onEmpty?.()
    })
  }

  /** Resolves when all have ended, or after `atMostMs`. */
  async drained(atMostMs: number): Promise<void> {
    if (this.#responses.size === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onEmpty = resolve
    const timer = setTimeout(resolve, atMostMs)
    await promise
    clearTimeout(timer)
  }
}
