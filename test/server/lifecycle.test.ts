import { Agent, get, type IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { openSocket } from './raw-request.ts'
import { key, schemaOf, startStandIn } from './stand-in.ts'

/** A field that answers when the test says so. */
function gatedSchema() {
  const gate = Promise.withResolvers<void>()
  const allStarted = Promise.withResolvers<void>()
  let started = 0
  const schema = (expected: number) =>
    schemaOf('type Query { wait: String }', {
      Query: {
        wait: async () => {
          if (++started === expected) allStarted.resolve()
          await gate.promise
          return 'done'
        },
      },
    })
  return { schema, open: gate.resolve, allStarted: allStarted.promise }
}

const plain = schemaOf('type Query { hello: String } type Subscription { tick: Int }', {
  Query: { hello: () => 'hello' },
  Subscription: {
    tick: {
      async *subscribe() {
        yield { tick: 1 }
        await new Promise(() => {})
      },
    },
  },
})

describe('/health', () => {
  it('answers 200 as soon as the process lives, whether it is ready or not', async () => {
    await using server = await startStandIn(plain, { isReady: async () => false })
    const response = await fetch(`${server.url}/health`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok', ok: true }])
  })
})

describe('/ready', () => {
  it('answers 200 when requests can be served', async () => {
    await using server = await startStandIn(plain)
    const response = await fetch(`${server.url}/ready`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'ready' }])
  })

  it('answers 503 when they cannot', async () => {
    await using server = await startStandIn(plain, { isReady: async () => false })
    const response = await fetch(`${server.url}/ready`)
    expect([response.status, await response.json()]).toEqual([503, { status: 'not ready' }])
  })

  it('answers 503 when the check itself fails, and keeps the reason in the log', async () => {
    const isReady = () => Promise.reject(new Error('no connection to 10.0.0.7'))
    await using server = await startStandIn(plain, { isReady })
    const response = await fetch(`${server.url}/ready`)
    expect([response.status, await response.json()]).toEqual([503, { status: 'not ready' }])
    expect(server.log.lines).toContainEqual(
      expect.objectContaining({ err: expect.objectContaining({ message: 'no connection to 10.0.0.7' }) }),
    )
  })

  it('takes GET and HEAD only', async () => {
    await using server = await startStandIn(plain)
    const statuses = ['GET', 'HEAD', 'POST'].map(async (method) => {
      const response = await fetch(`${server.url}/ready`, { method })
      return response.status
    })
    expect(await Promise.all(statuses)).toEqual([200, 200, 404])
  })
})

describe('a server that stops', () => {
  it('finishes every response in progress, says it is not ready, and takes no new connection', async () => {
    const count = 40
    const { schema, open, allStarted } = gatedSchema()
    const server = await startStandIn(schema(count))
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    const asked = Array.from({ length: count }, () => server.ask('{ wait }'))
    await allStarted
    // A connection that is busy while the server stops, so that the next request on it still gets through.
    const pipelined = openSocket(server.url)
    const answers = pipelined.answer()
    pipelined.send('GET /health HTTP/1.1', 'host: x', '', 'GET /ready HTTP/1.1', 'host: x')
    await server.log.line(({ path }) => path === '/health')

    const stopped = server[Symbol.asyncDispose]()
    pipelined.send('', '', '')
    expect(await answers).toMatch(
      /{"status":"ok","ok":true}HTTP\/1\.1 503 [\s\S]*connection: close[\s\S]*{"status":"stopping"}$/,
    )
    await expect(getOver(agent, `${server.url}/health`)).rejects.toMatchObject({ code: 'ECONNREFUSED' })

    open()
    const bodies = await Promise.all(asked.map(async (response) => (await response).json()))
    expect(bodies).toEqual(Array.from({ length: count }, () => ({ data: { wait: 'done' } })))
    await stopped
  })

  it('waits for a response no longer than it was told', async () => {
    const { schema, allStarted } = gatedSchema()
    const server = await startStandIn(schema(1), { timeouts: { drain: 50 } })
    const asked = server.ask('{ wait }')
    const failed = expect(asked).rejects.toThrow('fetch failed')
    await allStarted
    await server[Symbol.asyncDispose]()
    await failed
  })

  it('completes the subscriptions it was serving', async () => {
    const server = await startStandIn(plain)
    const response = await subscribe(server)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('"tick":1')) text += (await reader?.read())?.value
    await server[Symbol.asyncDispose]()
    for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) text += chunk.value
    expect(text.replace(/^:\n\n/gm, '')).toBe('event: next\ndata: {"data":{"tick":1}}\n\nevent: complete\ndata:\n\n')
  })

  it('does not wait for connections that never asked anything', async () => {
    const server = await startStandIn(plain)
    const { socket, answer } = openSocket(server.url)
    await new Promise((resolve) => socket.once('ready', resolve))
    const closed = answer()
    await server[Symbol.asyncDispose]()
    expect(await closed).toBe('')
  })

  it('stops once, however often it is told to', async () => {
    const server = await startStandIn(plain)
    await Promise.all([server[Symbol.asyncDispose](), server[Symbol.asyncDispose]()])
    await server[Symbol.asyncDispose]()
  })
})

describe('a client that leaves', () => {
  it('ends the source of its subscription', async () => {
    const ended = Promise.withResolvers<string>()
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => {}),
        return: async () => {
          ended.resolve('ended')
          return { done: true, value: undefined }
        },
      }),
    }
    const schema = schemaOf('type Query { a: Int } type Subscription { tick: Int }', {
      Subscription: { tick: { subscribe: () => source } },
    })
    await using server = await startStandIn(schema)
    const leave = new AbortController()
    await subscribe(server, leave.signal)
    leave.abort()
    expect(await ended.promise).toBe('ended')
  })

  it('in the middle of its answer does no harm', async () => {
    const { schema, open, allStarted } = gatedSchema()
    await using server = await startStandIn(schema(1))
    const leave = new AbortController()
    const asked = server.ask('{ wait }', { signal: leave.signal })
    const failed = expect(asked).rejects.toThrow('aborted')
    await allStarted
    leave.abort()
    await failed
    await server.log.line(({ finished }) => finished === false)
    open()
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
    expect(server.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})

describe('listening', () => {
  it('fails with the reason when the port is taken', async () => {
    await using first = await startStandIn(plain)
    const { createHttpServer } = await import('../../src/server/http-server.ts')
    const { createLogger } = await import('../../src/server/log.ts')
    const second = createHttpServer({
      schema: plain,
      authenticate: async () => ({ viewer: {} }),
      contextFor: () => ({}),
      operationLimits: { costMax: 10_000, eventCostMax: 100 },
      isReady: async () => true,
      graphiql: { enabled: false, demoKey: null },
      logger: createLogger({ level: 'silent' }),
    })
    const port = Number(new URL(first.url).port)
    await expect(second.listen({ host: '127.0.0.1', port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await second[Symbol.asyncDispose]()
  })
})

function subscribe(server: { url: string }, signal?: AbortSignal): Promise<Response> {
  return fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'text/event-stream',
    },
    body: '{"query":"subscription { tick }"}',
    ...(signal && { signal }),
  })
}

function getOver(agent: Agent, url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, { agent }, resolve).on('error', reject))
}
