import { expect, it } from 'vitest'
import type { LockAddress, LockEvent, LockProvider } from '../../src/locks/provider.ts'
import { goOffline, goOnline } from '../../src/locks/simulated/faults.ts'
import { pressKeypad, removeAtKeypad, setAtKeypad } from '../../src/locks/simulated/keypad.ts'
import { code, granted, inTime, patiently } from './contract/house.ts'
import { simulatedHouse } from './simulated-house.ts'

const house = await simulatedHouse()
const { stack, provider, database } = house

it('tells every process what happened, in order', async () => {
  const lock = await house.lock()
  granted(await provider.set(lock, code('3', '4711'), inTime()))
  const other = await house.otherProcess()
  await using here = await listening(provider, lock)
  await using there = await listening(other.provider, lock)

  await pressKeypad(stack, lock, '4711')
  await pressKeypad(other.stack, lock, '9999')
  const slot = await setAtKeypad(stack, lock, { pin: '2864' })
  await removeAtKeypad(stack, lock, slot)
  await removeAtKeypad(stack, lock, slot)
  await goOffline(stack, lock)
  await goOffline(stack, lock)
  await goOnline(stack, lock)
  const told = ['CODE_USED', 'ACCESS_DENIED', 'CHANGED', 'CHANGED', 'DISCONNECTED', 'CONNECTED']
  for (const { events } of [here, there]) {
    await expect.poll(() => events.map(({ type }) => type), patiently).toEqual(told)
    expect(events[0]).toEqual({ type: 'CODE_USED', lock, slot: '3', occurredAt: expect.any(Date) })
  }
})

it('hears nothing from a lock that is off line, though it opens and is edited', async () => {
  const lock = await house.lock()
  granted(await provider.set(lock, code('1', '4711'), inTime()))
  await using heard = await listening(provider, lock)
  await goOffline(stack, lock)

  expect(await pressKeypad(stack, lock, '4711')).toEqual({ opens: true, slot: '1' })
  await setAtKeypad(stack, lock, { pin: '2864' })
  await goOnline(stack, lock)
  await expect.poll(() => heard.events.map(({ type }) => type), patiently).toEqual(['DISCONNECTED', 'CONNECTED'])
})

it('tells nothing of an entry whose transaction came to nothing', async () => {
  const lock = await house.lock()
  await using heard = await listening(provider, lock)

  await expect(setAtKeypad(stack, lock, { slot: '0', pin: '2864' })).rejects.toThrow()
  await pressKeypad(stack, lock, '4711')
  await expect.poll(() => heard.events.map(({ type }) => type), patiently).toEqual(['ACCESS_DENIED'])
})

it('listens again after its connection broke', async () => {
  const lock = await house.lock()
  await using heard = await listening(provider, lock)
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where query like 'listen %' and datname = current_database()`,
  )

  const entered = async () => {
    await pressKeypad(stack, lock, '4711')
    return heard.events.length
  }
  await expect.poll(entered, { timeout: 10_000, interval: 100 }).toBeGreaterThan(0)
})

it('leaves the pool its only connection while it listens', async () => {
  const lock = await house.lock()
  const small = await house.otherProcess(1)
  await using heard = await listening(small.provider, lock)

  expect((await pressKeypad(small.stack, lock, '4711')).opens).toBe(false)
  await expect.poll(() => heard.events, patiently).toHaveLength(1)
})

it('ends when the provider does', async () => {
  const lock = await house.lock()
  const other = await house.otherProcess()
  const heard = await listening(other.provider, lock)
  await other.provider[Symbol.asyncDispose]()
  await heard.ended
})

it('keeps what was told no longer than an hour', async () => {
  const lock = await house.lock()
  await pressKeypad(stack, lock, '4711')
  await database.pool.query(`update simulated_lock.event set occurred_at = now() - interval '61 minutes'`)

  await pressKeypad(stack, lock, '4711')
  const { rows } = await database.pool.query('select 1 from simulated_lock.event where device_id = $1', [lock.deviceId])
  expect(rows).toHaveLength(1)
})

/** What one lock tells after this resolves: another is rattled until its rattling is heard. */
async function listening(from: LockProvider, lock: LockAddress) {
  const probe = await house.lock()
  const stop = new AbortController()
  const events: LockEvent[] = []
  let isHearing = false
  const ended = (async () => {
    for await (const event of from.events({ signal: stop.signal })) {
      if (event.lock.deviceId === probe.deviceId) isHearing = true
      if (event.lock.deviceId === lock.deviceId) events.push(event)
    }
  })()
  const rattle = async () => {
    await pressKeypad(stack, probe, '0000')
    return isHearing
  }
  await expect.poll(rattle, patiently).toBe(true)
  return {
    events,
    ended,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}
