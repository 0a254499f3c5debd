import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bearerToken } from '../../src/server/authenticate.ts'
import { openSocket } from './raw-request.ts'
import { key, type StandIn, schemaOf, startStandIn } from './stand-in.ts'

let server: StandIn
let executed = 0
beforeAll(async () => {
  const hello = (_: unknown, __: unknown, context: { viewer: { name: string } }) => {
    executed++
    return `Hello ${context.viewer.name}`
  }
  server = await startStandIn(schemaOf('type Query { hello: String }', { Query: { hello } }))
})
afterAll(() => server[Symbol.asyncDispose]())

describe('a request with a key', () => {
  it('is answered to its viewer', async () => {
    const response = await server.ask('{ hello }')
    expect([response.status, await response.json()]).toEqual([200, { data: { hello: 'Hello Ada' } }])
  })

  it('may write the scheme in any case', async () => {
    const response = await server.ask('{ hello }', {
      headers: { authorization: `bearer ${key}`, 'content-type': 'application/json' },
    })
    expect(response.status).toBe(200)
  })
})

const noKey = 'Send a credential in this header: Authorization: Bearer <key>'
const wrongKey = 'This credential is unknown, expired or revoked.'
const malformed = 'The Authorization header is not of the form: Bearer <key>'

describe('a request without a valid key', () => {
  it.each<[string, string | null, string]>([
    ['no header', null, noKey],
    ['a wrong key', 'Bearer seam_wrong', wrongKey],
    ['the key with something added', `Bearer ${key}1`, wrongKey],
    ['another scheme', `Basic ${key}`, malformed],
    ['no scheme', key, malformed],
    ['no key after the scheme', 'Bearer', malformed],
    ['two keys', `Bearer ${key} ${key}`, malformed],
    ['a placeholder', 'Bearer <your API key>', malformed],
    ['an endless key', `Bearer ${'k'.repeat(1_000)}`, malformed],
  ])('is refused with 401: %s', async (_name, authorization, message) => {
    const response = await server.ask('{ hello }', {
      headers: { 'content-type': 'application/json', ...(authorization && { authorization }) },
    })
    expect([response.status, response.headers.get('www-authenticate'), await response.json()]).toEqual([
      401,
      'Bearer',
      { errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] },
    ])
  })

  it.each<[string, RequestInit & { search?: string }]>([
    ['a query', { method: 'POST', body: '{"query":"{ hello }"}' }],
    ['introspection', { method: 'POST', body: '{"query":"{ __schema { types { name } } }"}' }],
    ['a syntax error', { method: 'POST', body: '{"query":"{{{"}' }],
    ['an unknown field', { method: 'POST', body: '{"query":"{ nope }"}' }],
    ['malformed JSON', { method: 'POST', body: '{"query' }],
    ['an empty body', { method: 'POST', body: '' }],
    ['a body that is too large', { method: 'POST', body: 'x'.repeat(200_000) }],
    ['another media type', { method: 'POST', body: 'query=1', headers: { 'content-type': 'text/plain' } }],
    ['a GET query', { search: '?query={hello}' }],
    ['a GET with a syntax error', { search: '?query={{{' }],
    ['a GET with malformed variables', { search: '?query={hello}&variables={' }],
    ['a method nobody takes', { method: 'PUT', body: '{}' }],
    ['an unknown media type to answer in', { headers: { accept: 'image/png' } }],
  ])('learns nothing about what it asked: %s', async (_name, { search = '', ...init }) => {
    const response = await fetch(`${server.url}/graphql${search}`, {
      ...init,
      headers: { 'content-type': 'application/json', ...init.headers },
    })
    expect([response.status, await response.json()]).toEqual([
      401,
      { errors: [{ message: noKey, extensions: { code: 'UNAUTHENTICATED' } }] },
    ])
  })

  it('is refused before its body has arrived', async () => {
    const { send, answer } = openSocket(server.url)
    send('POST /graphql HTTP/1.1', 'host: x', 'connection: close', 'content-length: 1000', '', '{"query":"')
    expect(await answer()).toContain('HTTP/1.1 401 Unauthorized')
  })

  it.each([
    ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
  ])('is refused in the media type it accepts: %s', async (accept, type) => {
    const response = await fetch(`${server.url}/graphql`, { headers: { accept } })
    expect(response.headers.get('content-type')).toBe(type)
  })

  it('executes nothing', async () => {
    const before = executed
    await server.ask('{ hello }', { headers: { 'content-type': 'application/json' } })
    expect(executed).toBe(before)
  })
})

describe('an authentication that cannot be done', () => {
  it('is a masked error, not an open door', async () => {
    const authenticate = () => Promise.reject(new Error('no connection to 10.0.0.7'))
    await using broken = await startStandIn(schemaOf('type Query { hello: String }'), { authenticate })
    const response = await broken.ask('{ hello }')
    const requestId = response.headers.get('x-request-id')
    expect([response.status, await response.json()]).toEqual([
      500,
      {
        errors: [
          {
            message: 'Something went wrong on our side. The requestId finds the cause in the log.',
            extensions: { code: 'INTERNAL_SERVER_ERROR', requestId },
          },
        ],
      },
    ])
    expect(broken.log.lines).toContainEqual(
      expect.objectContaining({ requestId, err: expect.objectContaining({ message: 'no connection to 10.0.0.7' }) }),
    )
  })
})

describe('bearerToken', () => {
  it('takes the characters of RFC 6750 and nothing else', () => {
    expect(['Bearer a-Z0._~+/==', 'BEARER  x', 'Bearer a b', 'Bearer é', 'Bearer a=b', ''].map(bearerToken)).toEqual([
      'a-Z0._~+/==',
      'x',
      null,
      null,
      null,
      null,
    ])
  })
})
