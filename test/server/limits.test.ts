import { getIntrospectionQuery } from 'graphql'
import { afterAll, describe, expect, it } from 'vitest'
import { documentLimits } from '../../src/server/limits/document.ts'
import { operationLimits } from '../../src/server/limits/operation.ts'
import { key, schemaOf, startStandIn } from './stand-in.ts'

let resolved = 0
const count = () => {
  resolved++
  return {}
}
const ticks = 5
const schema = schemaOf(
  `type Query { a(first: Int): A list(first: Int): Query }
   type A { a(first: Int): A name: String }
   type Mutation { a: A }
   type Subscription { ticks: A }`,
  {
    Query: { a: count },
    Mutation: { a: count },
    Subscription: {
      ticks: {
        async *subscribe() {
          resolved++
          for (let tick = 0; tick < ticks; tick++) yield { ticks: { a: { a: {} } } }
        },
      },
    },
  },
)
const standIn = await startStandIn(schema)
afterAll(() => standIn[Symbol.asyncDispose]())

/** What a stream said, in order. */
const eventsOf = (text: string): unknown[] =>
  [...text.matchAll(/^event: next\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data ?? ''))

const repeated = (times: number, text: (index: number) => string) =>
  Array.from({ length: times }, (_, index) => text(index)).join(' ')

async function refused(query: string, body: object = {}) {
  resolved = 0
  const response = await standIn.ask(query, { body: JSON.stringify({ query, ...body }) })
  const answer = await response.json()
  return {
    status: response.status,
    resolved,
    code: answer.errors?.[0].extensions.code,
    message: answer.errors?.[0].message,
  }
}

describe('is refused before any resolver runs, and the message says which limit:', () => {
  it.each([
    [
      'a document of many fields',
      `{ ${repeated(501, () => 'a { name }')} }`,
      /^The document has 1002 fields, and may have 500/,
    ],
    ['a document of many aliases', `{ a { ${repeated(51, (n) => `n${n}: name`)} } }`, /^The document has 51 aliases/],
    ['a document of many directives', `{ a { name ${repeated(51, () => '@include(if: true)')} } }`, /51 directives/],
    [
      'an operation of many fields at its top',
      `mutation { ${repeated(21, () => 'a { name }')} }`,
      /has 21 fields at its top/,
    ],
    [
      'one whose fragments bring them to its top',
      `{ ${repeated(3, (n) => `...F${n}`)} } ${repeated(3, (n) => `fragment F${n} on Query { ${repeated(7, () => 'a { name }')} }`)}`,
      /has 21 fields at its top/,
    ],
    [
      'an operation that is deep',
      `${'{ a '.repeat(16)} { name } ${'}'.repeat(16)}`,
      /is 17 fields deep, and may be 15/,
    ],
    [
      'a document that spreads fragments often',
      `{ a { ${repeated(201, () => '...F')} } } fragment F on A { name }`,
      /^The document spreads fragments 201 times, and may do so 200 times/,
    ],
    [
      'a bomb of fragments',
      `{ a { ...F0 } } ${repeated(12, (n) => `fragment F${n} on A { ...F${n + 1} ...F${n + 1} }`)} fragment F12 on A { name }`,
      /selects 4097 fields, and may select 1000/,
    ],
    [
      'all of the schema, again and again',
      `{ __schema { ${repeated(20, (n) => `t${n}: types { fields { name args { name } type { name fields { name } } } }`)} } }`,
      /^The operation asks for more than twice what there is to tell of the schema/,
    ],
    [
      'all of the schema, in a bomb of fragments',
      `{ __schema { types { ...F0 } } } ${repeated(12, (n) => `fragment F${n} on __Type { ...F${n + 1} ...F${n + 1} }`)} fragment F12 on __Type { name }`,
      /^The operation asks for more than twice what there is to tell of the schema/,
    ],
    [
      'one type, again and again, by a variable',
      `query ($t: String! = "Query") { ${repeated(15, (n) => `t${n}: __type(name: $t) { ...F }`)} }
        fragment F on __Type { ${repeated(30, (n) => `f${n}: fields { type { fields { name args { name } } } }`)} }`,
      /^The operation asks for more than twice what there is to tell of the schema/,
    ],
  ])('%s', async (_what, query, message) => {
    expect(await refused(query)).toEqual({
      status: 400,
      resolved: 0,
      code: 'QUERY_TOO_COMPLEX',
      message: expect.stringMatching(message),
    })
  })
})

