import { PothosValidationError } from '@pothos/core'
import { ForbiddenError } from '@pothos/plugin-scope-auth'
import { GraphQLError } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { key, type StandIn, schemaOf, startStandIn } from './stand-in.ts'

const typeDefs = `
  type Query {
    fine(n: Int! = 1): String
    needed: String!
    breaks: String
    pretends: String
    number: Int
    told: String
    codeless: String
    forbidden: String
    invalid: String
    circular: String
  }
  type Mutation { act: String }
  type Subscription { ticks: Int  source: Int }
`
const secret = 'select * from pins where pin = 4711'
let acted = 0
let server: StandIn
beforeAll(async () => {
  server = await startStandIn(
    schemaOf(typeDefs, {
      Query: {
        fine: () => 'fine',
        needed: () => null,
        breaks: () => Promise.reject(new Error(secret, { cause: new Error('connection lost') })),
        pretends: () => Promise.reject(Object.assign(new Error(secret), { extensions: { code: 'FORBIDDEN' } })),
        number: () => secret,
        told: () => Promise.reject(new GraphQLError('Too many fields', { extensions: { code: 'QUERY_TOO_COMPLEX' } })),
        codeless: () => Promise.reject(new GraphQLError(secret)),
        forbidden: () => Promise.reject(new ForbiddenError('Not authorized to see this')),
        invalid: () => Promise.reject(new PothosValidationError('first must be positive')),
      },
      Mutation: { act: () => String(++acted) },
      Subscription: {
        ticks: {
          async *subscribe() {
            yield { ticks: 1 }
            yield { ticks: secret }
            throw new Error(secret)
          },
        },
        source: { subscribe: () => Promise.reject(new Error(secret)) },
      },
    }),
  )
})
afterAll(() => server[Symbol.asyncDispose]())

const masked = 'Something went wrong on our side. The requestId finds the cause in the log.'

describe('an error nobody expected', () => {
  it.each(['breaks', 'pretends', 'number', 'codeless'])('is masked and logged with its cause: %s', async (field) => {
    const response = await server.ask(`{ fine ${field} }`)
    const requestId = response.headers.get('x-request-id')
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        data: { fine: 'fine', [field]: null },
        errors: [
          {
            message: masked,
            path: [field],
            locations: [{ line: 1, column: 8 }],
            extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
          },
        ],
      },
    ])
    expect(server.log.lines).toContainEqual(
      expect.objectContaining({
        level: 'error',
        requestId,
        path: [field],
        err: expect.objectContaining({ message: expect.stringContaining(secret) }),
      }),
    )
  })

  it('keeps the causes of its cause in the log', async () => {
    await server.ask('{ breaks }')
    const logged = await server.log.line(({ err }) => (err as Error | undefined)?.message === secret)
    expect(logged).toMatchObject({ err: { type: 'Error', cause: { message: 'connection lost' } } })
  })

  it('is masked where a resolver answered null against its word', async () => {
    const response = await server.ask('{ needed }')
    expect(await response.json()).toMatchObject({
      data: null,
      errors: [{ message: masked, extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    })
  })

  it('is masked in a subscription, whether an event or the source fails', async () => {
    const response = await subscribe('{ ticks }')
    const requestId = response.headers.get('x-request-id')
    const error = { message: masked, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }
    expect(eventsOf(await response.text())).toEqual([
      { data: { ticks: 1 } },
      { data: { ticks: null }, errors: [{ ...error, path: ['ticks'], locations: [{ line: 1, column: 16 }] }] },
      { errors: [{ ...error, locations: [{ line: 1, column: 1 }] }] },
    ])
  })

  it('is masked when a subscription cannot begin', async () => {
    const text = await (await subscribe('{ source }')).text()
    expect(eventsOf(text)).toMatchObject([{ errors: [{ message: masked, path: ['source'] }] }])
  })

  it('is masked with status 500 when not even the context can be made', async () => {
    const contextFor = () => {
      throw new Error(secret)
    }
    await using broken = await startStandIn(schemaOf('type Query { a: Int }'), { contextFor })
    const response = await broken.ask('{ a }')
    const requestId = response.headers.get('x-request-id')
    expect([response.status, await response.json()]).toEqual([
      500,
      { errors: [{ message: masked, extensions: { code: 'INTERNAL_SERVER_ERROR', requestId } }] },
    ])
  })

  it('says the same in development', async () => {
    process.env.NODE_ENV = 'development'
    try {
      expect(await (await server.ask('{ breaks }')).text()).not.toContain('4711')
    } finally {
      process.env.NODE_ENV = 'test'
    }
  })
})

describe('an error that was meant for the client', () => {
  it.each([
    ['told', 'Too many fields', 'QUERY_TOO_COMPLEX'],
    ['forbidden', 'Not authorized to see this', 'FORBIDDEN'],
    ['invalid', 'first must be positive', 'BAD_USER_INPUT'],
  ])('passes with its message and its code: %s', async (field, message, code) => {
    const response = await server.ask(`{ ${field} }`)
    expect(await response.json()).toEqual({
      data: { [field]: null },
      errors: [{ message, path: [field], locations: [{ line: 1, column: 3 }], extensions: { code } }],
    })
  })
})

