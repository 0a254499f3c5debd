import { expect, it } from 'vitest'
import { SlowConsumerError } from '../../src/data/read/event-buffer.ts'
import { EventStream } from '../../src/data/read/event-stream.ts'
import { wholeWorkspace } from '../../src/data/realm.ts'
import { testGateway } from '../support/gateway.ts'
import { addWorkspace } from '../support/house.ts'
import { writeEvent } from './log.ts'
import { subscribe } from './subscriber.ts'

const gateway = await testGateway({ eventBufferMax: 20 })
const { pool } = gateway.database
const workspaceId = await addWorkspace(gateway.database)
const client = await gateway.clientOf(workspaceId)

const watch = 'subscription ($after: ID) { events(afterEventId: $after) { id payload } }'
const ids = (events: readonly unknown[]) => events.map((event) => (event as { id: string }).id)

it('a client that does not read is told SLOW_CONSUMER, and goes on behind the last event it got', async () => {
  const lazy = await subscribe(gateway, client, watch)
  // More than the kernel keeps for a socket.
  const payload = { text: 'x'.repeat(200_000) }
  const written: string[] = []
  while (gateway.events.readerCount > 0) written.push(await writeEvent(pool, workspaceId, { payload }))

  const got = await lazy.rest()
  const refusal = got.pop()
  expect(refusal?.errors?.[0]?.extensions.code).toBe('SLOW_CONSUMER')
  expect(refusal?.errors?.[0]?.message).toContain('afterEventId')
  const seen = ids(got.map(({ data }) => data.events))
  expect(seen.length).toBeGreaterThan(0)
  const onward = await subscribe(gateway, client, watch, { after: seen.at(-1) })
  seen.push(...ids(await onward.take(written.length - seen.length, 'events')))
  expect(seen).toEqual(written)
})

it('a slow client slows nobody else down', async () => {
  await using stream = new EventStream(pool, { bufferMax: 3 })
  const lazy = await stream.follow(wholeWorkspace(workspaceId), {})
  const keen = await stream.follow(wholeWorkspace(workspaceId), {})
  for (let n = 0; n < 10; n++) {
    const written = await writeEvent(pool, workspaceId)
    expect((await keen.next()).value).toMatchObject({ id: written })
  }
  await expect(lazy.next()).rejects.toThrow(SlowConsumerError)
  expect(stream.readerCount).toBe(1)
})

it('1,000 events wait for a reader, and no more', async () => {
  await using stream = new EventStream(pool)
  const [patient, lazy] = [
    await stream.follow(wholeWorkspace(workspaceId), {}),
    await stream.follow(wholeWorkspace(workspaceId), {}),
  ]
  const marker = await stream.follow(wholeWorkspace(workspaceId), { types: ['ACCESS_DENIED'] })
  const writeMany = (count: number) =>
    pool.query(
      `insert into event (id, workspace_id, type) select gen_random_uuid(), $1, 'DEVICE_ADDED' from generate_series(1, $2)`,
      [workspaceId, count],
    )
  await writeMany(999)
  await writeEvent(pool, workspaceId, { type: 'ACCESS_DENIED' })
  await marker.next()
  for (let n = 0; n < 1_000; n++) expect((await patient.next()).done).toBe(false)
  await writeMany(1)
  await patient.next()
  await expect(lazy.next()).rejects.toThrow(SlowConsumerError)
})
