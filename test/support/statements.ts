import pg from 'pg'
import { vi } from 'vitest'

/** What the gateways of this test file ask of the database meanwhile, but for what is about the credential. */
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
    return { result, statements: statements.filter((text) => !isAboutTheCredential(text)) }
  } finally {
    spy.mockRestore()
  }
}

export const asksWho = (text: string) => text.includes('.token_hash as "tokenHash"')

/** Who asks is remembered for half a second, and when a credential was last used is written down every few seconds: which request meets one of them is chance. */
export const isAboutTheCredential = (text: string) => asksWho(text) || text.includes('set last_used_at')
