import { describe, expect, test } from 'vitest'
import { startEngine } from '../../src/engine/engine.ts'
import { createLogger } from '../../src/server/log.ts'
import { LogRecorder } from '../server/stand-in.ts'
import { engineHouse } from '../support/engine-house.ts'

const house = await engineHouse()
const { pool } = house.database

/** The engine's own terms: a fault of the lock's would cost it a minute. */
const start = () => house.start({})

/** Ends every session but the one that says so, as a database that goes down does; or only those of one name. */
const endSessions = (name = '%') =>
  pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and application_name like $1`,
    [name],
  )

/** So many writes of one table fail with this state before one works. */
async function fail(table: string, sqlState: string, times: number): Promise<void> {
  await pool.query(`
    drop sequence if exists troubles cascade;
    create sequence troubles;
    create or replace function trouble() returns trigger language plpgsql as $$
    begin
      -- Of a device's row only those that wake it.
      if to_jsonb(new) -> 'generation' = to_jsonb(old) -> 'generation' then return new; end if;
      if nextval('troubles') <= ${times} then raise exception 'trouble' using errcode = '${sqlState}'; end if;
      return new;
    end $$;
    drop trigger if exists trouble on access_code; drop trigger if exists trouble on device_sync;
    create trigger trouble before update on ${table} for each row execute function trouble()`)
}

async function healthy(id: string) {
  const { rows } = await pool.query('select offline_since as "offlineSince" from device where id = $1', [id])
  return { ...rows[0], attempts: (await house.sync(id)).attempts }
}

describe('trouble of the database is soon over, and no lock is blamed for it', () => {
  // More often than a transaction runs again by itself.
  test.each(['40P01', '40001', '55P03', '57P01', '08006', '53300'])(
    'a decision that cannot be written down (%s)',
    async (sqlState) => {
      const door = await house.door()
      const code = await house.wish(door.id, { code: '4711' })
      await fail('access_code', sqlState, 6)
      start()
      await house.eventually(() => house.code(code), { status: 'SET', verification: 'READ_BACK', warnings: [] })
      expect(door.lock.commands).toEqual(['set 1 4711'])
      await house.eventually(() => healthy(door.id), { attempts: 0, offlineSince: null })
    },
  )

  test('every session ends after the lock said yes', async () => {
    const door = await house.door()
    const code = await house.wish(door.id, { code: '4711' })
    door.lock.onSet = async () => void (await endSessions())
    start()
    await house.eventually(() => house.code(code), { status: 'SET', verification: 'READ_BACK' })
    expect(door.lock.commands).toEqual(['set 1 4711'])
    await house.eventually(() => healthy(door.id), { attempts: 0, offlineSince: null })
  })

  test('every session ends while the lock is read', async () => {
    const door = await house.door()
    const code = await house.wish(door.id, { code: '4711' })
    door.lock.onList = async () => void (await endSessions())
    start()
    await house.eventually(() => house.code(code), { status: 'SET', verification: 'READ_BACK' })
    expect(door.lock.commands).toEqual(['set 1 4711'])
    await house.eventually(() => healthy(door.id), { attempts: 0, offlineSince: null })
  })
})

test('what a lock tells while the database is in trouble is not lost', async () => {
  const { locks } = house
  const door = await house.door()
  const { promise: isChanged, resolve: tell } = Promise.withResolvers<void>()
  house.start(
    {},
    {
      capabilities: (address) => locks.capabilities(address),
      list: (address) => locks.list(address),
      set: (address, code) => locks.set(address, code),
      remove: (address, slot) => locks.remove(address, slot),
      async *events() {
        await isChanged
        const lock = { workspaceId: house.workspaceId, deviceId: door.id }
        yield { type: 'CHANGED', lock, occurredAt: new Date() } as const
      },
      [Symbol.asyncDispose]: () => locks[Symbol.asyncDispose](),
    },
  )
  const code = await house.wish(door.id, { code: '4711' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  await house.eventually(() => house.sync(door.id), { lease_until: null })
  await fail('device_sync', '57P01', 6)
  // Nobody would look for a quarter of an hour, were it not told.
  door.lock.codes.clear()
  tell()
  await house.eventually(async () => door.lock.pins, { 1: '4711' })
})

test('wake-ups are heard again after the connection that hears them was lost', async () => {
  const door = await house.door()
  // Nobody looks by himself for as long as this test lasts.
  house.start({ pollMs: 600_000 })
  for (const code of ['4711', '8352']) {
    const id = await house.wish(door.id, { code })
    await house.eventually(() => house.code(id), { status: 'SET' })
    await expect.poll(async () => (await endSessions('latchkey listening')).rowCount).toBe(1)
  }
})

describe('what the database refuses for good', () => {
  test('is left alone for a while, and keeps no other door waiting', async () => {
    const [spoilt, well] = [await house.door(), await house.door()]
    await refuseFor(spoilt.id)
    const ofSpoilt = await house.wish(spoilt.id, { code: '4711' })
    const ofWell = await house.wish(well.id, { code: '4711' })
    start()
    await house.eventually(() => house.code(ofWell), { status: 'SET' })
    await house.eventually(() => house.sync(spoilt.id), { attempts: 1, lease_until: null })
    const { rows } = await pool.query(
      'select extract(epoch from due_at - clock_timestamp())::float8 as s from device_sync where device_id = $1',
      [spoilt.id],
    )
    // Six seconds at least, and this test has taken less.
    expect(rows[0].s).toBeGreaterThan(1)
    expect(await house.code(ofSpoilt)).toMatchObject({ status: 'SETTING' })
    expect(spoilt.lock.commands).toEqual([])
  })

  test('is told in the log with its message and state, and without the row', async () => {
    const door = await house.door()
    await refuseFor(door.id)
    await house.wish(door.id, { code: '4711' })
    const log = new LogRecorder()
    const { database, vault, locks } = house
    const logger = createLogger({ level: 'warn', destination: log })
    await using _engine = startEngine({ database, vault, providers: { SIMULATED: locks }, logger })
    const told = () => log.lines.find((line) => line.deviceId === door.id)
    await expect.poll(told).toEqual({
      level: 'warn',
      time: expect.any(String),
      err: {
        type: 'error',
        message: 'no',
        stack: expect.stringContaining('src/engine/'),
        errorCode: '22000',
      },
      deviceId: door.id,
      epoch: '1',
      inMs: expect.any(Number),
      msg: 'the work on a device failed',
    })
  })

  /** No code of this door can be written down. */
  const refuseFor = (deviceId: string) =>
    pool.query(`
      create or replace function refusal() returns trigger language plpgsql as $$
      begin
        if old.device_id = '${deviceId}' then raise exception 'no' using errcode = '22000', detail = 'PIN 4711'; end if;
        return new;
      end $$;
      drop trigger if exists trouble on access_code;
      create or replace trigger refusal before update on access_code for each row execute function refusal()`)
})
