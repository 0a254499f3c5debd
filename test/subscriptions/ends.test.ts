import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { addWorkspace } from '../support/house.ts'
import { writeEvent } from './log.ts'
import { type Subscriber, subscribe } from './subscriber.ts'

const gateway = await testGateway()
const beside = await testGateway({ databaseUrl: gateway.databaseUrl })
const { pool } = gateway.database
const workspaceId = await addWorkspace(gateway.database)

const watch = 'subscription { events { id } }'

async function listening(): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and application_name = 'latchkey listening'`,
  )
  return rows[0]?.count ?? 0
}

describe('a key', () => {
  it.each([
    ['is revoked', 'revoked_at = now()'],
    ['expires', 'expires_at = now()'],
    ['loses a scope', "scopes = array['READ_CODES']::scope[]"],
  ])('that %s reads no longer than a second, on every gateway', async (_how, change) => {
    const client = await gateway.clientOf(workspaceId)
    const other = await gateway.clientOf(workspaceId)
    const streams = await Promise.all([gateway, gateway, beside].map((at) => subscribe(at, client, watch)))
    const untouched = await subscribe(gateway, other, watch)
    const [{ token_hash }] = (
      await pool.query(`select token_hash from api_key where workspace_id = $1 order by id desc limit 2`, [workspaceId])
    ).rows.slice(-1)
    await pool.query(`update api_key set ${change} where token_hash = $1`, [token_hash])
    const startedAt = performance.now()
    for (const answers of await Promise.all(streams.map((stream) => stream.rest()))) {
      expect(answers.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual(['UNAUTHENTICATED'])
    }
    expect(performance.now() - startedAt).toBeLessThan(1_000)
    const written = await writeEvent(pool, workspaceId)
    expect(await untouched.take(1, 'events')).toEqual([{ id: written }])
  })

  it('holds at most 100 streams: one more is refused with 429 until one has ended', async () => {
    const client = await gateway.clientOf(workspaceId)
    const held = await Promise.all(Array.from({ length: 100 }, () => subscribe(gateway, client, watch)))
    expect(new Set(held.map(({ response }) => response.status))).toEqual(new Set([200]))
    const refused = await subscribe(gateway, client, watch)
    expect(refused.response.status).toBe(429)
    expect(Number(refused.response.headers.get('retry-after'))).toBeGreaterThan(0)
    const answers = await refused.rest()
    expect(answers.map(({ errors }) => errors?.[0]?.extensions)).toEqual([{ code: 'TOO_MANY_SUBSCRIPTIONS' }])

    const other = await gateway.clientOf(workspaceId)
    expect((await subscribe(gateway, other, watch)).response.status).toBe(200)
    held[0]?.leave()
    await expect.poll(async () => (await subscribe(gateway, client, watch)).response.status).toBe(200)
  })

  it('counts no stream that was refused or has completed', async () => {
    const client = await gateway.clientOf(workspaceId)
    const over = 'subscription { accessCode(id: "gone") { id } }'
    const bad = 'subscription { events(afterEventId: "gone") { id } }'
    for (let n = 0; n < 101; n++)
      for (const query of [over, bad]) await (await subscribe(gateway, client, query)).rest()
    expect((await subscribe(gateway, client, watch)).response.status).toBe(200)
  })
})

describe('a client that leaves', () => {
  it.each(['test', 'production'])('frees everything at once (%s)', async (environment) => {
    // In a test Yoga pings far more often, and a ping notices that nobody is there.
    vi.stubEnv('NODE_ENV', environment)
    onTestFinished(() => void vi.unstubAllEnvs())
    const client = await gateway.clientOf(workspaceId)
    await expect.poll(() => gateway.events.readerCount).toBe(0)
    const streams: Subscriber[] = []
    for (let n = 0; n < 5; n++) streams.push(await subscribe(gateway, client, watch))
    const code = await subscribe(gateway, client, 'subscription { accessCode(id: "x") { id } }')
    await code.rest()
    expect(gateway.events.readerCount).toBe(5)
    await expect.poll(listening).toBe(1)
    for (const stream of streams) stream.leave()
    await expect.poll(() => gateway.events.readerCount, { timeout: 2_000 }).toBe(0)
    await expect.poll(listening).toBe(0)
  })
})

describe('a database session', () => {
  it('that is ended while it listens costs no event', async () => {
    const client = await gateway.clientOf(workspaceId)
    const watching = await subscribe(gateway, client, watch)
    await expect.poll(listening).toBe(1)
    await pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'latchkey listening'`)
    const written: { id: string }[] = []
    for (let n = 0; n < 10; n++) written.push({ id: await writeEvent(pool, workspaceId) })
    expect(await watching.take(10, 'events')).toEqual(written)
    await expect.poll(listening).toBe(1)
  })
})

describe('a gateway that stops', () => {
  it('completes its streams, and they are gone on with at another one', async () => {
    const stopping = await testGateway({ databaseUrl: gateway.databaseUrl })
    const client = await gateway.clientOf(workspaceId)
    const watching = await subscribe(stopping, client, watch)
    const first = await writeEvent(pool, workspaceId)
    expect(await watching.take(1, 'events')).toEqual([{ id: first }])
    await stopping.stop()
    expect(await watching.rest()).toEqual([])
    const missed = await writeEvent(pool, workspaceId)
    const onward = await subscribe(gateway, client, `subscription { events(afterEventId: "${first}") { id } }`)
    expect(await onward.take(1, 'events')).toEqual([{ id: missed }])
    expect(stopping.events.readerCount).toBe(0)
  })
})
