import { getIntrospectionQuery } from 'graphql'
import { afterAll, describe, expect, it } from 'vitest'
import { key, schemaOf, startStandIn } from './stand-in.ts'

const schema = schemaOf(
  `enum Colour { RED GREEN }
   input Paint { colour: Colour, thickness: Int }
   type Device { name: String }
   union Thing = Device
   type Query { device(paint: Paint): Device things: [Thing] }`,
  { Query: { device: () => ({ name: 'Door' }) }, Thing: { __resolveType: () => 'Device' } },
)
const telling = await startStandIn(schema)
const silent = await startStandIn(schema, { isSchemaTold: false })
afterAll(async () => {
  await telling[Symbol.asyncDispose]()
  await silent[Symbol.asyncDispose]()
})

const ask = async ({ url }: typeof silent, query: string, variables: object = {}, operationName?: string) => {
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    accept: 'application/graphql-response+json',
  }
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables, operationName }),
  })
  return { status: response.status, body: await response.json() }
}

describe('a schema that is not told', () => {
  it.each([
    ['the usual query', getIntrospectionQuery()],
    ['one type', '{ __type(name: "Device") { name } }'],
    ['all, by another name', '{ device { name } known: __schema { types { name } } }'],
    ['in a fragment', '{ ...All } fragment All on Query { __schema { queryType { name } } }'],
    ['in an operation that is not chosen', 'query A { __typename } query B { __schema { queryType { name } } }'],
    ['what is left out by a directive', '{ __typename __schema @skip(if: true) { queryType { name } } }'],
  ])('is not told by %s', async (_what, query) => {
    const chosen = /^query (A)/.exec(query)?.[1]
    const { status, body } = await ask(silent, query, {}, chosen)
    expect([status, Object.keys(body)]).toEqual([400, ['errors']])
    for (const { message, extensions } of body.errors) {
      expect(message).toMatch(
        /^GraphQL introspection has been disabled, but the requested query contained the field "\w+"\.$/,
      )
      expect(extensions).toEqual({ code: 'GRAPHQL_VALIDATION_FAILED' })
    }
    expect((await ask(telling, query, {}, chosen)).status).toBe(200)
  })

  it('is still one of types that have names', async () => {
    const query = '{ __typename device { __typename name } }'
    expect(await ask(silent, query)).toEqual({
      status: 200,
      body: { data: { __typename: 'Query', device: { __typename: 'Device', name: 'Door' } } },
    })
  })

  it.each([
    ['a field', '{ devise { name } }', 'Cannot query field "devise" on type "Query".'],
    ['a field of several types', '{ things { name } }', 'Cannot query field "name" on type "Thing".'],
    ['a type', '{ ... on Devise { name } }', 'Unknown type "Devise".'],
    ['an argument', '{ device(point: {}) { name } }', 'Unknown argument "point" on field "Query.device".'],
    ['a value', '{ device(paint: { colour: REDD }) { name } }', 'Value "REDD" does not exist in "Colour" enum.'],
    ['an input', '{ device(paint: { color: RED }) { name } }', 'Field "color" is not defined by type "Paint".'],
    ['nothing of what it has', '{ device }', 'Field "device" of type "Device" must have a selection of subfields.'],
  ])('does not help who guesses %s', async (_what, query, message) => {
    const [said, helped] = await Promise.all([ask(silent, query), ask(telling, query)])
    const messages = ({ body }: typeof said) => body.errors.map((error: { message: string }) => error.message)
    expect(messages(said)).toContain(message)
    expect(JSON.stringify(said.body)).not.toContain('Did you mean')
    expect(messages(helped).join(' ')).toContain(' Did you mean ')
    expect(said.status).toBe(400)
  })

  it.each([
    [{ colour: 'REDD' }, 'Value "REDD" does not exist in "Colour" enum.'],
    [{ color: 'RED' }, 'Field "color" is not defined by type "Paint".'],
  ])('does not help who guesses in variables: %j', async (paint, message) => {
    const query = 'query ($paint: Paint) { device(paint: $paint) { name } }'
    const [said, helped] = await Promise.all([ask(silent, query, { paint }), ask(telling, query, { paint })])
    expect([said.status, said.body.errors[0].message]).toEqual([400, expect.stringContaining(message)])
    expect(said.body.errors[0].message).not.toContain('Did you mean')
    expect(helped.body.errors[0].message).toContain(' Did you mean ')
  })
})

it('a schema that is told is not told in circles', async () => {
  const circle = (depth: number): string => (depth === 0 ? 'name' : `fields { type { ${circle(depth - 1)} } }`)
  const { status, body } = await ask(telling, `{ __schema { types { ${circle(4)} } } }`)
  expect([status, body.errors[0].message]).toEqual([400, 'Maximum introspection depth exceeded'])
})
