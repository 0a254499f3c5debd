import { EventEmitter } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { type RateRules, Rates } from '../../src/server/limits/rates.ts'
import type { Waiter } from '../../src/server/limits/turns.ts'
import { ClientGone } from '../../src/server/refusal.ts'
import { openSocket } from './raw-request.ts'
import { type StandIn, schemaOf, startStandIn } from './stand-in.ts'

interface Viewer {
  name: string
}

/** A server where everybody is whom their token says, with fields that say when they begin and end when they are told. */
async function server(rules: Partial<RateRules<Viewer>>) {
  const seen: string[] = []
  const started: string[] = []
  const gate = Promise.withResolvers<void>()
  const schema = schemaOf('type Query { wait: String now: String long: String } type Subscription { ticks: Int }', {
    Query: {
      now: (_root, _args, { viewer }: { viewer: Viewer }) => void started.push(viewer.name),
      wait: async (_root, _args, { viewer }: { viewer: Viewer }) => {
        started.push(viewer.name)
        await gate.promise
      },
      long: () => 'x'.repeat(30_000_000),
    },
    Subscription: {
      ticks: {
        async *subscribe() {
          yield { ticks: 1 }
          await gate.promise
        },
      },
    },
  })
  const standIn: StandIn = await startStandIn(schema, {
    authenticate: async ({ token }) => {
      seen.push(token)
      return token === 'nobody' ? { refused: 'TOKEN' } : { viewer: { name: token } }
    },
    rates: {
      holderOf: ({ name }) => name,
      requestsPerMinute: 1_000,
      costPerMinute: 1_000,
      atOnceMax: 100,
      ...rules,
    },
  })
  onTestFinished(async () => {
    gate.resolve()
    await standIn[Symbol.asyncDispose]()
  })
  const headers = (name: string) => ({ authorization: `Bearer ${name}`, 'content-type': 'application/json' })
  return {
    ...standIn,
    /** Who has come, and who has got something done. */
    seen,
    started,
    open: gate.resolve,
    /** The whole of an answer that says nothing of the request itself. */
    async as(name: string, query: string, init: RequestInit = {}) {
      const response = await standIn.ask(query, { headers: headers(name), ...init })
      return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() }
    },
    stream: (name: string, query: string) =>
      standIn.ask(query, { headers: { ...headers(name), accept: 'text/event-stream' } }),
  }
}

const answered = (field: string) => ({ status: 200, retryAfter: null, body: { data: { [field]: null } } })
const refused = (message: string) => ({
  status: 429,
  retryAfter: expect.toSatisfy((text: string) => /^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 60),
  body: { errors: [{ message, extensions: { code: 'RATE_LIMITED' } }] },
})

