import { describe, expect, test } from 'vitest'
import { engineHouse, hasty } from '../support/engine-house.ts'

const house = await engineHouse()

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000)
const aWindow = (from: number, until: number) => ({ startsAt: inHours(from), endsAt: inHours(until) })

const readBacks = ['full', 'existence', 'none'] as const

/** Locks that are given their codes ahead of time and locks that keep no time, by what can be read of them. */
const kinds = readBacks.flatMap((readBack) => [
  { what: `keeps time (read back: ${readBack})`, keepsTime: true, readBack },
  { what: `keeps none (read back: ${readBack})`, keepsTime: false, readBack },
])

async function aDoor({ keepsTime, readBack }: (typeof kinds)[number]) {
  const door = await house.door({ supportsNativeScheduling: keepsTime })
  door.lock.capabilities = { ...door.lock.capabilities, nativeScheduling: keepsTime, readBack }
  return door
}

const updating = (status: string) => [
  { type: 'CREATE_ACCESS_CODE', status: 'SUCCESS' },
  { type: 'UPDATE_ACCESS_CODE', status },
]

test('another PIN takes the place of the old one, which is claimed until the lock is read without it', async () => {
  const door = await house.door()
  {
    await using _engine = house.start()
    const code = await house.wish(door.id, { code: '1357' })
    await house.eventually(() => house.code(code), { status: 'SET' })
    await house.update(code, { code: '2468' })
    await house.eventually(() => house.eventsOf(code), expect.arrayContaining(['ACCESS_CODE_CODE_CHANGED']))
    expect(door.lock.commands).toEqual(['set 1 1357', 'set 1 2468'])
    expect(await house.eventsOf(code)).toEqual([
      'ACCESS_CODE_CREATED',
      'ACCESS_CODE_SET_ON_DEVICE',
      'ACCESS_CODE_MUTATIONS_REQUESTED',
      'ACCESS_CODE_CHANGED',
      'ACCESS_CODE_SET_ON_DEVICE',
      'ACCESS_CODE_CODE_CHANGED',
    ])
    expect(await house.code(code)).toMatchObject({ status: 'SET', verification: 'READ_BACK' })
    expect(await house.attempts(code)).toEqual(updating('SUCCESS'))
    expect(await house.claims(code)).toHaveLength(1)
    // Whoever comes next may have it.
    await house.wish(door.id, { code: '1357' })
    await house.eventually(async () => door.lock.pins, { 1: '2468', 2: '1357' })
  }
})

