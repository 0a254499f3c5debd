import { getIntrospectionQuery } from 'graphql'
import { describe, expect, it } from 'vitest'
import { statementsOf } from '../support/statements.ts'
import { attacked, expectRefusedUnread, insides } from './attacked.ts'

/** The checks of graphql-cop 1.14, each as it asks them, against a gateway with everything on. */
const { ask, post, send, house } = await attacked()
const deviceId = await house.door()
const silent = await attacked({ server: { isSchemaTold: false, graphiql: { enabled: false, demoKey: null } } })

const repeated = (times: number, text: (index: number) => string) =>
  Array.from({ length: times }, (_, index) => text(index)).join(' ')

describe('denial of service', () => {
  it('alias overloading: 101 aliases', async () => {
    const query = `query cop { ${repeated(101, (index) => `alias${index}: __typename`)} }`
    await expectRefusedUnread(() => ask(query), 400, 'QUERY_TOO_COMPLEX', /101 aliases/)
  })

  it('array-based query batching: ten queries', async () => {
    const act = () => post(Array(10).fill({ query: 'query cop { __typename }' }))
    await expectRefusedUnread(act, 400, 'BAD_REQUEST', /batch/i)
  })

  it('directive overloading: ten directives that there are not', async () => {
    const query = `query cop { __typename ${'@aa'.repeat(10)} }`
    await expectRefusedUnread(() => ask(query), 200, 'GRAPHQL_VALIDATION_FAILED', /Unknown directive "@aa"/)
  })

  it('directive overloading: 400 that there are', async () => {
    const query = `query cop { device(id: "${deviceId}") { id ${'@include(if: true) '.repeat(400)} } }`
    await expectRefusedUnread(() => ask(query), 400, 'QUERY_TOO_COMPLEX', /400 directives/)
  })

  it('circular introspection', async () => {
    const circle = 'fields { type { fields { type { fields { type { name } } } } } }'
    const query = `query cop { __schema { types { ${circle} } } }`
    await expectRefusedUnread(
      () => ask(query),
      200,
      'GRAPHQL_VALIDATION_FAILED',
      /^Maximum introspection depth exceeded$/,
    )
  })

  it('field duplication: one field 500 times and more', async () => {
    const query = `query cop { ${repeated(501, () => '__typename')} }`
    await expectRefusedUnread(() => ask(query), 400, 'QUERY_TOO_COMPLEX', /501 fields/)
  })
})

describe('cross-site request forgery', () => {
  it('a query by GET needs the header that no form and no link can send', async () => {
    const { result, statements } = await statementsOf(() =>
      send('/graphql?query=query+cop+{__typename}', { headers: { authorization: '', cookie: 'session=of-somebody' } }),
    )
    expect([result.status, statements]).toEqual([401, []])
  })

  it('a mutation by GET', async () => {
    const act = () => send('/graphql?query=mutation+cop+{__typename}')
    await expectRefusedUnread(act, 405, 'METHOD_NOT_ALLOWED', /POST/)
  })

  it.each(['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'])(
    'a POST as %s, which a form can send',
    async (type) => {
      const init = { method: 'POST', headers: { 'content-type': type }, body: 'query=query+cop+%7B__typename%7D' }
      await expectRefusedUnread(() => send('/graphql', init), 415, 'UNSUPPORTED_MEDIA_TYPE', /application\/json/)
    },
  )
})

describe('information leakage', () => {
  it('introspection, where it is off', async () => {
    for (const query of [getIntrospectionQuery(), 'query cop { __schema { types { name fields { name } } } }']) {
      const act = () => silent.ask(query)
      await expectRefusedUnread(act, 200, 'GRAPHQL_VALIDATION_FAILED', /^GraphQL introspection has been disabled/)
    }
  })

  it.each([
    ['a field', 'query cop { __typename device2 }'],
    ['a field of a thing', `{ device(id: "${deviceId}") { nam } }`],
    ['an argument', '{ device(ids: "x") { id } }'],
    ['a type', '{ ... on Querry { __typename } }'],
  ])('field suggestions, where introspection is off: %s', async (_what, query) => {
    const { text } = await silent.ask(query)
    expect(text).toContain('GRAPHQL_VALIDATION_FAILED')
    expect(text).not.toContain('Did you mean')
  })

  it.each(['/', '/graphiql', '/playground', '/console', '/graphql/console', '/graphql', '/altair', '/v1/graphiql'])(
    'GraphiQL at %s, where it is off',
    async (path) => {
      const browser = { accept: 'text/html,application/xhtml+xml', authorization: '' }
      const { status, headers, text } = await silent.send(path, { headers: browser })
      expect([401, 404]).toContain(status)
      expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(text).not.toMatch(/<(html|script|body)/)
    },
  )

  it('tracing', async () => {
    const { body } = await ask('query cop { __typename }', { extensions: { tracing: true } })
    expect(body).toEqual({ data: { __typename: 'Query' } })
  })

  it.each(['query cop { abc', 'qwerty cop { abc }', '', '}', '\u0000', '{ device(id: "'])(
    'what went wrong inside: %j',
    async (query) => {
      const { status, text, body } = await ask(query)
      expect([200, 400]).toContain(status)
      expect(text).not.toMatch(insides())
      for (const { extensions } of body.errors) expect(Object.keys(extensions)).toEqual(['code'])
    },
  )
})
