import { expect } from 'vitest'
import { createMany, createOne, plan, rotateGroup } from '../api/documents.ts'
import { type Answered, done, refused } from './asking.ts'
import type { LeakHouse } from './leak-house.ts'

/** Has PINs come while nothing works: what nobody expected is logged, and must not be logged with them. */
export async function askInTrouble(house: LeakHouse): Promise<void> {
  const { pool } = house.gateway.database
  const input = { deviceId: house.doorAt(0), commonCodeKey: 'in the way' }
  await done(house.owner.graphql(createOne, { input }))
  await pool.query('alter table pin_claim rename to pin_claim_gone')
  for (const answer of requests(house)) await refused(answer)
  await pool.query('alter table pin_claim_gone rename to pin_claim')

  const holder = await pool.connect()
  await holder.query('begin; lock table pin_claim')
  const answers = requests(house)
  await untilSomeWait(house)
  await holder.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and wait_event_type = 'Lock'`)
  await holder.query('commit')
  holder.release()
  await Promise.all(answers)
}

/** Has the gateway end as nobody expected, while it is asked. */
export async function crash(house: LeakHouse) {
  const { gateway } = house
  const holder = await gateway.database.pool.connect()
  await holder.query('begin; lock table pin_claim')
  const answers = Promise.allSettled(requests(house))
  await untilSomeWait(house)
  const ended = await gateway.end('SIGUSR2')
  await holder.query('rollback')
  holder.release()
  await answers
  return ended
}

function requests({ owner, doors, doorAt, gateway }: LeakHouse): Promise<Answered>[] {
  const pin = gateway.newPin
  return [
    owner.graphql(createOne, { input: { deviceId: doorAt(0), code: pin() } }),
    owner.graphql(createMany, { input: { deviceIds: doors, code: pin() } }),
    owner.graphql(plan, { input: { deviceIds: doors, code: pin() } }),
    owner.graphql(rotateGroup, { input: { commonCodeKey: 'in the way', code: pin() } }),
    owner.rest('/access_codes/create', { device_id: doorAt(1), code: pin() }),
    owner.rest('/access_codes/create_multiple', { device_ids: doors, code: pin() }),
  ]
}

async function untilSomeWait({ gateway: { database } }: LeakHouse): Promise<void> {
  const text = "select count(*)::int as n from pg_locks where relation = 'pin_claim'::regclass and not granted"
  const waiting = async () => (await database.pool.query<{ n: number }>(text)).rows[0]?.n
  await expect.poll(waiting, { timeout: 20_000, interval: 20 }).toBeGreaterThan(1)
}
