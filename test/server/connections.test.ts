import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { openSocket } from './raw-request.ts'
import { key, schemaOf, startStandIn } from './stand-in.ts'

/** A field that says when it begins and ends when it is told, an answer of 30 MB, and a stream that waits as the field does. */
function gated() {
  const gates: PromiseWithResolvers<void>[] = []
  const wait = async () => {
    const gate = Promise.withResolvers<void>()
    gates.push(gate)
    await gate.promise
  }
  const schema = schemaOf('type Query { wait: String long: String } type Subscription { tick: Int }', {
    Query: { wait, long: () => 'x'.repeat(30_000_000) },
    Subscription: {
      tick: {
        async *subscribe() {
          await wait()
          yield { tick: 1 }
        },
      },
    },
  })
  return { schema, gates }
}

const asking = (query: string, accept = '*/*') =>
  [`GET /graphql?query=${query} HTTP/1.1`, 'host: x', `authorization: Bearer ${key}`, `accept: ${accept}`, '', ''].join(
    '\r\n',
  )

describe('requests that are sent ahead on one connection', () => {
  it('are worked on one after the other', async () => {
    const { schema, gates } = gated()
    await using server = await startStandIn(schema)
    const { socket, send, answer } = openSocket(server.url)
    const answers = answer()
    send(asking('{wait}').repeat(3))
    for (let count = 1; count <= 3; count++) {
      await expect.poll(() => gates.length).toBe(count)
      expect((await fetch(`${server.url}/health`)).status).toBe(200)
      expect(gates.length).toBe(count)
      gates.at(-1)?.resolve()
    }
    await expect.poll(() => server.log.lines.filter(({ path }) => path === '/graphql').length).toBe(3)
    socket.end()
    expect((await answers).match(/{"data":{"wait":null}}/g)).toHaveLength(3)
  })

  it('are not begun once their client has left', async () => {
    const { schema, gates } = gated()
    await using server = await startStandIn(schema, { timeouts: { drain: 3_600_000 } })
    const { socket, send } = openSocket(server.url)
    send(asking('{wait}') + asking('subscription{tick}', 'text/event-stream') + asking('{wait}'))
    await expect.poll(() => gates.length).toBe(1)
    socket.destroy()
    await server.log.line(({ finished }) => finished === false)
    gates[0]?.resolve()
    await server[Symbol.asyncDispose]()
    expect(gates.length).toBe(1)
  })

  it('are a hundred at most', async () => {
    const { schema, gates } = gated()
    await using server = await startStandIn(schema)
    const many = openSocket(server.url)
    const tooMany = openSocket(server.url)
    many.send(asking('{wait}') + 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(100))
    await expect.poll(() => gates.length).toBe(1)
    tooMany.send(asking('{wait}') + 'GET /health HTTP/1.1\r\nhost: x\r\n\r\n'.repeat(101))
    expect(await tooMany.answer()).toBe('')
    const answers = many.answer()
    for (const gate of gates) gate.resolve()
    await expect.poll(() => server.log.lines.filter(({ path }) => path === '/health').length).toBe(100)
    many.socket.end()
    expect((await answers).match(/"status":"ok"/g)).toHaveLength(100)
  })
})

it('connections beyond those that there may be are closed, until another is', async () => {
  await using server = await startStandIn(gated().schema, { connectionsMax: 2 })
  const [first, second, third] = [openSocket(server.url), openSocket(server.url), openSocket(server.url)]
  await Promise.all([once(first.socket, 'ready'), once(second.socket, 'ready')])
  expect(await third.answer()).toBe('')
  first.socket.destroy()
  await once(first.socket, 'close')
  await expect.poll(async () => (await fetch(`${server.url}/health`).catch(() => null))?.status).toBe(200)
  second.socket.destroy()
})

it('a client that does not read loses its connection', async () => {
  await using server = await startStandIn(gated().schema, { timeouts: { stalled: 100 } })
  const deaf = openSocket(server.url)
  deaf.socket.once('data', () => deaf.socket.pause())
  deaf.send(asking('{long}'))
  expect(await server.log.line(({ finished }) => finished === false)).toMatchObject({ path: '/graphql', status: 200 })
})
