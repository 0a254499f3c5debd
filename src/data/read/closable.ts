/**
 * The items of a generator, with a `return` that does not wait for the next one as the generator's own would: `close`
 * is called at once, and must end what the generator waits for. It is also called when the items end by themselves.
 */
export function closable<Item>(items: AsyncGenerator<Item>, close: () => void): AsyncIterableIterator<Item> {
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      try {
        const item = await items.next()
        if (item.done) close()
        return item
      } catch (error) {
        close()
        throw error
      }
    },
    async return() {
      close()
      items.return(undefined).catch(() => {})
      return { done: true, value: undefined }
    },
  }
}