it('a credential has so many requests a minute, whatever becomes of them, and each its own', async () => {
  const { as } = await server({ requestsPerMinute: 3 })
  expect((await as('Ada', '{ nope }')).body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
  expect((await as('Ada', '', { body: 'no JSON' })).status).toBe(400)
  expect(await as('Ada', '{ now }')).toEqual(answered('now'))
  expect(await as('Ada', '{ now }')).toEqual(refused('This credential has asked 3 times within a minute: wait.'))
  expect(await as('Bea', '{ now }')).toEqual(answered('now'))
})

it('who may not ask is told so before the request is read', async () => {
  const { as, url } = await server({ requestsPerMinute: 1 })
  await as('Ada', '{ now }')
  const { send, socket } = openSocket(url)
  const headers = ['host: x', 'authorization: Bearer Ada', 'content-type: application/json', 'content-length: 100']
  send('POST /graphql HTTP/1.1', ...headers, '', '{"query"')
  const text: Buffer = await new Promise((resolve) => socket.once('data', resolve))
  socket.destroy()
  expect(text.toString()).toMatch(/^HTTP\/1\.1 429 Too Many Requests\r\n/)
})

it('who is nobody uses up nothing', async () => {
  const { as } = await server({ requestsPerMinute: 1 })
  for (let time = 0; time < 3; time++) expect((await as('nobody', '{ now }')).status).toBe(401)
  expect(await as('Ada', '{ now }')).toEqual(answered('now'))
})

it('what costs too much within a minute is refused before any resolver, and costs nothing', async () => {
  const { as, started } = await server({ costPerMinute: 5 })
  expect(await as('Ada', '{ a: now b: now c: now }')).toMatchObject({ status: 200 })
  const tooMuch = refused('The operations of this credential have cost 5 within a minute: wait, or ask for less.')
  expect(await as('Ada', '{ a: now b: now c: now }')).toEqual(tooMuch)
  expect(started).toHaveLength(3)
  expect(await as('Bea', '{ now }')).toEqual(answered('now'))
  expect(await as('Ada', '{ a: now b: now }')).toMatchObject({ status: 200 })
  expect(await as('Ada', '{ now }')).toEqual(tooMuch)
})

it('what is told of the schema costs by the name in a variable, whatever the same words have cost before', async () => {
  const { as } = await server({ costPerMinute: 6 })
  const query = 'query ($name: String!) { __type(name: $name) { fields { name } } }'
  const about = (name: string) => as('Ada', query, { body: JSON.stringify({ query, variables: { name } }) })
  expect(await about('Nothing')).toEqual({ status: 200, retryAfter: null, body: { data: { __type: null } } })
  expect(await about('Query')).toEqual(
    refused('The operations of this credential have cost 6 within a minute: wait, or ask for less.'),
  )
  expect(await about('Nothing')).toMatchObject({ status: 200 })
})

it('one credential has so many requests at work, the next wait for their turn, and others do not wait for it', async () => {
  const { as, started, open } = await server({ atOnceMax: 2 })
  const asked = Array.from({ length: 4 }, () => as('Ada', '{ wait }'))
  await expect.poll(() => started).toEqual(['Ada', 'Ada'])
  expect(await as('Bea', '{ now }')).toEqual(answered('now'))
  expect(started).toEqual(['Ada', 'Ada', 'Bea'])
  open()
  expect(await Promise.all(asked)).toEqual(Array(4).fill(answered('wait')))
  expect(started).toEqual(['Ada', 'Ada', 'Bea', 'Ada', 'Ada'])
})

it.each(['GET', 'POST'])('who leaves before it is their turn has nothing done: by %s', async (method) => {
  const { as, seen, started, open, log, url } = await server({ atOnceMax: 1 })
  const first = as('Ada', '{ wait }')
  await expect.poll(() => started).toEqual(['Ada'])
  const leave = new AbortController()
  const left = fetch(`${url}/graphql?query={now}`, {
    method,
    headers: { authorization: 'Bearer Ada', 'content-type': 'application/json' },
    ...(method === 'POST' && { body: '{"query":"{ now }"}' }),
    signal: leave.signal,
  })
  await expect.poll(() => seen).toEqual(['Ada', 'Ada'])
  leave.abort()
  await expect(left).rejects.toThrow('aborted')
  await log.line(({ finished }) => finished === false)
  open()
  await first
  expect(await as('Ada', '{ now }')).toEqual(answered('now'))
  expect(started).toEqual(['Ada', 'Ada'])
})

it('an open stream is no work', async () => {
  const { as, stream } = await server({ atOnceMax: 1 })
  const response = await stream('Ada', 'subscription { ticks }')
  expect(response.status).toBe(200)
  expect(await as('Ada', '{ now }')).toEqual(answered('now'))
  await response.body?.cancel()
})

it.each(['application/json', 'text/event-stream', 'multipart/mixed'])(
  'an answer as %s that is not read is at work until its reader has left',
  async (accept) => {
    const { as, seen, url } = await server({ atOnceMax: 1, heldMax: 1 })
    const { socket, send } = openSocket(url)
    const first = new Promise<void>((resolve) =>
      socket.once('data', () => {
        socket.pause()
        resolve()
      }),
    )
    const headers = ['host: x', 'authorization: Bearer Ada', `accept: ${accept}`]
    send('GET /graphql?query={long} HTTP/1.1', ...headers, '', '')
    await first
    const asked = as('Ada', '{ now }')
    const isAnswered = asked.then(() => true)
    await expect.poll(() => seen).toEqual(['Ada', 'Ada'])
    expect(await as('Bea', '{ now }')).toEqual(answered('now'))
    expect(await Promise.race([isAnswered, setImmediate(false)])).toBe(false)
    socket.destroy()
    expect(await asked).toEqual(answered('now'))
  },
)

/** The rules for one, whom everybody is, and those who wait as it. */
function ratesOfOne(rules: Partial<RateRules<Viewer>>) {
  const viewer = { name: 'Ada' }
  const rates = new Rates<Viewer>({
    holderOf: () => 'Ada',
    requestsPerMinute: 1e6,
    costPerMinute: 1e6,
    atOnceMax: 1,
    heldMax: 1,
    ...rules,
  })
  const waiter = () => Object.assign(new EventEmitter(), { closed: false })
  return {
    waiter,
    count: <Result>(work: () => Promise<Result>, asker: Waiter = waiter()) =>
      rates.whileHeld(viewer, asker, () => rates.whileAtWork(viewer, asker, work)),
  }
}

it('who would be the 501st to wait is refused, until somebody leaves', async () => {
  const { count, waiter } = ratesOfOne({ atOnceMax: 1, heldMax: 2 })
  const gate = Promise.withResolvers<void>()
  const done: number[] = []
  const ask = (index: number, asker?: Waiter) =>
    count(async () => {
      await gate.promise
      done.push(index)
    }, asker)
  const leaver = waiter()
  const asked = Array.from({ length: 501 }, (_, index) => ask(index))
  const leaving = ask(501, leaver)
  await expect(ask(502)).rejects.toMatchObject({
    status: 429,
    code: 'RATE_LIMITED',
    message: 'This credential has 2 requests open and 500 waiting: wait for one of them.',
    headers: { 'retry-after': '1' },
  })
  leaver.emit('close')
  await expect(leaving).rejects.toThrow(ClientGone)
  asked.push(ask(503))
  gate.resolve()
  await Promise.all(asked)
  expect(done).toEqual([...Array(501).keys(), 503])
})

it('who has left already is not even waited for', async () => {
  const { count, waiter } = ratesOfOne({})
  const work = vi.fn(async () => {})
  await expect(count(work, Object.assign(waiter(), { closed: true }))).rejects.toThrow(ClientGone)
  expect(work).not.toHaveBeenCalled()
  await count(work)
  expect(work).toHaveBeenCalledOnce()
})

it('work that fails ends its turn', async () => {
  const { count } = ratesOfOne({})
  const fail = () => count(() => Promise.reject(new Error('no')))
  await expect(fail()).rejects.toThrow('no')
  await expect(fail()).rejects.toThrow('no')
})

it('nobody is held back where no limits are set', async () => {
  const rates = new Rates<Viewer>(undefined)
  const waiter = Object.assign(new EventEmitter(), { closed: false })
  const ask = (_: unknown, index: number) => rates.whileHeld({ name: 'Ada' }, waiter, async () => index)
  expect(await Promise.all(Array.from({ length: 5_000 }, ask))).toHaveLength(5_000)
  expect(await rates.refusalOfCost(1e12, { name: 'Ada' })).toBeNull()
})
