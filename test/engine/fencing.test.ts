import { expect, test } from 'vitest'
import { claimDueDevices, type DeviceClaim } from '../../src/data/engine/claim.ts'
import { holdDevice, releaseDevice, writeAhead } from '../../src/data/engine/fencing.ts'
import { inTransaction } from '../../src/data/transaction.ts'
import { somebodyWaitsFor } from '../races/waiting.ts'
import { engineHouse } from '../support/engine-house.ts'
import { addDevice, addWorkspace } from '../support/house.ts'

const house = await engineHouse()
const { pool } = house.database
const terms = { leaseMs: 60_000, quarantineMs: 60_000 }
const command = { slot: '1', accessCodeId: null, isSet: true, pinHash: null }
const next = { attempts: 0, dueAt: null, withinMs: 3_600_000, afterQuarantine: false, generation: '0' }

const claimAs = (owner: string, count = 1): Promise<DeviceClaim[]> =>
  claimDueDevices(pool, { owner, leaseMs: terms.leaseMs, count, providers: ['SIMULATED'] })

async function oneClaim(): Promise<DeviceClaim> {
  await pool.query(`update device_sync set due_at = 'infinity'`)
  const { id } = await house.door()
  // The column keeps milliseconds, and rounds up as well as down.
  await pool.query(`update device_sync set due_at = now() - interval '1 second' where device_id = $1`, [id])
  const [claim] = await claimAs('first')
  if (!claim) throw new Error('nothing was due')
  return claim
}

async function givenToAnother({ deviceId }: DeviceClaim): Promise<DeviceClaim> {
  await pool.query(`update device_sync set lease_until = now() - interval '1 second' where device_id = $1`, [deviceId])
  const [claim] = await claimAs('second')
  if (!claim) throw new Error('nothing was due')
  return claim
}

const isHeld = (claim: DeviceClaim) => inTransaction(pool, async (tx) => (await holdDevice(tx, claim, 1_000)) !== null)

test('many workers that claim at once never get the same device, and all of them are given out', async () => {
  await pool.query(`update device_sync set due_at = 'infinity'`)
  const doors = await Promise.all(Array.from({ length: 40 }, () => house.door()))
  await pool.query(`update device_sync set due_at = now() - interval '1 second' where due_at <> 'infinity'`)
  const given: string[] = []
  while (given.length < doors.length) {
    const claims = await Promise.all(Array.from({ length: 8 }, (_, index) => claimAs(`worker ${index}`, 3)))
    given.push(...claims.flat().map(({ deviceId }) => deviceId))
  }
  expect(given.toSorted()).toEqual(doors.map(({ id }) => id).toSorted())
})

test('the oldest due comes first, and a workspace with many due keeps no other waiting', async () => {
  await pool.query(`update device_sync set due_at = 'infinity'`)
  const crowd = await addWorkspace(house.database)
  const small = await addWorkspace(house.database)
  const due = async (workspaceId: string, agoMs: number) => {
    const id = await addDevice(house.database, workspaceId)
    await pool.query(`update device_sync set due_at = now() - $2 * interval '1 ms' where device_id = $1`, [id, agoMs])
    return id
  }
  const [oldest, second] = [await due(crowd, 9_000), await due(crowd, 8_000)]
  for (let agoMs = 7_000; agoMs > 5_000; agoMs -= 100) await due(crowd, agoMs)
  const late = await due(small, 10)
  const claims = await claimAs('worker', 3)
  expect(claims.map(({ deviceId }) => deviceId).toSorted()).toEqual([oldest, second, late].toSorted())
})

test('a worker whose device was given away writes nothing down, sends nothing and gives nothing back', async () => {
  const stale = await oneClaim()
  const current = await givenToAnother(stale)
  const before = await house.sync(stale.deviceId)
  expect(await isHeld(stale)).toBe(false)
  expect(await writeAhead(pool, stale, command, terms)).toBe('FENCED')
  await releaseDevice(pool, stale, next)
  expect(await house.sync(stale.deviceId)).toEqual(before)
  expect(await isHeld(current)).toBe(true)
})

test('a worker whose lease ran out sends nothing, even if nobody else has come', async () => {
  const claim = await oneClaim()
  await pool.query(`update device_sync set lease_until = now() - interval '1 second' where device_id = $1`, [
    claim.deviceId,
  ])
  expect(await writeAhead(pool, claim, command, terms)).toBe('FENCED')
})

test('a code that was handed over since it was decided to set it is not touched any more', async () => {
  const claim = await oneClaim()
  const id = await house.wish(claim.deviceId, { code: '4711' })
  const pinHash = house.vault.hash(house.workspaceId, '4711')
  const ofCode = { ...command, accessCodeId: id, pinHash }
  expect(await writeAhead(pool, claim, ofCode, terms)).toBe('GRANTED')
  await pool.query('update access_code set is_managed = false, is_in_doubt = false where id = $1', [id])
  await pool.query('delete from commanded_pin where access_code_id = $1', [id])
  expect(await writeAhead(pool, claim, ofCode, terms)).toBe('MOOT')
  const { rows } = await pool.query('select from commanded_pin where access_code_id = $1', [id])
  expect(rows).toEqual([])
  // Unless it is to be deleted as somebody else's.
  await pool.query('update access_code set deleted_at = now() where id = $1', [id])
  expect(await writeAhead(pool, claim, { ...ofCode, isSet: false, pinHash: null }, terms)).toBe('GRANTED')
})

test('a hand-over that comes first is heard by a command that waits for it', async () => {
  const claim = await oneClaim()
  const id = await house.wish(claim.deviceId, { code: '4711' })
  const holder = await pool.connect()
  await holder.query('begin')
  await holder.query('select from device_sync where device_id = $1 for update', [claim.deviceId])
  await holder.query('update access_code set is_managed = false where id = $1', [id])
  const leave = writeAhead(pool, claim, { ...command, accessCodeId: id }, terms)
  await somebodyWaitsFor(pool, holder)
  await holder.query('commit')
  holder.release()
  expect(await leave).toBe('MOOT')
})

test('a device with a command that may still land is given to nobody, however long its lease is over', async () => {
  const claim = await oneClaim()
  expect(await writeAhead(pool, claim, command, terms)).toBe('GRANTED')
  await pool.query(`update device_sync set lease_until = now() - interval '1 second' where device_id = $1`, [
    claim.deviceId,
  ])
  expect(await claimAs('second')).toEqual([])
  await pool.query(`update device_sync set quarantine_until = now() - interval '1 second' where device_id = $1`, [
    claim.deviceId,
  ])
  expect(await claimAs('second')).toMatchObject([{ deviceId: claim.deviceId }])
})

test('a wish that moved during the work makes the device due at once', async () => {
  const claim = await oneClaim()
  await pool.query('update device_sync set generation = generation + 1 where device_id = $1', [claim.deviceId])
  await releaseDevice(pool, claim, next)
  expect(await claimAs('second')).toMatchObject([{ deviceId: claim.deviceId }])
})

test('devices of stacks that this process cannot reach are left to others', async () => {
  await pool.query(`update device_sync set due_at = 'infinity'`)
  await house.door({ provider: 'ZWAVE_JS' })
  expect(await claimAs('worker')).toEqual([])
})
