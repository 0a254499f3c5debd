/** Wakes who waits. A ring between `next()` and `within()` is not missed. */
export class Bell {
  #rung = Promise.withResolvers<void>()

  ring(): void {
    this.#rung.resolve()
    this.#rung = Promise.withResolvers<void>()
  }

  /** The next ring from now on. */
  next(): { within(ms: number): Promise<void> } {
    const { promise } = this.#rung
    return {
      async within(ms) {
        if (ms <= 0) return
        let timer: NodeJS.Timeout | undefined
        const silence = new Promise<void>((resolve) => {
          timer = setTimeout(resolve, ms)
        })
        await Promise.race([promise, silence])
        clearTimeout(timer)
      },
    }
  }
}
