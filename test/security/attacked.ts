import { expect } from 'vitest'
import { createLogger } from '../../src/server/log.ts'
import { aHouse } from '../api/a-house.ts'
import { LogRecorder } from '../server/stand-in.ts'
import { testGateway } from '../support/gateway.ts'
import { statementsOf } from '../support/statements.ts'

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the query's, and tests assert it
  readonly body: any
}

type AttackedOptions = Parameters<typeof testGateway>[0] & { readonly logLevel?: 'debug' | 'error' }

/** A gateway as the internet meets it, with everything on, a house behind it, and what it logs. */
export async function attacked({ logLevel = 'debug', ...options }: AttackedOptions = {}) {
  const log = new LogRecorder()
  const gateway = await testGateway({
    ...options,
    server: {
      graphiql: { enabled: true, demoKey: null },
      logger: createLogger({ level: logLevel, destination: log }),
      ...options.server,
    },
  })
  const house = await aHouse(gateway)
  const send = async (path: string, { headers, ...init }: RequestInit = {}): Promise<Answered> => {
    const response = await fetch(`${gateway.url}${path}`, {
      headers: { ...withKey(house.client.key), ...headers },
      ...init,
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null }
  }
  return {
    gateway,
    house,
    log,
    send,
    /** A query as most clients send it; the body is what it stands in. */
    ask: (query: string, more: object = {}) =>
      send('/graphql', { method: 'POST', body: JSON.stringify({ query, ...more }) }),
    post: (body: unknown) => send('/graphql', { method: 'POST', body: JSON.stringify(body) }),
  }
}

const withKey = (key: string) => ({ authorization: `Bearer ${key}`, 'content-type': 'application/json' })

/** A refusal with this code and message, and nothing asked of the database for it. */
export async function expectRefusedUnread(
  act: () => Promise<Answered>,
  status: number,
  code: string,
  message: string | RegExp,
): Promise<void> {
  const { result, statements } = await statementsOf(act)
  expect({ status: result.status, body: result.body }).toEqual({
    status,
    body: {
      errors: expect.arrayContaining([
        expect.objectContaining({
          message: expect.stringMatching(message),
          extensions: expect.objectContaining({ code }),
        }),
      ]),
    },
  })
  expect(statements).toEqual([])
}

/** Names of what is inside, which no answer may have. */
export const insides = (): RegExp =>
  new RegExp(
    [
      String.raw`node_modules|node:internal|\.ts:\d|\bat \w+ \(|at async`,
      String.raw`syntax error at|violates|relation "|column "|invalid byte sequence|deadlock|pg_\w+|SQLSTATE|prisma`,
      'TypeError|RangeError|ReferenceError|SyntaxError|is not a function|Cannot read propert|undefined is not',
      String.raw`\b(device_sync|pin_claim|key_fingerprint|token_hash|search_path)\b`,
    ].join('|'),
    'i',
  )
