import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readJsonBody } from '../../src/server/read-json-body.ts'
import { ClientGone } from '../../src/server/refusal.ts'
import { openSocket } from './raw-request.ts'
import { key, type StandIn, schemaOf, startStandIn } from './stand-in.ts'

const limit = 300
let server: StandIn
beforeAll(async () => {
  const schema = schemaOf('type Query { echo(text: String!): String }', {
    Query: { echo: (_, { text }) => text },
  })
  server = await startStandIn(schema, { bodyLimitBytes: limit, timeouts: { headers: 200, request: 200, check: 20 } })
})
afterAll(() => server[Symbol.asyncDispose]())

describe('a POST body', () => {
  it('may hold any Unicode text', async () => {
    const text = 'Łódź 🔑'
    const response = await post(JSON.stringify({ query: `{ echo(text: "${text}") }` }))
    expect([response.status, await response.json()]).toEqual([200, { data: { echo: text } }])
  })

  it('may name its charset', async () => {
    const response = await post('{"query":"{ __typename }"}', { 'content-type': 'application/json; charset=UTF-8' })
    expect(response.status).toBe(200)
  })

  it('may be exactly as large as the limit', async () => {
    const response = await post('{"query":"{ __typename }"}'.padEnd(limit))
    expect(response.status).toBe(200)
  })

  it('is refused with 413 one byte above the limit', async () => {
    await expectRefusal(
      await post('{"query":"{ __typename }"}'.padEnd(limit + 1)),
      413,
      'PAYLOAD_TOO_LARGE',
      'The body is larger than 300 bytes.',
    )
  })

  it('is refused with 413 when it grows above the limit without having said its size', async () => {
    const body = new Blob(['{"query":"', 'x'.repeat(limit * 1_000), '"}']).stream()
    await expectRefusal(
      await post(body, {}, { duplex: 'half' } as RequestInit),
      413,
      'PAYLOAD_TOO_LARGE',
      'The body is larger than 300 bytes.',
    )
  })

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/graphql', ''])(
    'is refused with 415 as %s',
    async (type) => {
      await expectRefusal(
        await post(new TextEncoder().encode('{"query":"{ __typename }"}'), { 'content-type': type }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'POST takes application/json in UTF-8.',
      )
    },
  )

  it('is refused with 415 in another charset', async () => {
    const response = await post('{}', { 'content-type': 'application/json; charset=latin1' })
    await expectRefusal(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'POST takes application/json in UTF-8.')
  })

  it('is refused with 415 when it is compressed', async () => {
    const response = await post('{}', { 'content-encoding': 'gzip' })
    await expectRefusal(response, 415, 'UNSUPPORTED_MEDIA_TYPE', 'Compressed bodies are not read.')
  })

  it('is refused with 400 when it is empty', async () => {
    await expectRefusal(await post(''), 400, 'BAD_REQUEST', 'The body is empty: send JSON.')
  })

  it('is refused with 400 when it is not UTF-8', async () => {
    const response = await post(new Uint8Array([0x22, 0xff, 0x22]))
    await expectRefusal(response, 400, 'BAD_REQUEST', 'The body is not UTF-8.')
  })

  it('is refused with 400 when it is not JSON, without repeating any of it', async () => {
    await expectRefusal(await post('{"pin": 4711'), 400, 'BAD_REQUEST', 'POST body sent invalid JSON.')
  })

  it('is refused with 400 as a batch', async () => {
    const response = await post('[{"query":"{ __typename }"}]')
    await expectRefusal(response, 400, 'BAD_REQUEST', 'Batching is not supported.')
  })
})

describe('an upload that goes wrong', () => {
  it('is given up when the connection is gone', async () => {
    const headers = { 'content-type': 'application/json' }
    const request = Object.assign(new PassThrough(), { headers })
    const read = readJsonBody(request as unknown as IncomingMessage, limit)
    request.write('{"query"')
    request.destroy()
    await expect(read).rejects.toThrow(ClientGone)
  })

  it('may break off without harm', async () => {
    const { socket, send } = openSocket(server.url)
    send(...headers('content-length: 100'), '', '{"query"')
    await new Promise((resolve) => socket.once('ready', resolve))
    socket.destroy()
    await server.log.line((line) => line.path === '/graphql' && line.finished === false)
    expect((await post('{"query":"{ __typename }"}')).status).toBe(200)
    expect(server.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('is ended with 408 when it takes too long', async () => {
    const { send, answer } = openSocket(server.url)
    send(...headers('content-length: 100'), '', '{"query"')
    const text = await answer()
    expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n[\s\S]*\r\nx-request-id: [\da-f-]{36}\r\n/)
    expect(text.split('\r\n\r\n')[1]).toBe(
      '{"errors":[{"message":"The request took too long to arrive.","extensions":{"code":"BAD_REQUEST"}}]}',
    )
  })

  it('that was refused is read no longer than the timeout', async () => {
    const { send, answer } = openSocket(server.url)
    send('POST /graphql HTTP/1.1', 'host: x', 'content-length: 100', '', '{"query"')
    expect(await answer()).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n[\s\S]*"UNAUTHENTICATED"}}\]}$/)
  })
})

describe('bytes that are no request', () => {
  it('are answered with 400 when they are not HTTP', async () => {
    const { send, answer } = openSocket(server.url)
    send('hello?', '', '')
    expect(await answer()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"message":"This is not HTTP\."/)
  })

  it('are answered with 431 when the headers are too large', async () => {
    const { send, answer } = openSocket(server.url)
    send('GET / HTTP/1.1', `x: ${'x'.repeat(20_000)}`, '', '')
    expect(await answer()).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/)
  })

  it('cannot upset the server with a Host that is no name', async () => {
    const { send, answer } = openSocket(server.url)
    const query = 'GET /graphql?query={__typename} HTTP/1.1'
    send(query, 'host: a:b:[c', 'connection: close', `authorization: Bearer ${key}`, '', '')
    expect(await answer()).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*{"data":{"__typename":"Query"}}$/)
  })
})

function headers(...more: string[]): string[] {
  const usual = ['host: x', 'content-type: application/json', `authorization: Bearer ${key}`]
  return ['POST /graphql HTTP/1.1', ...usual, ...more]
}

function post(body: BodyInit, more: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> {
  const usual = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return fetch(`${server.url}/graphql`, { method: 'POST', body, headers: { ...usual, ...more }, ...init })
}

async function expectRefusal(response: Response, status: number, code: string, message: string): Promise<void> {
  expect([response.status, await response.json()]).toEqual([status, { errors: [{ message, extensions: { code } }] }])
}
