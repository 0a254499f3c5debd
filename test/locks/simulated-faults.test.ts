import { expect, it } from 'vitest'
import type { LockAddress } from '../../src/locks/provider.ts'
import {
  addFault,
  clearFaults,
  goOffline,
  loseCode,
  setClockOffset,
  slowDown,
} from '../../src/locks/simulated/faults.ts'
import { pressKeypad, removeAtKeypad, setAtKeypad } from '../../src/locks/simulated/keypad.ts'
import { code, granted, hoursFromNow, inTime } from './contract/house.ts'
import { simulatedHouse } from './simulated-house.ts'

const house = await simulatedHouse()
const { stack, provider, database } = house
const HOUR_MS = 3_600_000

const set = (lock: LockAddress, slot: string, pin: string) => provider.set(lock, code(slot, pin), inTime())
const pins = async (lock: LockAddress) => {
  const codes = granted(await provider.list(lock, inTime()))
  return codes.map(({ slot, pin }) => `${slot}: ${pin}`)
}

it('refuses as it was told to, so many times', async () => {
  const lock = await house.lock()
  await addFault(stack, lock, { kind: 'REFUSES', reason: 'BUSY', isPermanent: false, times: 2 })

  const refused = { kind: 'refused', reason: 'BUSY', isPermanent: false, message: 'the lock was told to refuse' }
  expect(await set(lock, '1', '4711')).toEqual(refused)
  expect(await provider.remove(lock, '1', inTime())).toEqual(refused)
  expect(await pins(lock)).toEqual([])
  expect(await set(lock, '1', '4711')).toMatchObject({ kind: 'ok' })
})

it('refuses one PIN for good and takes every other', async () => {
  const lock = await house.lock()
  await addFault(stack, lock, { kind: 'REFUSES', reason: 'OTHER', isPermanent: true, pin: '4711' })

  for (let time = 0; time < 3; time++) {
    expect(await set(lock, '1', '4711')).toMatchObject({ kind: 'refused', reason: 'OTHER', isPermanent: true })
    expect(await set(lock, '2', '9053')).toMatchObject({ kind: 'ok' })
    expect(await provider.remove(lock, '1', inTime())).toMatchObject({ kind: 'ok' })
  }
})

it('says yes and stores nothing, removes nothing', async () => {
  const lock = await house.lock()
  granted(await set(lock, '1', '4711'))
  await addFault(stack, lock, { kind: 'STORES_NOTHING', times: 2 })

  const answer = await provider.set(lock, code('2', '9053', { name: 'Ada' }), inTime())
  expect(answer).toEqual({ kind: 'ok', value: { slot: '2', pin: '9053', name: 'Ada', window: null } })
  expect(await provider.remove(lock, '1', inTime())).toEqual({ kind: 'ok', value: null })
  expect(await pins(lock)).toEqual(['1: 4711'])
})

it('refuses to be read, or loses what was read', async () => {
  const lock = await house.lock()
  await addFault(stack, lock, { kind: 'DROPS_ANSWER', calls: ['list'], times: 1 })
  await addFault(stack, lock, { kind: 'REFUSES', reason: 'BUSY', isPermanent: false, calls: ['list'], times: 1 })

  const kinds = []
  for (let time = 0; time < 3; time++) kinds.push((await provider.list(lock, inTime())).kind)
  expect(kinds).toEqual(['unknown', 'refused', 'ok'])
})

it('lands late commands in the order of their times, whichever process is next at the lock', async () => {
  const lock = await house.lock()
  const other = await house.otherProcess()
  await addFault(stack, lock, { kind: 'APPLIES_LATE', afterMs: HOUR_MS + 1000, times: 1 })
  await addFault(stack, lock, { kind: 'APPLIES_LATE', afterMs: HOUR_MS, times: 2 })

  expect(await set(lock, '1', '4711')).toMatchObject({ kind: 'unknown' })
  expect(await set(lock, '1', '9053')).toMatchObject({ kind: 'unknown' })
  expect(await provider.remove(lock, '1', inTime())).toMatchObject({ kind: 'unknown' })
  granted(await set(lock, '1', '2864'))
  await letTwoHoursPass(lock)
  const codes = granted(await other.provider.list(lock, inTime()))
  expect(codes).toMatchObject([{ slot: '1', pin: '4711' }])
  expect(await pins(lock)).toEqual(['1: 4711'])
})

it('lands a late command on a lock that has gone off line since, at the time it was due', async () => {
  const lock = await house.lock({ codeConstraints: [{ constraintType: 'START_DATE_IN_FUTURE' }] })
  await addFault(stack, lock, { kind: 'APPLIES_LATE', afterMs: HOUR_MS, times: 1 })
  // In the future when it is due, and past when somebody looks.
  await provider.set(lock, code('1', '4711', { window: hoursFromNow(1.5, 5) }), inTime())
  await goOffline(stack, lock)

  await letTwoHoursPass(lock)
  expect(await provider.list(lock, inTime())).toMatchObject({ kind: 'unreachable' })
  expect(await pressKeypad(stack, lock, '4711')).toEqual({ opens: true, slot: '1' })
})

