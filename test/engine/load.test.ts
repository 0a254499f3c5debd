import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, expect, test } from 'vitest'
import { claimDueDevices, type DeviceClaim } from '../../src/data/engine/claim.ts'
import { releaseDevice } from '../../src/data/engine/fencing.ts'
import { startEngine } from '../../src/engine/engine.ts'
import { engineHouse } from '../support/engine-house.ts'
import { addWorkspace } from '../support/house.ts'
import { MemoryLocks } from '../support/memory-locks.ts'

const house = await engineHouse()
const { database, vault } = house
const { pool } = database
const devicesMax = 32

beforeEach(async () => {
  await pool.query(`update device_sync set due_at = 'infinity'`)
})

test('ten thousand devices due at once are each visited once, the oldest first, a bounded number at a time', async () => {
  const workspaceId = await addWorkspace(database)
  await addDueDevices(workspaceId, 10_000, '1 hour')
  const order = await dueOrder(workspaceId)
  const locks = new BusyLocks()
  const heapBefore = heapUsed()
  await using _engine = start(locks)
  await expect.poll(() => locks.visited.length, { timeout: 150_000, interval: 100 }).toBe(order.size)
  await expect.poll(() => stillDue(workspaceId), { timeout: 20_000 }).toBe(0)

  expect(new Set(locks.visited).size).toBe(order.size)
  expect(locks.visited).toHaveLength(order.size)
  expect(locks.atOnceMost).toBeLessThanOrEqual(devicesMax)
  // Some of those at work overtake each other, and nobody else.
  const overtaken = locks.visited.map((id, visit) => Math.abs((order.get(id) as number) - visit))
  expect(Math.max(...overtaken)).toBeLessThanOrEqual(4 * devicesMax)
  expect(heapUsed() - heapBefore).toBeLessThan(100_000_000)
}, 200_000)

test('a workspace with thousands of devices due, all of them longer, does not keep another with a hundred waiting', async () => {
  const [crowd, few] = [await addWorkspace(database), await addWorkspace(database)]
  await addDueDevices(crowd, 9_900, '1 hour')
  await addDueDevices(few, 100, '1 second')
  const ours = await dueOrder(few)
  const locks = new BusyLocks()
  await using _engine = start(locks)
  const visitedOurs = () => locks.visited.filter((id) => ours.has(id)).length
  await expect.poll(visitedOurs, { timeout: 60_000, interval: 20 }).toBe(100)
  expect(locks.visited.length).toBeLessThan(2_000)
}, 100_000)

test('where hands become free one at a time, two workspaces share them, although the devices of one have waited longer', async () => {
  const [crowd, few] = [await addWorkspace(database), await addWorkspace(database)]
  await addDueDevices(crowd, 300, '1 hour')
  await addDueDevices(few, 100, '1 second')
  const hands = 8
  const atWork: DeviceClaim[] = []
  const claimed: string[] = []
  for (let turn = 0; turn < 120; turn++) {
    const done = atWork.length === hands ? atWork.shift() : undefined
    if (done) await releaseDevice(pool, done, { ...until, attempts: 0 })
    const [one] = await claimDueDevices(pool, { owner: 'one', leaseMs: 60_000, count: 1, providers: ['SIMULATED'] })
    if (!one) throw new Error('nothing was due')
    atWork.push(one)
    claimed.push(one.workspaceId)
  }
  const ofFew = claimed.filter((workspaceId) => workspaceId === few).length
  expect(ofFew).toBeGreaterThan(40)
  expect(ofFew).toBeLessThan(80)
})

/** Not again during the test. */
const until = { dueAt: null, withinMs: 3_600_000, afterQuarantine: false, generation: '0' }

/** Locks that take a moment to be read, have nothing on them, and notice how many are read at once. */
class BusyLocks extends MemoryLocks {
  readonly visited: string[] = []
  atOnceMost = 0
  #atOnce = 0

  override async list(lock: Parameters<MemoryLocks['list']>[0]): ReturnType<MemoryLocks['list']> {
    this.visited.push(lock.deviceId)
    this.atOnceMost = Math.max(this.atOnceMost, ++this.#atOnce)
    await sleep(1)
    this.#atOnce--
    return { kind: 'ok', value: [] }
  }
}

function start(locks: BusyLocks): AsyncDisposable {
  const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
  return startEngine({ database, vault, providers: { SIMULATED: locks }, logger, devicesMax })
}

/** Each due a little later than the one before it, the first of them since so long. */
async function addDueDevices(workspaceId: string, count: number, since: string): Promise<void> {
  await pool.query(
    `with added as (
      insert into device (id, workspace_id, name, provider, device_type, supports_native_scheduling, supports_backup_access_code_pool)
      select gen_random_uuid(), $1, 'Door', 'SIMULATED', 'test_lock', true, false from generate_series(1, $2::int) returning id
    ) insert into device_sync (device_id, workspace_id, due_at)
      select id, $1, now() - $3::interval + row_number() over () * interval '1 ms' from added`,
    [workspaceId, count, since],
  )
  await pool.query('analyze device_sync, device')
}

/** Which is the how manieth. */
async function dueOrder(workspaceId: string): Promise<Map<string, number>> {
  const text = 'select device_id as id from device_sync where workspace_id = $1 order by due_at'
  return new Map((await pool.query<{ id: string }>(text, [workspaceId])).rows.map(({ id }, index) => [id, index]))
}

async function stillDue(workspaceId: string): Promise<number> {
  const text = `select count(*)::int as count from device_sync where workspace_id = $1 and (due_at <= now() or lease_until is not null)`
  return (await pool.query(text, [workspaceId])).rows[0].count
}

/** What is still needed: garbage that happens to lie about says nothing. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}