describe('a request that cannot be executed', () => {
  const graphqlJson = { accept: 'application/graphql-response+json' }
  const usual = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }

  it.each<[string, number, string, object]>([
    ['a syntax error', 400, 'GRAPHQL_PARSE_FAILED', { query: '{' }],
    ['an unknown field', 400, 'GRAPHQL_VALIDATION_FAILED', { query: '{ nope }' }],
    ['a literal of the wrong type', 400, 'GRAPHQL_VALIDATION_FAILED', { query: '{ fine(n: "x") }' }],
    ['a variable of the wrong type', 400, 'BAD_USER_INPUT', withVariables({ n: 'x' })],
    ['a null where none may be', 200, 'BAD_USER_INPUT', withVariables({ n: null }, 'Int = 1')],
    ['a query that is no string', 400, 'BAD_REQUEST', { query: 4711 }],
    ['no query', 400, 'BAD_REQUEST', { variables: {} }],
    ['variables that are no object', 400, 'BAD_REQUEST', { query: '{ fine }', variables: 'x' }],
    ['a parameter nobody knows', 400, 'BAD_REQUEST', { query: '{ fine }', pin: 4711 }],
    ['an operation that is not there', 400, 'BAD_REQUEST', { query: '{ fine }', operationName: 'Nope' }],
  ])('has a code: %s', async (_name, status, code, body) => {
    const response = await server.ask('', { headers: { ...usual, ...graphqlJson }, body: JSON.stringify(body) })
    const { errors } = (await response.json()) as { errors: Array<{ extensions: unknown }> }
    expect([response.status, errors.map(({ extensions }) => extensions)]).toEqual([status, [{ code }]])
  })

  it('carries out no mutation over GET', async () => {
    const before = acted
    const response = await fetch(`${server.url}/graphql?query=mutation{act}`, { headers: usual })
    expect([response.status, response.headers.get('allow'), await response.json(), acted]).toEqual([
      405,
      'POST',
      {
        errors: [
          {
            message: 'Can only perform a mutation operation from a POST request.',
            extensions: { code: 'METHOD_NOT_ALLOWED' },
          },
        ],
      },
      before,
    ])
  })

  it('carries out no mutation whose answer the client would not accept', async () => {
    const before = acted
    const response = await server.ask('mutation { act }', { headers: { ...usual, accept: 'text/html' } })
    expect([response.status, await response.json(), acted]).toEqual([
      406,
      {
        errors: [
          {
            message: 'Answers are application/json, or text/event-stream: accept one of them.',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      },
      before,
    ])
  })

  it('begins no subscription for a client that takes no stream', async () => {
    const response = await server.ask('subscription { ticks }', { headers: { ...usual, accept: 'application/json' } })
    expect([response.status, await response.json()]).toEqual([
      406,
      {
        errors: [
          {
            message: 'A subscription is answered with text/event-stream: accept that.',
            extensions: { code: 'BAD_REQUEST' },
          },
        ],
      },
    ])
  })

  it('is told that variables in the address are not JSON', async () => {
    const response = await fetch(`${server.url}/graphql?query={fine}&variables={`, { headers: usual })
    expect([response.status, await response.json()]).toEqual([
      400,
      { errors: [{ message: 'The parameter variables is not JSON.', extensions: { code: 'BAD_REQUEST' } }] },
    ])
  })

  it('is told which methods there are', async () => {
    const response = await fetch(`${server.url}/graphql`, { method: 'DELETE', headers: usual })
    expect([response.status, response.headers.get('allow'), await response.json()]).toEqual([
      405,
      'GET, POST',
      { errors: [{ message: 'GraphQL takes GET and POST.', extensions: { code: 'METHOD_NOT_ALLOWED' } }] },
    ])
  })

  it('is told where the API is on any other path', async () => {
    const response = await fetch(`${server.url}/nope`)
    expect([response.status, response.headers.get('content-type'), await response.json()]).toEqual([
      404,
      'application/json; charset=utf-8',
      { errors: [{ message: 'There is nothing here. The API is at /graphql.', extensions: { code: 'NOT_FOUND' } }] },
    ])
  })
})

describe('every response', () => {
  it('has an id of its own, is not stored and not sniffed', async () => {
    const responses = await Promise.all([
      server.ask('{ fine }'),
      server.ask('{ breaks }'),
      subscribe('{ source }'),
      fetch(`${server.url}/graphql`),
      fetch(`${server.url}/health`),
      fetch(`${server.url}/nope`),
    ])
    const seen = responses.map(({ headers }) => ({
      id: headers.get('x-request-id'),
      cache: headers.get('cache-control'),
      sniff: headers.get('x-content-type-options'),
    }))
    const expected = { id: expect.stringMatching(/^[\da-f-]{36}$/), cache: 'no-store', sniff: 'nosniff' }
    expect(seen).toEqual(responses.map(() => expected))
    expect(new Set(seen.map(({ id }) => id)).size).toBe(responses.length)
    await Promise.all(responses.map((response) => response.body?.cancel()))
  })

  it('leaves one line in the log, without the query', async () => {
    const usual = { authorization: `Bearer ${key}` }
    const response = await fetch(`${server.url}/graphql?query={fine(n:4711)}`, { headers: usual })
    const requestId = response.headers.get('x-request-id')
    const line = await server.log.line((candidate) => candidate.requestId === requestId)
    expect(line).toEqual({
      level: 'debug',
      time: expect.any(String),
      requestId,
      method: 'GET',
      path: '/graphql',
      status: 200,
      ms: expect.any(Number),
      finished: true,
      msg: 'request',
    })
  })
})

function withVariables(variables: object, type = 'Int!'): object {
  return { query: `query ($n: ${type}) { fine(n: $n) }`, variables }
}

function subscribe(selection: string): Promise<Response> {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    accept: 'text/event-stream',
  }
  return server.ask(`subscription ${selection}`, { headers })
}

function eventsOf(text: string): unknown[] {
  return [...text.matchAll(/^event: next\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ''))
}
