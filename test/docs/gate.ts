import type { LockProvider } from '../../src/locks/provider.ts'

/** Stands between the engine and its locks: while it is closed nothing reaches them. */
export class Gate {
  #opened = Promise.withResolvers<void>()

  constructor() {
    this.open()
  }

  open(): void {
    this.#opened.resolve()
  }

  close(): void {
    this.#opened = Promise.withResolvers()
  }

  before(locks: LockProvider): LockProvider {
    const waiting =
      <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
      async (...args: Args): Promise<Answer> => {
        await this.#opened.promise
        return call(...args)
      }
    return {
      ...locks,
      list: waiting(locks.list),
      set: waiting(locks.set),
      remove: waiting(locks.remove),
      ...(locks.makeOfflinePin && { makeOfflinePin: waiting(locks.makeOfflinePin) }),
    }
  }
}
