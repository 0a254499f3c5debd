import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { begin, commit, writeEvent } from './log.ts'
import { subscribe } from './subscriber.ts'

const gateway = await testGateway()
const { pool } = gateway.database
const workspaceId = await addWorkspace(gateway.database)
const client = await gateway.clientOf(workspaceId)
const door = await addDevice(gateway.database, workspaceId)
const otherDoor = await addDevice(gateway.database, workspaceId)

const watchIds =
  'subscription ($filter: EventFilter, $after: ID) { events(filter: $filter, afterEventId: $after) { id } }'
const ids = (events: readonly unknown[]) => events.map((event) => (event as { id: string }).id)

async function newCode(deviceId: string): Promise<{ id: string; linkedCodeGroup: { id: string } | null }> {
  const { data } = await client.ask(
    `mutation ($input: CreateMultipleAccessCodesInput!) { createMultipleAccessCodes(input: $input) {
      ... on CreateMultipleAccessCodesPayload { accessCodes { id linkedCodeGroup { id } } } } }`,
    { input: { deviceIds: [deviceId], name: 'Guest' } },
  )
  return data.createMultipleAccessCodes.accessCodes[0]
}

describe('events', () => {
  it('delivers what happens after it was opened, and nothing from before', async () => {
    await writeEvent(pool, workspaceId)
    const watching = await subscribe(gateway, client, watchIds)
    expect(watching.response.headers.get('content-type')).toBe('text/event-stream')
    const written = [await writeEvent(pool, workspaceId), await writeEvent(pool, workspaceId)]
    expect(ids(await watching.take(2, 'events'))).toEqual(written)
  })

  it('delivers nothing from before even if a transaction that runs long had held it back', async () => {
    const long = await begin(pool)
    await writeEvent(pool, workspaceId)
    const watching = await subscribe(gateway, client, watchIds)
    const after = await writeEvent(pool, workspaceId)
    await commit(long)
    expect(ids(await watching.take(1, 'events'))).toEqual([after])
  })

  it('delivers what a mutation through the gateway did, with its code as it is', async () => {
    const watching = await subscribe(
      gateway,
      client,
      'subscription { events(filter: { types: [ACCESS_CODE_CREATED] }) { type accessCodeId accessCode { id name device { id } } } }',
    )
    const { id } = await newCode(door)
    expect(await watching.take(1, 'events')).toEqual([
      { type: 'ACCESS_CODE_CREATED', accessCodeId: id, accessCode: { id, name: 'Guest', device: { id: door } } },
    ])
  })

  it('shows a code at each event as it is then, not as it was at an earlier one', async () => {
    const { id } = await newCode(door)
    const watching = await subscribe(
      gateway,
      client,
      'subscription ($id: ID) { events(filter: { accessCodeId: $id }) { accessCode { name } } }',
      { id },
    )
    for (const name of ['First', 'Second', 'Third']) {
      await pool.query('update access_code set name = $2 where id = $1', [id, name])
      await writeEvent(pool, workspaceId, { accessCodeId: id })
      expect(await watching.take(1, 'events')).toEqual([{ accessCode: { name } }])
    }
  })

  it('delivers the events of a code in their order, whoever else writes at the same time', async () => {
    const codes = await Promise.all([newCode(door), newCode(otherDoor), newCode(door)])
    const watching = await subscribe(gateway, client, 'subscription { events { accessCodeId payload } }')
    await Promise.all(
      codes.map(async ({ id }) => {
        for (let n = 0; n < 50; n++) await writeEvent(pool, workspaceId, { accessCodeId: id, payload: { n } })
      }),
    )
    const seen = (await watching.take(150, 'events')) as { accessCodeId: string; payload: { n: number } }[]
    for (const { id } of codes) {
      const own = seen.filter(({ accessCodeId }) => accessCodeId === id)
      expect(own.map(({ payload }) => payload.n)).toEqual(Array.from({ length: 50 }, (_, n) => n))
    }
  })

  it('is woken by whoever writes, and need not wait for its next look', async () => {
    const watching = await subscribe(gateway, client, watchIds)
    const startedAt = performance.now()
    for (let n = 0; n < 10; n++) {
      const written = await writeEvent(pool, workspaceId)
      expect(ids(await watching.take(1, 'events'))).toEqual([written])
    }
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it("never delivers another workspace's events", async () => {
    const stranger = await addWorkspace(gateway.database)
    const watching = await subscribe(gateway, client, watchIds)
    await writeEvent(pool, stranger)
    const own = await writeEvent(pool, workspaceId)
    expect(ids(await watching.take(1, 'events'))).toEqual([own])
  })

  it('delivers what waits for a transaction that runs long as soon as that has ended, and tells the lag', async () => {
    const watching = await subscribe(gateway, client, watchIds)
    expect(gateway.events.lagMs).toBe(0)
    const long = await begin(pool)
    const waiting = await writeEvent(pool, workspaceId)
    await expect.poll(() => gateway.events.lagMs).toBeGreaterThan(0)
    const first = await writeEvent(long, workspaceId)
    await commit(long)
    expect(ids(await watching.take(2, 'events'))).toEqual([first, waiting])
    await expect.poll(() => gateway.events.lagMs).toBe(0)
  })
})

describe('a filter', async () => {
  const { id: accessCodeId } = await newCode(door)
  const linkedCodeGroupId = newId()
  await pool.query(`insert into linked_code_group (id, workspace_id, common_code_key) values ($1, $2, 'key')`, [
    linkedCodeGroupId,
    workspaceId,
  ])
  it.each([
    ['types', { types: ['DEVICE_CONNECTED', 'DEVICE_DISCONNECTED'] }, { type: 'DEVICE_CONNECTED' }],
    ['deviceId', { deviceId: door }, { deviceId: door }],
    ['deviceId, written in capitals', { deviceId: door.toUpperCase() }, { deviceId: door }],
    ['accessCodeId', { accessCodeId }, { accessCodeId }],
    ['linkedCodeGroupId', { linkedCodeGroupId }, { linkedCodeGroupId }],
    ['all at once', { types: ['ACCESS_CODE_USED'], deviceId: door }, { type: 'ACCESS_CODE_USED', deviceId: door }],
  ])('by %s lets through what meets it, live and resumed, and nothing else', async (_name, filter, facts) => {
    const start = await writeEvent(pool, workspaceId)
    const live = await subscribe(gateway, client, watchIds, { filter })
    await writeEvent(pool, workspaceId, { deviceId: otherDoor, type: 'ACCESS_DENIED' })
    const wanted = [await writeEvent(pool, workspaceId, facts)]
    await writeEvent(pool, workspaceId)
    wanted.push(await writeEvent(pool, workspaceId, facts))
    expect(ids(await live.take(2, 'events'))).toEqual(wanted)
    const resumed = await subscribe(gateway, client, watchIds, { filter, after: start })
    expect(ids(await resumed.take(2, 'events'))).toEqual(wanted)
  })

  it('by since lets through what happened at that instant or later', async () => {
    const start = await writeEvent(pool, workspaceId)
    const watching = await subscribe(gateway, client, watchIds, { filter: { since: '2030-01-01T00:00:00Z' } })
    await writeEvent(pool, workspaceId)
    const later = newId()
    await pool.query(
      `insert into event (id, workspace_id, type, occurred_at) values ($1, $2, 'DEVICE_ADDED', '2030-01-01T00:00:00Z')`,
      [later, workspaceId],
    )
    expect(ids(await watching.take(1, 'events'))).toEqual([later])
    const resumed = await subscribe(gateway, client, watchIds, {
      filter: { since: '2030-01-01T00:00:00Z' },
      after: start,
    })
    expect(ids(await resumed.take(1, 'events'))).toEqual([later])
  })
})

describe('who may not', () => {
  it('read codes is refused before anything is followed', async () => {
    const writer = await gateway.clientOf(workspaceId, ['WRITE_CODES'])
    for (const query of ['subscription { events { id } }', `subscription { accessCode(id: "${newId()}") { id } }`]) {
      const [answer] = await (await subscribe(gateway, writer, query)).rest()
      expect(answer?.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
    }
  })

  it('see PINs sees none in a stream either', async () => {
    const blind = await gateway.clientOf(workspaceId, ['READ_CODES'])
    const { id } = await newCode(door)
    const watching = await subscribe(gateway, blind, `subscription { accessCode(id: "${id}") { code } }`)
    expect(await watching.take(1, 'accessCode')).toEqual([{ code: null }])
  })
})
