import { expect, test } from 'vitest'
import { pressKeypad, setAtKeypad } from '../../src/locks/simulated/keypad.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { engineHouse, hasty } from '../support/engine-house.ts'

const house = await engineHouse()
const stack = { pool: house.database.pool, vault: house.vault }
const door = async () => ({ workspaceId: house.workspaceId, deviceId: (await house.door()).id })

test('on a simulated lock a code opens the door for its window, tells of its use, and is gone afterwards', async () => {
  await using provider = simulatedLocks(stack)
  await using _engine = house.start({ ...hasty, commandTimeoutMs: 5_000, readTimeoutMs: 5_000 }, provider)
  const lock = await door()
  const endsAt = new Date(Date.now() + 2_500)
  const code = await house.wish(lock.deviceId, { code: '4711', startsAt: new Date(), endsAt })
  await house.eventually(() => house.code(code), { status: 'SET', verification: 'READ_BACK' })
  // Pressed until it is heard: listening begins a moment after the engine does.
  await expect
    .poll(async () => {
      expect(await pressKeypad(stack, lock, '4711')).toMatchObject({ opens: true })
      return house.eventsOf(code)
    })
    .toContain('ACCESS_CODE_USED')
  await house.eventually(() => house.code(code), { isGone: true })
  expect(await pressKeypad(stack, lock, '4711')).toMatchObject({ opens: false })
})

test('a code that is put onto a simulated lock by hand is found without waiting for the drift check', async () => {
  await using provider = simulatedLocks(stack)
  await using _engine = house.start({ ...hasty, commandTimeoutMs: 5_000, readTimeoutMs: 5_000 }, provider)
  const lock = await door()
  const code = await house.wish(lock.deviceId, { code: '4712' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  await expect
    .poll(async () => {
      await setAtKeypad(stack, lock, { slot: '5', pin: '9090' })
      const { rows } = await house.database.pool.query(
        'select count(*)::int as count from access_code where device_id = $1 and not is_managed',
        [lock.deviceId],
      )
      return rows[0].count
    })
    .toBe(1)
})

test('what a lock tells is written down once, however many processes hear it', async () => {
  await using provider = simulatedLocks(stack)
  await using _one = house.start({ ...hasty, commandTimeoutMs: 5_000, readTimeoutMs: 5_000 }, provider)
  await using _other = house.start({ ...hasty, commandTimeoutMs: 5_000, readTimeoutMs: 5_000 }, provider)
  const lock = await door()
  const code = await house.wish(lock.deviceId, { code: '4713' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  const used = async () => (await house.eventsOf(code)).filter((type) => type === 'ACCESS_CODE_USED').length
  let presses = 0
  while ((await used()) < 3) {
    await pressKeypad(stack, lock, '4713')
    presses++
  }
  expect(await used()).toBeLessThanOrEqual(presses)
})
