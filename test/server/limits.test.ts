import { describe, expect, it } from 'vitest'
import { documentLimits } from '../../src/server/limits/document.ts'
import { operationLimits } from '../../src/server/limits/operation.ts'
import { key, schemaOf, startStandIn } from './stand-in.ts'

let resolved = 0
const count = () => {
  resolved++
  return {}
}
const standIn = await startStandIn(
  schemaOf(
    `type Query { a(first: Int): A list(first: Int): Query }
     type A { a(first: Int): A name: String }
     type Mutation { a: A }
     type Subscription { a: A }`,
    { Query: { a: count }, Mutation: { a: count } },
  ),
)

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
      'a bomb of fragments',
      `{ a { ...F0 } } ${repeated(12, (n) => `fragment F${n} on A { ...F${n + 1} ...F${n + 1} }`)} fragment F12 on A { name }`,
      /selects 4097 fields, and may select 1000/,
    ],
    [
      'fragments that spread themselves',
      '{ a { ...F } } fragment F on A { a { ...F } }',
      /Cannot spread fragment "F" within itself/,
    ],
  ])('%s', async (_what, query, message) => {
    expect(await refused(query)).toEqual({
      status: expect.any(Number),
      resolved: 0,
      code: expect.stringMatching(/^(QUERY_TOO_COMPLEX|GRAPHQL_VALIDATION_FAILED)$/),
      message: expect.stringMatching(message),
    })
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
