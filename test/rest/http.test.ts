import { afterAll, describe, expect, it } from 'vitest'
import { routes } from '../../src/rest/routes.ts'
import type { RestApi } from '../../src/server/rest-endpoint.ts'
import { openSocket } from '../server/raw-request.ts'
import { key, schemaOf, startStandIn } from '../server/stand-in.ts'
import { testGateway } from '../support/gateway.ts'
import { restHouse } from './rest-house.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const deviceId = await house.door()

interface Sent extends RequestInit {
  readonly key?: string | null
}

/** A request as it goes over the wire, and all of its answer that tests look at. */
async function send(path: string, { key = house.client.key, headers, ...init }: Sent = {}) {
  const response = await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { ...(key !== null && { authorization: `Bearer ${key}` }), ...headers },
    ...init,
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}

const refused = (type: string, message: unknown) => ({
  error: { type, message, request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  ok: false,
})

describe('every route', () => {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'] as const

  it.each(routes.map(({ path, methods }) => [path, methods] as const))(
    '%s takes its methods alone',
    async (path, taken) => {
      for (const method of methods.filter((one) => !taken.includes(one as never))) {
        const { status, headers, body } = await send(path, { method })
        expect([status, headers.get('allow')]).toEqual([405, taken.join(', ')])
        expect(body).toEqual(
          method === 'HEAD' ? null : refused('method_not_allowed', `${path} takes ${taken.join(', ')}.`),
        )
      }
      for (const method of taken) {
        const init = { method, ...(method !== 'GET' && { body: '{"no_such_parameter": 1}', headers: json }) }
        const { status, body } = await send(method === 'GET' ? `${path}?no_such_parameter=1` : path, init)
        expect([method, status, body.error.validation_errors.no_such_parameter]).toEqual([
          method,
          400,
          { _errors: ['There is no such parameter.'] },
        ])
      }
    },
  )

  it.each(routes.map(({ path, methods }) => [path, methods[0] ?? 'POST'] as const))(
    '%s asks who it is before anything else',
    async (path, method) => {
      const unauthorized = (message: string) => ({ status: 401, body: refused('unauthorized', message) })
      const none = await send(path, { method, key: null })
      expect(none).toMatchObject(unauthorized('Send a credential in this header: Authorization: Bearer <key>'))
      expect(none.headers.get('www-authenticate')).toBe('Bearer')
      const unknown = await send(path, { method, key: 'seam_unknown', ...(method !== 'GET' && { body: 'not JSON' }) })
      expect(unknown).toMatchObject(unauthorized('This credential is unknown, expired or revoked.'))
    },
  )
})

const json = { 'content-type': 'application/json' }

describe('an address that is nobody’s', () => {
  it.each(['/access_codes', '/access_codes/nothing', '/thermostats/list', '/access_codes/list/', '/__proto__', '/'])(
    'is answered as JSON: %s',
    async (path) => {
      for (const method of ['GET', 'POST']) {
        const { status, headers, body } = await send(path, { method, key: null })
        expect([status, headers.get('content-type')]).toEqual([404, 'application/json; charset=utf-8'])
        expect(body).toEqual(
          refused('not_found', `There is no ${path} here: /openapi.json tells what there is beside /graphql.`),
        )
      }
    },
  )
})

describe('a body', () => {
  const create = (init: Sent) => send('/access_codes/create', init)

  it.each([
    ['{"device_id": "4711"', 400, 'invalid_input', 'The body is not JSON.'],
    ['["4711"]', 400, 'invalid_input', 'The body is not an object.'],
    ['null', 400, 'invalid_input', 'The body is not an object.'],
    [`{"name": "${'x'.repeat(100_000)}"}`, 413, 'payload_too_large', 'The body is larger than 100000 bytes.'],
  ])('that cannot be read is refused, and not quoted', async (body, status, type, message) => {
    const answer = await create({ body, headers: json })
    expect([answer.status, answer.body]).toEqual([status, refused(type, message)])
  })

  it('of another media type is not read', async () => {
    const answer = await create({
      body: 'device_id=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
    expect([answer.status, answer.body]).toEqual([
      415,
      refused('unsupported_media_type', 'POST takes application/json in UTF-8.'),
    ])
  })

  it('may be left out where nothing is needed', async () => {
    expect((await send('/devices/list')).status).toBe(200)
    expect((await send('/devices/list', { body: '', headers: json })).status).toBe(200)
    expect((await create({})).body.error.validation_errors).toEqual({
      _errors: [],
      device_id: { _errors: ['Is required.'] },
    })
  })

  it.each(['__proto__', 'constructor', '_errors', 'hasOwnProperty'])(
    'with a parameter called %s is as any other',
    async (name) => {
      const { status, body } = await create({ body: `{"device_id": "x", "${name}": 1}`, headers: json })
      expect([status, body.error.message]).toEqual([400, `${name}: There is no such parameter.`])
      const get = await send(`/access_codes/list?${name}=1`, { method: 'GET' })
      expect([get.status, get.body.error.message]).toEqual([400, `${name}: There is no such parameter.`])
    },
  )
})

describe('a request id', () => {
  it('is in the header that Seam’s clients look at, and in every refusal', async () => {
    const fine = await send('/workspaces/get')
    expect(fine.headers.get('seam-request-id')).toBe(fine.headers.get('x-request-id'))
    const bad = await send('/access_codes/get', { body: '{}', headers: json })
    expect(bad.body.error.request_id).toBe(bad.headers.get('seam-request-id'))
  })
})

describe('what is answered', () => {
  it('is never kept by anybody, and never taken for a page', async () => {
    const { headers } = await send('/access_codes/list')
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff'])
  })

  it('tells no address of the next page where the client named no host that could be one', async () => {
    await house.createOne({ deviceId })
    await house.createOne({ deviceId })
    const query = `/access_codes/list?limit=1&device_id=${deviceId}`
    for (const host of ['evil.example/path', 'a b']) {
      const raw = openSocket(gateway.url)
      raw.send(
        `GET ${query} HTTP/1.1`,
        `host: ${host}`,
        `authorization: Bearer ${house.client.key}`,
        'connection: close',
        '',
        '',
      )
      const { pagination } = JSON.parse((await raw.answer()).split('\r\n\r\n')[1] ?? '')
      expect(pagination).toMatchObject({ has_next_page: true, next_page_url: null })
    }
  })
})

describe('an error nobody expected', async () => {
  const secret = 'select * from pins where pin = 4711'
  const failing: RestApi<{ name: string }> = {
    operationAt: () => ({
      methods: ['POST'],
      fromQueryString: () => ({}),
      answer: () => Promise.reject(new Error(secret)),
    }),
    document: {},
  }
  const server = await startStandIn(schemaOf('type Query { a: Int }'), { rest: failing })
  afterAll(() => server[Symbol.asyncDispose]())

  it('is masked, and logged with its cause', async () => {
    const response = await fetch(`${server.url}/anything`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
    })
    const requestId = response.headers.get('seam-request-id')
    expect([response.status, await response.json()]).toEqual([
      500,
      {
        error: {
          type: 'internal_server_error',
          message: 'Something went wrong on our side. The requestId finds the cause in the log.',
          request_id: requestId,
        },
        ok: false,
      },
    ])
    expect(server.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', requestId, err: expect.objectContaining({ message: secret }) }),
    )
  })
})

describe('/health', () => {
  it.each(['GET', 'POST'])('answers as soon as the process lives: by %s', async (method) => {
    const { status, body } = await send('/health', { method, key: null })
    expect([status, body]).toEqual([200, { status: 'ok', ok: true }])
  })
})
