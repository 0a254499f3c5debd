import pg from 'pg'
import { vi } from 'vitest'

/** What the gateways of this test file ask of the database meanwhile, but for who it is that asks, which is remembered for a while. */
export async function statementsOf<Result>(
  act: () => Promise<Result>,
): Promise<{ result: Result; statements: string[] }> {
  const statements: string[] = []
  const { query } = pg.Client.prototype
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [string | { text: string }]
    statements.push(typeof first === 'string' ? first : first.text)
    return Reflect.apply(query, this, args)
  } as typeof query)
  try {
    const result = await act()
    return { result, statements: statements.filter((text) => !asksWho.test(text)) }
  } finally {
    spy.mockRestore()
  }
}

const asksWho = /\.token_hash as "tokenHash"/
