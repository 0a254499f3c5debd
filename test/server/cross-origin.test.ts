import { describe, expect, it, onTestFinished } from 'vitest'
import type { RestApi } from '../../src/server/rest-endpoint.ts'
import { key, type StandIn, schemaOf, startStandIn } from './stand-in.ts'

const ours = 'https://app.example'
const schema = schemaOf('type Query { hello: String } type Subscription { ticks: Int }', {
  Query: { hello: () => 'hello' },
  Subscription: {
    ticks: {
      async *subscribe() {
        yield { ticks: 1 }
      },
    },
  },
})
const rest: RestApi<{ name: string }> = {
  operationAt: (path) =>
    path !== '/things/get'
      ? null
      : {
          methods: ['GET', 'POST'],
          fromQueryString: () => ({}),
          answer: async () => ({ status: 200, body: { ok: true }, cost: 1 }),
        },
  document: {},
}

async function server(corsOrigins: string[] = [ours, 'http://localhost:5173']): Promise<StandIn> {
  const standIn = await startStandIn(schema, { corsOrigins, rest, graphiql: { enabled: true, demoKey: null } })
  onTestFinished(() => standIn[Symbol.asyncDispose]())
  return standIn
}

/** What of an answer a browser decides by, whether a page may have it. */
function aboutOrigins({ headers }: Response): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => name === 'vary' || name.startsWith('access-control-')))
}

/** Everything that a page of an origin can ask for. */
const asked: [what: string, path: string, init: RequestInit & { headers: Record<string, string> }][] = [
  ['a query', '/graphql', { method: 'POST', body: '{"query":"{ hello }"}', headers: {} }],
  ['a query by GET', '/graphql?query={hello}', { headers: {} }],
  ['what is no query', '/graphql', { method: 'POST', body: '{"query":"{"}', headers: {} }],
  ['what is no JSON', '/graphql', { method: 'POST', body: '{', headers: {} }],
  [
    'a stream',
    '/graphql',
    { method: 'POST', body: '{"query":"subscription { ticks }"}', headers: { accept: 'text/event-stream' } },
  ],
  ['a thing', '/things/get', { method: 'POST', body: '{}', headers: {} }],
  ['what is not there', '/things/steal', { method: 'POST', body: '{}', headers: {} }],
  ['anything without a credential', '/graphql?query={hello}', { headers: { authorization: '' } }],
]

async function ask({ url }: StandIn, path: string, init: RequestInit, origin: string): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers, origin }
  const response = await fetch(`${url}${path}`, { ...init, headers })
  await response.text()
  return response
}

const preflight = (path: string, { url }: StandIn, origin: string) =>
  fetch(`${url}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-of-their-own',
    },
  })

const readable = {
  vary: 'origin',
  'access-control-allow-origin': ours,
  'access-control-expose-headers': 'retry-after, seam-request-id, x-request-id',
}

describe('a page of an origin that may', () => {
  it.each(asked)('reads what is answered to %s', async (_what, path, init) => {
    expect(aboutOrigins(await ask(await server(), path, init, ours))).toEqual(readable)
  })

  it.each(['/graphql', '/things/get'])('is told by a preflight of %s what it may send', async (path) => {
    const response = await preflight(path, await server(), ours)
    expect([response.status, await response.text(), aboutOrigins(response)]).toEqual([
      204,
      '',
      {
        ...readable,
        'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers':
          'authorization, client-session-token, content-type, idempotency-key, latchkey-workspace, seam-client-session-token, seam-sdk-name, seam-sdk-version, seam-workspace',
        'access-control-max-age': '7200',
      },
    ])
  })

  it('is any of those that were named', async () => {
    const response = await ask(await server(), '/graphql?query={hello}', {}, 'http://localhost:5173')
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173')
  })

  it('does not read the page of GraphiQL, which may hold a key, nor whether all is well', async () => {
    const standIn = await server()
    for (const path of ['/graphql', '/health', '/ready']) {
      const response = await ask(standIn, path, { headers: { accept: 'text/html' } }, ours)
      expect([path, response.status, aboutOrigins(response)]).toEqual([path, 200, {}])
    }
  })
})

describe.each([
  'https://evil.example',
  'https://app.example.evil.example',
  'https://evil-app.example',
  'https://sub.app.example',
  'http://app.example',
  'https://app.example:8443',
  'https://app.example/',
  'HTTPS://APP.EXAMPLE',
  'null',
  '',
  `${ours}, https://evil.example`,
])('a page of "%s"', (origin) => {
  it('reads nothing, and is not named', async () => {
    const standIn = await server()
    for (const [, path, init] of asked) {
      expect(aboutOrigins(await ask(standIn, path, init, origin))).toEqual({ vary: 'origin' })
    }
  })

  it('is answered no preflight', async () => {
    const response = await preflight('/graphql', await server(), origin)
    expect([response.status, aboutOrigins(response)]).toEqual([401, { vary: 'origin' }])
  })
})

it('nobody is, where no origin was named', async () => {
  const standIn = await server([])
  for (const [, path, init] of asked) expect(aboutOrigins(await ask(standIn, path, init, ours))).toEqual({})
  const response = await preflight('/graphql', standIn, ours)
  expect([response.status, aboutOrigins(response)]).toEqual([401, {}])
})

it('what asks without an origin, as programs do, is answered as ever', async () => {
  const { url } = await server()
  const headers = { authorization: `Bearer ${key}` }
  const response = await fetch(`${url}/graphql?query={hello}`, { headers })
  expect([await response.json(), aboutOrigins(response)]).toEqual([{ data: { hello: 'hello' } }, { vary: 'origin' }])
  const options = await fetch(`${url}/graphql`, { method: 'OPTIONS', headers: { ...headers, origin: ours } })
  expect([options.status, aboutOrigins(options)]).toEqual([405, readable])
})