/** The database's clock cannot be moved, so what is to come is moved instead. */
async function letTwoHoursPass({ deviceId }: LockAddress): Promise<void> {
  await database.pool.query(
    `update simulated_lock.late_command set due_at = due_at - interval '2 hours',
       starts_at = starts_at - interval '2 hours', ends_at = ends_at - interval '2 hours'
     where device_id = $1`,
    [deviceId],
  )
}

it('loses a late command that it would have refused', async () => {
  const lock = await house.lock()
  await addFault(stack, lock, { kind: 'APPLIES_LATE', afterMs: 0, times: 1 })
  await set(lock, '1', '4711')
  granted(await set(lock, '2', '9053'))
  await addFault(stack, lock, { kind: 'APPLIES_LATE', afterMs: 0, times: 1 })

  expect(await set(lock, '3', '4711')).toMatchObject({ kind: 'unknown' })
  expect(await pins(lock)).toEqual(['1: 4711', '2: 9053'])
})

it('loses the answer to a refusal too: nothing happened, and nobody knows', async () => {
  const lock = await house.lock()
  granted(await set(lock, '1', '4711'))
  await addFault(stack, lock, { kind: 'DROPS_ANSWER', times: 1 })

  expect(await set(lock, '2', '4711')).toMatchObject({ kind: 'unknown' })
  expect(await pins(lock)).toEqual(['1: 4711'])
})

it('loses a code', async () => {
  const lock = await house.lock()
  granted(await set(lock, '1', '4711'))
  granted(await set(lock, '2', '9053'))

  await loseCode(stack, lock, '1')
  expect(await pins(lock)).toEqual(['2: 9053'])
})

it('is edited at the keypad, without questions', async () => {
  const lock = await house.lock()
  granted(await provider.set(lock, code('1', '4711', { name: 'Ada', window: hoursFromNow(1, 2) }), inTime()))
  granted(await set(lock, '2', '9053'))

  expect(await setAtKeypad(stack, lock, { pin: '2864' })).toBe('3')
  expect(await setAtKeypad(stack, lock, { slot: '1', pin: '9053' })).toBe('1')
  await removeAtKeypad(stack, lock, '2')
  expect(granted(await provider.list(lock, inTime()))).toEqual([
    { slot: '1', pin: '9053', name: null, window: null },
    { slot: '3', pin: '2864', name: null, window: null },
  ])
})

it('opens by its own clock, however wrong', async () => {
  const lock = await house.lock()
  granted(await provider.set(lock, code('1', '4711', { window: hoursFromNow(1, 3) }), inTime()))
  const opens = async (offsetMs: number) => {
    await setClockOffset(stack, lock, offsetMs)
    return (await pressKeypad(stack, lock, '4711')).opens
  }

  expect([await opens(0), await opens(2 * HOUR_MS), await opens(4 * HOUR_MS)]).toEqual([false, true, false])
  // A clock that lost its battery stands in 1970.
  expect(await opens(-Date.now())).toBe(false)
})

it('keeps no window without native scheduling, so that a code opens at once', async () => {
  const lock = await house.lock({ supportsNativeScheduling: false })
  granted(await provider.set(lock, code('1', '4711', { window: hoursFromNow(1, 3) }), inTime()))

  expect(await pressKeypad(stack, lock, '4711')).toEqual({ opens: true, slot: '1' })
})

it('neither tells nor takes a PIN of its own making before it is there', async () => {
  const lock = await house.lock(
    { codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }], supportedCodeLengths: [6] },
    { pinDelayMs: HOUR_MS },
  )
  expect(granted(await provider.set(lock, code('1', null), inTime())).pin).toBeNull()
  const { rows } = await database.pool.query('select id, pin from simulated_lock.code where device_id = $1', [
    lock.deviceId,
  ])
  const pin = stack.vault.open(rows[0].pin, rows[0].id)
  expect(pin).toMatch(/^\d{6}$/)
  expect(await pins(lock)).toEqual(['1: null'])
  expect((await pressKeypad(stack, lock, pin)).opens).toBe(false)

  await database.pool.query('update simulated_lock.code set pin_ready_at = now() where id = $1', [rows[0].id])
  expect(await pins(lock)).toEqual([`1: ${pin}`])
  expect(await pressKeypad(stack, lock, pin)).toEqual({ opens: true, slot: '1' })
})

it('is whole again when its faults are cleared', async () => {
  const lock = await house.lock()
  await goOffline(stack, lock)
  await slowDown(stack, lock, 60_000)
  await setClockOffset(stack, lock, HOUR_MS)
  await addFault(stack, lock, { kind: 'STORES_NOTHING' })
  await addFault(stack, lock, { kind: 'REFUSES', reason: 'OTHER', isPermanent: true, calls: ['list'] })

  await clearFaults(stack, lock)
  granted(await provider.set(lock, code('1', '4711', { window: hoursFromNow(0.5, 2) }), inTime()))
  expect(await pins(lock)).toEqual(['1: 4711'])
  expect((await pressKeypad(stack, lock, '4711')).opens).toBe(false)
})
