import pg from 'pg'
import { vi } from 'vitest'
import type { Circumstances } from './attempts.ts'

/** What the gateway asks of the database for a question, but for who it is that asks, which is remembered for a while. */
export const watchStatements: Circumstances['watch'] = async (ask) => {
  const done: string[] = []
  const query = pg.Client.prototype.query
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [string | { text: string }]
    done.push(typeof first === 'string' ? first : first.text)
    return Reflect.apply(query, this, args)
  } as typeof query)
  try {
    const answer = await ask()
    // Sorted: what is looked up at the same time has no order.
    return { answer, done: done.filter((text) => !asksWho.test(text)).sort() }
  } finally {
    spy.mockRestore()
  }
}

const asksWho = /\.token_hash as "tokenHash"/