test('while a lock is away the old PIN stays claimed, and what was wished is brought to it when it is back', async () => {
  const door = await house.door()
  house.start()
  const code = await house.wish(door.id, { code: '1357', name: 'Anna' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  door.lock.isReachable = false
  await house.update(code, { code: '2468' })
  await house.update(code, { name: 'Berta' })
  expect(await house.code(code)).toMatchObject({ status: 'SETTING' })
  await expect(house.wish(door.id, { code: '1357' })).rejects.toMatchObject({ conflictingAccessCodeId: code })
  expect(await house.claims(code)).toHaveLength(2)
  door.lock.isReachable = true
  await house.wake(door.id)
  await house.eventually(() => house.attempts(code), [...updating('SUCCESS'), { status: 'SUCCESS' }])
  expect(door.lock.pins).toEqual({ 1: '2468' })
  expect(await house.code(code)).toMatchObject({ status: 'SET', appearanceName: 'Berta' })
  expect(await house.claims(code)).toHaveLength(1)
})

test('a wish that goes there and back while the lock is away is as it was', async () => {
  const door = await house.door()
  house.start()
  const code = await house.wish(door.id, { code: '1357' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  door.lock.isReachable = false
  await house.update(code, { code: '2468' })
  expect(await house.code(code)).toMatchObject({ status: 'SETTING' })
  await house.update(code, { code: '1357' })
  expect(await house.code(code)).toMatchObject({ status: 'SET' })
  door.lock.isReachable = true
  await house.wake(door.id)
  await house.eventually(() => house.claims(code), expect.objectContaining({ length: 1 }))
  expect(door.lock.commands).toEqual(['set 1 1357'])
})

test('another name is brought to the lock, and the door opens all the while', async () => {
  const door = await house.door()
  house.start()
  const code = await house.wish(door.id, { code: '1357', name: 'Anna' })
  await house.eventually(() => house.code(code), { status: 'SET' })
  await house.update(code, { name: 'Berta' })
  expect(await house.code(code)).toMatchObject({ status: 'SET' })
  await house.eventually(() => house.attempts(code), updating('SUCCESS'))
  expect(door.lock.codes.get('1')).toMatchObject({ pin: '1357', name: 'Berta' })
  expect(await house.eventsOf(code)).toEqual([
    'ACCESS_CODE_CREATED',
    'ACCESS_CODE_SET_ON_DEVICE',
    'ACCESS_CODE_MUTATIONS_REQUESTED',
    'ACCESS_CODE_CHANGED',
    'ACCESS_CODE_NAME_CHANGED',
  ])
  const { rows } = await house.database.pool.query(
    `select payload from event where access_code_id = $1 and type = 'ACCESS_CODE_NAME_CHANGED'`,
    [code],
  )
  expect(rows).toEqual([{ payload: { from: 'Anna', to: 'Berta' } }])
})

describe.each(kinds)('on a lock that $what', (kind) => {
  test('a code whose window moves to later comes off, and its PIN is another guest’s meanwhile', async () => {
    const door = await aDoor(kind)
    house.start()
    const code = await house.wish(door.id, { code: '1357', ...aWindow(-1, 1) })
    await house.eventually(() => house.code(code), { status: 'SET' })
    await house.update(code, aWindow(100, 200))
    await house.eventually(() => house.code(code), { status: 'UNSET', lockSlot: null })
    expect(door.lock.pins).toEqual({})
    expect(await house.eventsOf(code)).toEqual([
      'ACCESS_CODE_CREATED',
      'ACCESS_CODE_SET_ON_DEVICE',
      'ACCESS_CODE_MUTATIONS_REQUESTED',
      'ACCESS_CODE_CHANGED',
      'ACCESS_CODE_TIME_FRAME_CHANGED',
    ])
    expect(await house.attempts(code)).toEqual(updating('SUCCESS'))
    expect(await house.claims(code)).toHaveLength(1)
    await house.wish(door.id, { code: '1357', ...aWindow(-1, 99) })
    await house.eventually(async () => Object.values(door.lock.pins), ['1357'])
  })

  test('a code whose window moves to now goes on', async () => {
    const door = await aDoor(kind)
    house.start()
    const code = await house.wish(door.id, { code: '1357', ...aWindow(100, 200) })
    const window = aWindow(-1, 1)
    await house.update(code, window)
    await house.eventually(() => house.code(code), { status: 'SET' })
    expect(door.lock.pins).toEqual({ 1: '1357' })
    expect(await house.attempts(code)).toEqual(updating('SUCCESS'))
    expect(await house.claims(code)).toMatchObject([{ until: window.endsAt }])
  })

  test('a code that stays longer, or leaves earlier, stays open throughout', async () => {
    const door = await aDoor(kind)
    house.start()
    const code = await house.wish(door.id, { code: '1357', ...aWindow(-1, 2) })
    await house.eventually(() => house.code(code), { status: 'SET' })
    for (const hours of [5, 1]) {
      const endsAt = inHours(hours)
      await house.update(code, { endsAt })
      await house.eventually(() => house.code(code), { status: 'SET' })
      await house.eventually(() => house.claims(code), [{ until: endsAt }])
      await house.eventually(
        async () => (await house.eventsOf(code)).filter((type) => type === 'ACCESS_CODE_TIME_FRAME_CHANGED'),
        expect.arrayContaining(['ACCESS_CODE_TIME_FRAME_CHANGED']),
      )
    }
    expect(door.lock.commands.filter((command) => command.startsWith('remove'))).toEqual([])
  })

  test('a code that loses its window opens the door for good, and one that gets one keeps it', async () => {
    const door = await aDoor(kind)
    house.start()
    const code = await house.wish(door.id, { code: '1357', ...aWindow(-1, 2) })
    await house.eventually(() => house.code(code), { status: 'SET' })
    await house.update(code, { type: 'ONGOING' })
    await house.eventually(() => house.code(code), { status: 'SET' })
    await house.eventually(() => house.claims(code), [{ until: null }])
    expect(door.lock.codes.get('1')).toMatchObject({ pin: '1357', window: null })
    const window = aWindow(-1, 3)
    await house.update(code, window)
    await house.eventually(() => house.claims(code), [{ until: window.endsAt }])
    await house.eventually(() => house.code(code), { status: 'SET' })
    expect(door.lock.codes.get('1')).toMatchObject({ window: kind.keepsTime ? window : null })
  })
})

test('one PIN passes from guest to guest as their windows are swapped', async () => {
  const door = await house.door()
  house.start()
  const first = await house.wish(door.id, { code: '1357', ...aWindow(-1, 1) })
  const second = await house.wish(door.id, { code: '1357', ...aWindow(2, 3) })
  await house.eventually(() => house.code(first), { status: 'SET' })
  await expect(house.update(second, aWindow(-1, 3))).rejects.toMatchObject({ conflictingAccessCodeId: first })
  await house.update(first, aWindow(100, 101))
  // Its PIN is on the lock until it is read to be gone.
  await house.eventually(() => house.code(first), { status: 'UNSET', lockSlot: null })
  await house.update(second, aWindow(-1, 3))
  await house.eventually(() => house.code(second), { status: 'SET' })
  expect(Object.values(door.lock.pins)).toEqual(['1357'])
})

test('what the lock refused for good is tried again as soon as another wish takes its place', async () => {
  const door = await house.door()
  house.start()
  door.lock.fates.push('refuse for good')
  const code = await house.wish(door.id, { code: '1212' })
  await house.eventually(() => house.attempts(code), [{ status: 'ERROR' }])
  await house.update(code, { code: '3434' })
  await house.eventually(() => house.code(code), { status: 'SET', errors: [] })
  expect(await house.attempts(code)).toMatchObject([{ status: 'ERROR' }, { status: 'SUCCESS' }])
})

test.each(['full', 'existence', 'none'] as const)(
  'a wish that changes while a lock is being worked on is what the lock ends up with: %s',
  async (readBack) => {
    const { locks } = house
    const door = await house.door()
    door.lock.capabilities = { ...door.lock.capabilities, readBack }
    const first = await house.wish(door.id, { code: '1357', ...aWindow(-2, 9) })
    const second = await house.wish(door.id, { code: '2468', ...aWindow(-1, 9) })
    let commands = 0
    house.start(hasty, {
      capabilities: (address) => locks.capabilities(address),
      list: (address) => locks.list(address),
      remove: (address, slot) => locks.remove(address, slot),
      events: () => locks.events(),
      [Symbol.asyncDispose]: () => locks[Symbol.asyncDispose](),
      async set(address, code) {
        if (++commands === 1) await house.update(second, { code: '3579' })
        return locks.set(address, code)
      },
    })
    await house.eventually(() => house.code(first), { status: 'SET' })
    await house.eventually(() => house.code(second), { status: 'SET' })
    expect(door.lock.commands).toEqual(['set 1 1357', 'set 2 2468', 'set 2 3579'])
    await house.eventually(() => house.claims(second), expect.objectContaining({ length: 1 }))
    const { rows } = await house.database.pool.query('select from access_code where device_id = $1', [door.id])
    expect(rows).toHaveLength(2)
  },
)

test('whoever takes back that changes at the keypad are allowed gets the code as it is wished', async () => {
  const door = await house.door()
  house.start()
  const code = await house.wish(door.id, { code: '1357', isExternalModificationAllowed: true })
  await house.eventually(() => house.code(code), { status: 'SET' })
  door.lock.codes.set('1', { slot: '1', pin: '9753', name: null, window: null })
  await house.wake(door.id)
  await house.eventually(() => house.code(code), { warnings: [{ issueCode: 'external_modification_in_effect' }] })
  await house.update(code, { isExternalModificationAllowed: false })
  await house.eventually(() => house.code(code), { status: 'SET', warnings: [], errors: [] })
  expect(door.lock.pins).toEqual({ 1: '1357' })
  await house.eventually(() => house.attempts(code), updating('SUCCESS'))
  expect(await house.claims(code)).toMatchObject([{ enforced: true }])
})
