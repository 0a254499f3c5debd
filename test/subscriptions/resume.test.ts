import { describe, expect, it } from 'vitest'
import { recordToldEvent } from '../../src/data/engine/lock-events.ts'
import { EventStream } from '../../src/data/read/event-stream.ts'
import { wholeWorkspace } from '../../src/data/realm.ts'
import { newId } from '../../src/data/uuid.ts'
import { eventsAreListed } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { begin, commit, writeEvent } from './log.ts'
import { subscribe } from './subscriber.ts'

const gateway = await testGateway({ connectionsMax: 20 })
const beside = await testGateway({ databaseUrl: gateway.databaseUrl })
const { pool } = gateway.database
const workspaceId = await addWorkspace(gateway.database)
const client = await gateway.clientOf(workspaceId)

const watch =
  'subscription ($after: ID, $filter: EventFilter) { events(afterEventId: $after, filter: $filter) { id deviceId payload } }'

interface Seen {
  readonly id: string
  readonly deviceId: string | null
  readonly payload: { readonly n?: number }
}

describe('afterEventId', () => {
  it('shows each of 1,000 events once and in the order of each door, over 50 broken connections to two gateways', async () => {
    const doors = await Promise.all(Array.from({ length: 8 }, () => addDevice(gateway.database, workspaceId)))
    const start = await writeEvent(pool, workspaceId)
    const perDoor = 125
    const written = Promise.all(doors.map((deviceId) => writeOutOfOrder(deviceId, perDoor)))

    const seen: Seen[] = []
    let after = start
    const lengthOfReading = (kill: number) => (kill < 50 ? 1 + ((kill * 7) % 25) : Number.POSITIVE_INFINITY)
    for (let kill = 0; seen.length < doors.length * perDoor; kill++) {
      const watching = await subscribe(kill % 2 === 0 ? gateway : beside, client, watch, { after })
      const wanted = Math.min(lengthOfReading(kill), doors.length * perDoor - seen.length)
      seen.push(...((await watching.take(wanted, 'events')) as Seen[]))
      watching.leave()
      after = seen.at(-1)?.id ?? start
    }
    const ids = (await written).flat()
    expect(seen.map(({ id }) => id).sort()).toEqual(ids.sort())
    for (const door of doors) {
      const own = seen.filter(({ deviceId }) => deviceId === door)
      expect(own.map(({ payload }) => payload.n)).toEqual(Array.from({ length: perDoor }, (_, n) => n))
    }
    // That nothing comes behind the last one.
    const end = await writeEvent(pool, workspaceId)
    const [last] = (await (await subscribe(gateway, client, watch, { after })).take(1, 'events')) as Seen[]
    expect(last?.id).toBe(end)
  })

  it('begins behind an event that a lock told', async () => {
    const deviceId = await addDevice(gateway.database, workspaceId)
    const told = { workspaceId, deviceId, type: 'ACCESS_DENIED', slot: null } as const
    for (const second of [1, 2, 3]) await recordToldEvent(pool, { ...told, occurredAt: new Date(second * 1000) })
    const { rows } = await pool.query('select id from event where device_id = $1 order by occurred_at', [deviceId])
    const ids = rows.map(({ id }) => id)
    const watching = await subscribe(gateway, client, watch, { after: ids[0], filter: { deviceId } })
    expect(((await watching.take(2, 'events')) as Seen[]).map(({ id }) => id)).toEqual(ids.slice(1))
  })

  it('begins behind an event that the other gateway has delivered and this one has not', async () => {
    const before = await writeEvent(pool, workspaceId)
    // Its follower is where the log ended when it began to follow.
    const elsewhere = await subscribe(beside, client, watch)
    const first = await writeEvent(pool, workspaceId)
    await elsewhere.take(1, 'events')
    const watching = await subscribe(gateway, client, watch, { after: first })
    const second = await writeEvent(pool, workspaceId)
    const both = (await (await subscribe(gateway, client, watch, { after: before })).take(2, 'events')) as Seen[]
    expect(both.map(({ id }) => id)).toEqual([first, second])
    const [next] = (await watching.take(1, 'events')) as Seen[]
    expect(next?.id).toBe(second)
  })

  it('reads a gap of several pages and joins what happens meanwhile', async () => {
    const deviceId = await addDevice(gateway.database, workspaceId)
    const start = await writeEvent(pool, workspaceId)
    await writeMany(deviceId, 0, 1_700)
    const watching = await subscribe(gateway, client, watch, { after: start, filter: { deviceId } })
    const taken = (await watching.take(300, 'events')) as Seen[]
    await writeMany(deviceId, 1_700, 300)
    taken.push(...((await watching.take(1_700, 'events')) as Seen[]))
    expect(taken.map(({ payload }) => payload.n)).toEqual(Array.from({ length: 2_000 }, (_, n) => n))
  })

  it('repeats nothing that the table showed before the process had delivered it to others', async () => {
    const before = await writeEvent(pool, workspaceId)
    const gate = Promise.withResolvers<void>()
    let isGated = false
    const slowPool = new Proxy(pool, {
      get: (target, name) =>
        name !== 'query'
          ? Reflect.get(target, name)
          : async (...asked: [{ text: string }]) => {
              if (isGated && asked[0].text.includes('"isHeldBack"')) await gate.promise
              return Reflect.apply(target.query, target, asked)
            },
    })
    await using stream = new EventStream(slowPool)
    const other = await stream.follow(wholeWorkspace(workspaceId), {})
    isGated = true
    const first = await writeEvent(pool, workspaceId)
    // Else the table does not show it either, for a transaction of whoever else is on the server.
    await eventsAreListed(gateway)
    const resumed = await stream.follow(wholeWorkspace(workspaceId), {}, before)
    expect((await resumed.next()).value).toMatchObject({ id: first })
    const joined = resumed.next()
    gate.resolve()
    expect((await other.next()).value).toMatchObject({ id: first })
    const second = await writeEvent(pool, workspaceId)
    expect((await joined).value).toMatchObject({ id: second })
  })

  it('of an unknown event, of another workspace and malformed are refused alike', async () => {
    const stranger = await addWorkspace(gateway.database)
    const answers = await Promise.all(
      [newId(), await writeEvent(pool, stranger), 'not-an-id', ''].map(async (after) =>
        (await subscribe(gateway, client, watch, { after })).rest(),
      ),
    )
    for (const [answer, ...more] of answers) {
      expect(more).toEqual([])
      expect(answer).toEqual(answers[0]?.[0])
      expect(answer?.errors?.[0]?.extensions).toEqual({
        code: 'BAD_USER_INPUT',
        issues: [{ path: ['afterEventId'], message: 'This workspace has no event of this id.' }],
      })
    }
  })
})

/** Events of one door in their order, in transactions whose ids are taken in another order than they commit in. */
async function writeOutOfOrder(deviceId: string, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n++) {
    // It has its id before the others that write meanwhile, and some of those commit before it.
    const tx = await begin(pool)
    ids.push(await writeEvent(tx, workspaceId, { deviceId, payload: { n } }))
    if (n % 5 === 0) await tx.query('select pg_sleep(0.002)')
    await commit(tx)
  }
  return ids
}

async function writeMany(deviceId: string, from: number, count: number): Promise<void> {
  await pool.query(
    `insert into event (id, workspace_id, type, device_id, payload)
     select gen_random_uuid(), $1, 'ACCESS_CODE_CHANGED', $2, jsonb_build_object('n', n)
     from generate_series($3::int, $4::int) n order by n`,
    [workspaceId, deviceId, from, from + count - 1],
  )
}
