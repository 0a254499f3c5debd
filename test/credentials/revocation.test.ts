import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { writeEvent } from '../subscriptions/log.ts'
import { type Subscriber, subscribe } from '../subscriptions/subscriber.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from '../tenancy/a-session.ts'
import { aPerson, askWith, bearing, goesOut } from './asking.ts'
import {
  removeWorkspaceMember,
  revokeApiKey,
  revokeClientSession,
  revokePersonalAccessToken,
  setWorkspaceMember,
  viewer,
  workspaceMembers,
} from './documents.ts'

/** Two processes as far as the database can tell: what is done at the one is to be known at the other. */
const here = await testGateway()
const beside = await testGateway({ databaseUrl: here.databaseUrl })
const { prisma, pool } = here.database
const house = await aHouse(here)
const { workspaceId } = house

const watch = 'subscription { events { id deviceId } }'
const ended = [
  {
    errors: [
      {
        message:
          'This credential has expired, been revoked, or may do or reach something else from now on: subscribe again.',
        extensions: { code: 'UNAUTHENTICATED' },
      },
    ],
  },
]

const watchingWith = (key: string, chosen?: string): Promise<Subscriber> =>
  subscribe(beside, { key, workspaceId: chosen }, watch)

async function anAccount() {
  const data = { id: newId(), workspaceId, provider: 'SIMULATED', displayName: 'Hub' } as const
  return (await prisma.connectedAccount.create({ data })).id
}

describe('at another gateway', () => {
  it('a revoked key opens nothing, and its streams have ended', async () => {
    const own = await aHouse(here)
    const stream = await watchingWith(own.client.key)
    const { credentialId } = onlyResult(await own.client.ask(viewer))
    await own.client.ask(revokeApiKey, { input: { id: credentialId } })
    expect(await stream.rest()).toEqual(ended)
    await goesOut(beside, own.client.key)
  })

  it('a revoked personal access token opens nothing, and its streams have ended', async () => {
    const { key, ask } = await aPerson(here, { workspaceId, email: 'ada@example.com' })
    const stream = await watchingWith(key, workspaceId)
    await ask(revokePersonalAccessToken, { input: { id: onlyResult(await ask(viewer)).credentialId } })
    expect(await stream.rest()).toEqual(ended)
    await goesOut(beside, key)
  })

  it('a revoked client session opens nothing, and its streams have ended', async () => {
    const { id, key } = await aSession(here, house, { deviceIds: [await house.door()] })
    const stream = await watchingWith(key)
    await house.client.ask(revokeClientSession, { input: { id } })
    expect(await stream.rest()).toEqual(ended)
    await goesOut(beside, key)
  })

  it('a client session that has run out opens nothing, and its streams have ended', async () => {
    const { id, key } = await aSession(here, house, { deviceIds: [await house.door()] })
    const stream = await watchingWith(key)
    const soon = `update client_session set expires_at = clock_timestamp() + interval '300 milliseconds' where id = $1`
    await pool.query(soon, [id])
    expect(await stream.rest()).toEqual(ended)
    await goesOut(beside, key)
  })

  it('a member who was removed is out, and only there', async () => {
    const other = await aHouse(here)
    const { key } = await aPerson(here, { workspaceId, email: 'grace@example.com' })
    const input = { email: 'grace@example.com', name: 'Grace', scopes: ['READ_CODES'] }
    await other.client.ask(setWorkspaceMember, { input })
    await expect.poll(async () => (await watchingWith(key, other.workspaceId)).response.status).toBe(200)
    const [out, stays] = [await watchingWith(key, workspaceId), await watchingWith(key, other.workspaceId)]
    const { edges } = onlyResult(await house.client.ask(workspaceMembers))
    const { id } = edges.find(({ node }: { node: { email: string } }) => node.email === 'grace@example.com').node
    await house.client.ask(removeWorkspaceMember, { input: { id } })
    expect(await out.rest()).toEqual(ended)
    const written = await writeEvent(pool, other.workspaceId)
    expect(await stays.take(1, 'events')).toEqual([{ id: written, deviceId: null }])
    const chosen = { ...bearing(key), 'latchkey-workspace': workspaceId }
    await expect.poll(async () => (await askWith(beside, chosen)).status).toBe(403)
  })

  it('a member who may do less does less, with streams that are open too', async () => {
    const { key } = await aPerson(here, { workspaceId, email: 'alan@example.com' })
    const stream = await watchingWith(key, workspaceId)
    const input = { email: 'alan@example.com', name: 'Alan', scopes: ['WRITE_CODES'] }
    await house.client.ask(setWorkspaceMember, { input })
    expect(await stream.rest()).toEqual(ended)
    const asker = beside.askerWith(key, workspaceId)
    await expect
      .poll(async () => (await asker.ask('{ devices { totalCount } }')).errors?.[0]?.extensions.code)
      .toBe('FORBIDDEN')
  })
})

describe('a stream of a session', () => {
  it('ends when a door comes to its account or leaves it, and tells nothing of what is beyond it then', async () => {
    const [account, elsewhere] = [await anAccount(), await anAccount()]
    const stays = await house.door({ connectedAccountId: account })
    const { key } = await aSession(here, house, { connectedAccountIds: [account] })
    const before = await watchingWith(key)
    const comes = await house.door({ connectedAccountId: account })
    expect(await before.rest()).toEqual(ended)
    const sees = async (deviceId: string) => {
      const stream = await watchingWith(key)
      await writeEvent(pool, workspaceId, { deviceId })
      const id = await writeEvent(pool, workspaceId, { deviceId: stays })
      const [first] = (await stream.take(1, 'events')) as { id: string; deviceId: string }[]
      return first?.id === id ? null : first?.deviceId
    }
    await expect.poll(() => sees(comes), { timeout: 10_000 }).toBe(comes)
    const between = await watchingWith(key)
    await prisma.device.update({ where: { id: comes }, data: { connectedAccountId: elsewhere } })
    expect(await between.rest()).toEqual(ended)
    await expect.poll(() => sees(comes), { timeout: 10_000 }).toBeNull()
  })
})
