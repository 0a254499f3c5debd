import { afterAll, expect, it, vi } from 'vitest'
import { seedDemoHouse } from '../../prisma/seed.ts'
import { connect } from '../../src/data/client.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import { startEngine } from '../../src/engine/engine.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { freshDatabase } from '../support/database.ts'

const { url } = await freshDatabase()
const database = connect(url)
afterAll(() => database[Symbol.asyncDispose]())
const { pool } = database
const vault = await openPinVault(pool, [Buffer.alloc(32, 7)])
await seedDemoHouse(database, vault)

/** Has the engine look at every door once more, and waits until it has nothing left to do. */
async function engineRuns(): Promise<void> {
  await pool.query('update device_sync set due_at = now(), epoch = 0')
  await using provider = simulatedLocks({ pool, vault })
  const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
  await using _engine = startEngine({ database, vault, providers: { SIMULATED: provider }, logger })
  const idle = `select bool_and(epoch > 0 and due_at > now() and lease_until is null) as "isIdle" from device_sync`
  await vi.waitUntil(async () => (await pool.query(idle)).rows[0].isIdle, { timeout: 15_000 })
}

async function codes() {
  const { rows } = await pool.query(
    `select d.name as door, a.name, a.status, a.verification, a.is_managed as "isManaged", a.lock_slot as slot, a.errors,
      a.warnings, a.is_in_doubt or a.removed_at is not null as "isTroubled"
     from access_code a join device d on d.id = a.device_id order by d.name, a.name`,
  )
  return rows
}

const onLock = (door: string, name: string, slot: string, about: object = {}) => ({
  ...{ door, name, status: 'SET', verification: 'READ_BACK', isManaged: true, slot },
  ...{ errors: [], warnings: [], isTroubled: false },
  ...about,
})
const offLock = (door: string, name: string, status: string) =>
  onLock(door, name, '', { slot: null, status, verification: 'NONE' })

const asPromised = [
  onLock('Back door', 'Family', '1'),
  offLock('Boat shed', 'Boat club', 'SETTING'),
  onLock('Boat shed', 'Former tenant', '1', { status: 'REMOVING' }),
  onLock('Front door', 'Family', '1'),
  onLock('Front door', 'Installer', '2', { isManaged: false }),
  offLock('Garage', 'Weekend guests', 'UNSET'),
  onLock('Garden gate', 'Family', '1'),
  onLock('Key box', 'Caretaker', '3'),
  onLock('Key box', 'Cleaner', '1'),
  onLock('Key box', 'Gardener', '2'),
  onLock('Summer house', 'Neighbours', '1', { status: 'UNKNOWN' }),
]

it('the demo house stays what it is while the engine runs', async () => {
  const events = 'select type, count(*)::int from event group by type order by type'
  const { rows: eventsBefore } = await pool.query(events)
  expect(await codes()).toEqual(asPromised)
  for (const _look of ['first', 'second']) {
    await engineRuns()
    expect(await codes()).toEqual(asPromised)
  }
  expect((await pool.query(events)).rows).toEqual(eventsBefore)
  const { rows: offline } = await pool.query('select name from device where offline_since is not null')
  expect(offline).toEqual([{ name: 'Boat shed' }])
})

it('seeding again changes neither the house nor its locks, also where a code was taken off', async () => {
  await pool.query('delete from simulated_lock.code where slot = 3')
  const before = [await everyRow('public'), await everyRow('simulated_lock')]
  await seedDemoHouse(database, vault)
  expect([await everyRow('public'), await everyRow('simulated_lock')]).toEqual(before)
})

/** Everything that the schema holds, by table. */
async function everyRow(schema: string): Promise<Record<string, unknown[]>> {
  const { rows: tables } = await pool.query('select tablename as name from pg_tables where schemaname = $1', [schema])
  const rows: Record<string, unknown[]> = {}
  for (const { name } of tables) {
    rows[name] = (await pool.query(`select to_jsonb(t) as row from ${schema}.${name} t order by t::text`)).rows
  }
  return rows
}
