import { GraphQLError } from 'graphql'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { CompiledOperations } from '../../src/graphql/compiled/compiled-operations.ts'
import type { QuickOperations } from '../../src/server/quick-answers.ts'
import { key, schemaOf, startStandIn } from './stand-in.ts'

let carriedOut: string[] = []
const schema = schemaOf(
  `type Query { hello: String }
   type Mutation { open(door: Int!): Door  close(door: ID!): Boolean! }
   type Door { id: ID  refused: String  broken: String  code: String }`,
  {
    Mutation: {
      open: (_root, { door }) => {
        carriedOut.push(`open ${door}`)
        return { id: `${door}` }
      },
      close: (_root, { door }) => {
        carriedOut.push(`close ${door}`)
        throw new GraphQLError('It is jammed.', {
          extensions: { code: 'JAMMED', http: { status: 503, headers: { 'retry-after': '5' } } },
        })
      },
    },
    Door: {
      refused: () => {
        throw new GraphQLError('Not yours.', { extensions: { code: 'FORBIDDEN' } })
      },
      broken: () => {
        throw new Error('the PIN is 123456')
      },
    },
  },
)

const operations = new CompiledOperations(schema) as unknown as QuickOperations<object>
const rates = { holderOf: () => 'Ada', requestsPerMinute: 10_000, costPerMinute: 1_000, atOnceMax: 32 }
const known = await startStandIn(schema, { operations, rates })
const unknown = await startStandIn(schema, { rates })
afterAll(async () => {
  await known[Symbol.asyncDispose]()
  await unknown[Symbol.asyncDispose]()
})
beforeEach(() => {
  carriedOut = []
})

const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }

async function answer(server: typeof known, body: object, accept = 'application/json') {
  const response = await server.ask('', { headers: { ...headers, accept }, body: JSON.stringify(body) })
  const { date: _date, 'x-request-id': _id, ...kept } = Object.fromEntries(response.headers)
  const text = (await response.text()).replace(/"requestId":"[^"]+"/, '"requestId":"…"')
  return { status: response.status, headers: kept, text, carriedOut: carriedOut.splice(0) }
}

const typed = 'mutation M($door: Int!) { open(door: $door) { id } }'
const requests: readonly [string, object][] = [
  ['that succeeds', { query: 'mutation { open(door: 1) { id } }' }],
  ['of several roots', { query: 'mutation { a: open(door: 1) { id } b: open(door: 2) { __typename id code } }' }],
  ['that is refused in part', { query: 'mutation { open(door: 1) { id refused } }' }],
  ['that breaks in part', { query: 'mutation { open(door: 1) { id broken } }' }],
  ['that fails as a whole', { query: 'mutation { open(door: 1) { id } close(door: "2") }' }],
  ['with a variable', { query: typed, variables: { door: 7 } }],
  ['with a variable of another type', { query: typed, variables: { door: 'seven' } }],
  ['without its variable', { query: typed }],
  ['by its name', { query: `${typed} query Q { hello }`, operationName: 'M', variables: { door: 3 } }],
]

describe.each(['application/json', 'application/graphql-response+json', '*/*'])('a mutation, as %s,', (accept) => {
  it.each(requests)(
    '%s is answered alike, and carried out once, whether it is known or not',
    async (_what, request) => {
      const expected = await answer(unknown, request, accept)
      for (let time = 1; time <= 4; time++)
        expect({ time, ...(await answer(known, request, accept)) }).toEqual({ time, ...expected })
      const { query, operationName = null } = request as { query: string; operationName?: string }
      if (expected.carriedOut.length > 0) expect(operations.find(query, operationName)).not.toBeNull()
    },
  )
})

/** As known operations are that are not compiled after all, each time anew. */
const failing: QuickOperations<object> = {
  sight: (...sighted) => operations.sight(...sighted),
  find(query, operationName) {
    const found = operations.find(query, operationName)
    return found && { ...found, answer: () => Promise.reject(new Error('left to resolvers')) }
  },
}

it.each([
  ['executed', operations],
  ['left to resolvers', failing],
])('what a known operation costs is counted once, where it is %s', async (_how, operations) => {
  const untilRefused = async (server: typeof known) => {
    for (let count = 0; ; count++) if ((await server.ask(query)).status === 429) return count
  }
  const query = `mutation { open(door: 1) { ${Array.from({ length: 40 }, (_, n) => `f${n}: broken`).join(' ')} } }`
  await using first = await startStandIn(schema, { operations, rates })
  await using second = await startStandIn(schema, { rates })
  const expected = await untilRefused(second)
  expect(expected).toBeGreaterThan(5)
  expect(await untilRefused(first)).toBe(expected)
})

it('what a known operation hides is in the log, once', async () => {
  await using server = await startStandIn(schema, { operations })
  const query = 'mutation { open(door: 1) { broken } }'
  for (let time = 0; time < 3; time++) await server.ask(query)
  server.log.lines.length = 0
  const { errors } = (await (await server.ask(query)).json()) as { errors: { extensions: { requestId: string } }[] }
  const told = server.log.lines.filter(({ msg }) => msg === 'unexpected error')
  expect(told).toMatchObject([{ requestId: errors[0]?.extensions.requestId, path: ['open', 'broken'] }])
})