it('fragments that spread themselves are no document at all', async () => {
  expect(await refused('{ ...F } fragment F on Query { a { name } ...G } fragment G on Query { ...F }')).toEqual({
    status: 200,
    resolved: 0,
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'Cannot spread fragment "F" within itself via "G".',
  })
})

it('introspection nested in itself is no document at all', async () => {
  const deep = '{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }'
  expect(await refused(deep)).toEqual({
    status: 200,
    resolved: 0,
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'Maximum introspection depth exceeded',
  })
})

it('tells the schema as tools ask for it', async () => {
  const query = getIntrospectionQuery({
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
    oneOf: true,
  })
  const { data, errors } = await (await standIn.ask(query)).json()
  expect([errors, data.__schema.queryType.name]).toEqual([undefined, 'Query'])
})

describe('a subscription', () => {
  const nested = (levels: number) => `subscription { ticks { ${'a { '.repeat(levels)} name ${'}'.repeat(levels)} } }`
  const subscribe = (query: string, server = standIn) =>
    server.ask(query, {
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    })

  it('is refused where each of its events may cost too much, before its source is opened', async () => {
    resolved = 0
    const response = await subscribe(`subscription { ticks { ${repeated(100, () => 'name')} } }`)
    expect([response.status, resolved, eventsOf(await response.text())]).toEqual([
      400,
      0,
      [
        {
          errors: [
            {
              message:
                'Each event of the subscription may cost 101, and at most 100 is allowed: select less, and ask for the rest by its id.',
              extensions: { code: 'QUERY_TOO_COMPLEX' },
            },
          ],
        },
      ],
    ])
  })

  it('is answered where they cost no more than is allowed', async () => {
    const events = eventsOf(await (await subscribe(nested(2))).text())
    expect(events).toHaveLength(ticks)
    expect(events[0]).toEqual({ data: { ticks: { a: { a: { name: null } } } } })
  })

  it('pays for each of its events, and ends with the first that it cannot pay for', async () => {
    await using poor = await startStandIn(schema, {
      rates: { holderOf: ({ name }) => name, requestsPerMinute: 10, costPerMinute: 10, atOnceMax: 1 },
    })
    // Three at its start, and for each event.
    const response = await subscribe('subscription { ticks { a { name } } }', poor)
    const { data } = { data: { ticks: { a: { name: null } } } }
    expect(eventsOf(await response.text())).toEqual([
      { data },
      { data },
      {
        errors: [
          {
            message: 'The operations of this credential have cost 10 within a minute: wait, or ask for less.',
            extensions: { code: 'RATE_LIMITED' },
          },
        ],
      },
    ])
  })
})

it('answers what is just within the limits', async () => {
  expect(operationLimits.depthMax).toBe(15)
  expect(documentLimits.aliases).toBe(50)
  for (const query of [
    `${'{ a '.repeat(14)} { name } ${'}'.repeat(14)}`,
    `{ a { ${repeated(50, (n) => `n${n}: name`)} } }`,
    `{ ${repeated(20, (n) => `a${n}: a { name }`)} }`,
  ]) {
    const response = await standIn.ask(query)
    expect((await response.json()).errors).toBeUndefined()
  }
})

it('asks for the credential before anything of it', async () => {
  const response = await standIn.ask('{ a }', { headers: { authorization: `Bearer not-${key}` } })
  expect(response.status).toBe(401)
})
