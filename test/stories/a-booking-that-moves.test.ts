import { afterEach, expect, test } from 'vitest'
import { inHours } from '../api/codes.ts'
import { aStoryHouse } from './a-story-house.ts'

const house = await aStoryHouse()
const { eventually, codeOf, onLock, opens, opensAt } = house

afterEach(async () => {
  expect(await house.witnessed()).toEqual([])
})

interface Stay {
  readonly startsAt: string
  readonly endsAt: string
}
const stay = (from: number, until: number): Stay => ({ startsAt: inHours(from), endsAt: inHours(until) })

/** Another guest, whom nobody is to disturb. */
async function aNeighbour(deviceId: string) {
  const { accessCode } = await house.createOne({ deviceId, code: '8642', name: 'Neighbour' })
  await eventually(() => codeOf(accessCode.id)).toMatchObject({ status: 'SET', verification: 'READ_BACK' })
  const [neighbour] = await onLock(deviceId)
  if (!neighbour) throw new Error('the neighbour is on the lock')
  return neighbour
}

/** What a move may change: the time, and what follows from it. */
const moving = ['startsAt', 'endsAt', 'updatedAt', 'status', 'verification', 'isScheduledOnDevice', 'pendingMutations']
/** All else, but for what the lock was seen to show. */
const lasting = (code: object) =>
  Object.fromEntries(Object.entries(code).filter(([field]) => !moving.includes(field) && field !== 'appearance'))

test('a booking that moves while nobody has gone in yet: the lock has it in its new time, and never in the old one', async () => {
  const deviceId = await house.door()
  const neighbour = await aNeighbour(deviceId)
  const booked = stay(100, 110)
  const { accessCode: guest } = await house.createOne({ deviceId, name: 'Guest', code: '4711', ...booked })
  const scheduled = (window: Stay) => ({
    ...window,
    status: 'UNSET',
    isScheduledOnDevice: false,
    pendingMutations: [
      {
        mutationCode: 'DEFERRING_CREATION',
        scheduledAt: new Date(Date.parse(window.startsAt) - 72 * 3_600_000).toISOString(),
      },
    ],
  })
  expect(guest).toMatchObject(scheduled(booked))

  // It is four days ahead, and moves by an hour: the lock hears of neither.
  const hourLater = stay(101, 111)
  const moved = await house.updateOne({ id: guest.id, ...hourLater })
  expect(moved.accessCode).toMatchObject(scheduled(hourLater))
  expect(await onLock(deviceId)).toEqual([neighbour])

  // It moves to the day after tomorrow, which is near enough for the lock to be told.
  const sooner = stay(50, 60)
  await house.updateOne({ id: guest.id, ...sooner })
  const preloaded = (window: Stay) => ({
    ...window,
    status: 'UNSET',
    verification: 'READ_BACK',
    isScheduledOnDevice: true,
    pendingMutations: [],
  })
  await eventually(() => codeOf(guest.id)).toMatchObject(preloaded(sooner))
  const held = (window: Stay) => [neighbour, { slot: '2', pin: '4711', name: 'Guest', ...window }]
  expect(await onLock(deviceId)).toEqual(held(sooner))
  const opensIn = async (...hours: number[]) => {
    const answers = []
    for (const hour of hours) answers.push(await opensAt(inHours(hour), deviceId, '4711'))
    return answers
  }
  expect(await opensIn(0, 49, 51, 61, 105)).toEqual([false, false, true, false, false])

  // Preloaded, it moves later, still over the old time; then earlier, clear of it.
  const later = stay(55, 65)
  const earlier = stay(30, 40)
  for (const [window, closed, open] of [
    [later, 51, 64],
    [earlier, 56, 39],
  ] as const) {
    await house.updateOne({ id: guest.id, ...window })
    await eventually(() => codeOf(guest.id)).toMatchObject(preloaded(window))
    expect(await onLock(deviceId)).toEqual(held(window))
    expect(await opensIn(closed, open)).toEqual([false, true])
  }

  // And away again, into next week: it comes off the lock, and keeps all that it is but its time.
  const nextWeek = stay(170, 180)
  await house.updateOne({ id: guest.id, ...nextWeek })
  await eventually(() => codeOf(guest.id)).toMatchObject(scheduled(nextWeek))
  await eventually(() => onLock(deviceId)).toEqual([neighbour])
  expect(await opensIn(35, 60, 105)).toEqual([false, false, false])
  expect(lasting(await codeOf(guest.id))).toEqual(lasting(guest))
  await eventually(async () =>
    (await house.eventsOf(guest.id)).filter((type) => type === 'ACCESS_CODE_TIME_FRAME_CHANGED'),
  ).toHaveLength(3)
})

test.each([
  ['keeps time', true],
  ['keeps none', false],
])(
  'a booking that moves while the guest is inside, on a lock that %s: the door opens all the while',
  async (_what, keepsTime) => {
    const deviceId = await house.door({ supportsNativeScheduling: keepsTime })
    const neighbour = await aNeighbour(deviceId)
    const booked = stay(-1, 5)
    const { accessCode: guest } = await house.createOne({ deviceId, name: 'Guest', code: '4711', ...booked })
    const set = (window: Stay) => ({ ...window, status: 'SET', verification: 'READ_BACK', pendingMutations: [] })
    const held = ({ startsAt, endsAt }: Stay) => [
      neighbour,
      {
        slot: '2',
        pin: '4711',
        name: 'Guest',
        ...(keepsTime ? { startsAt, endsAt } : { startsAt: null, endsAt: null }),
      },
    ]
    await eventually(() => codeOf(guest.id)).toMatchObject(set(booked))

    // Longer, over the old time; earlier to the end; and to a time that began later than the old one.
    for (const window of [stay(-1, 8), stay(-2, 2), stay(-0.5, 3)]) {
      await house.updateOne({ id: guest.id, ...window })
      await eventually(async () => {
        expect(await opens(deviceId, '4711')).toBe(true)
        return codeOf(guest.id)
      }).toMatchObject(set(window))
      if (keepsTime) {
        await eventually(() => onLock(deviceId)).toMatchObject(held(window).map(({ startsAt: _, ...rest }) => rest))
        expect(await opensAt(window.endsAt, deviceId, '4711')).toBe(false)
      } else expect(await onLock(deviceId)).toEqual(held(window))
    }

    // The host has made a mistake: the guest is to come tomorrow. The door is shut now.
    const tomorrow = stay(24, 48)
    await house.updateOne({ id: guest.id, ...tomorrow })
    const waiting = { ...tomorrow, status: 'UNSET', isScheduledOnDevice: keepsTime }
    await eventually(() => codeOf(guest.id)).toMatchObject(waiting)
    await eventually(() => onLock(deviceId)).toEqual(keepsTime ? held(tomorrow) : [neighbour])
    expect(await opens(deviceId, '4711')).toBe(false)

    // And now after all: the same PIN in the same slot.
    const now = stay(-1, 4)
    await house.updateOne({ id: guest.id, ...now })
    await eventually(() => codeOf(guest.id)).toMatchObject(set(now))
    expect(await onLock(deviceId)).toMatchObject([neighbour, { slot: '2', pin: '4711', name: 'Guest' }])
    expect(await opens(deviceId, '4711')).toBe(true)
    expect(lasting(await codeOf(guest.id))).toEqual(lasting(guest))
  },
)

test('a booking of three doors moves with one call, and a door that is off line follows when it is back', async () => {
  const front = await house.door()
  const cellar = await house.door({ supportsNativeScheduling: false })
  const gate = await house.door()
  const deviceIds = [front, cellar, gate]
  const booked = stay(-1, 5)
  const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds, name: 'Guests', ...booked })
  const { commonCodeKey, code: pin } = linkedCodeGroup
  const ids: string[] = accessCodes.map(({ id }: { id: string }) => id)
  const all = () => Promise.all(ids.map(codeOf))
  await eventually(all).toMatchObject(ids.map(() => ({ status: 'SET', verification: 'READ_BACK' })))

  await house.simulateDevice({ deviceId: gate, isOnline: false })
  const tomorrow = stay(24, 48)
  const { accessCodes: moved } = await house.updateMany({ commonCodeKey, ...tomorrow })
  expect(moved).toMatchObject(ids.map((id) => ({ id, code: pin, name: 'Guests', ...tomorrow })))
  await eventually(() => codeOf(ids[0] as string)).toMatchObject({ status: 'UNSET', isScheduledOnDevice: true })
  await eventually(() => codeOf(ids[1] as string)).toMatchObject({ status: 'UNSET', isScheduledOnDevice: false })
  await eventually(() => onLock(front)).toMatchObject([{ pin, ...tomorrow }])
  await eventually(() => onLock(cellar)).toEqual([])
  // The lock has not heard of it, and says so.
  const atGate = ids[2] as string
  await eventually(async () => (await house.codesOn(gate)).isOnline).toBe(false)
  const { startsAt, endsAt } = booked
  expect(await codeOf(atGate)).toMatchObject({
    ...tomorrow,
    isScheduledOnDevice: false,
    pendingMutations: [{ mutationCode: 'UPDATING_TIME_FRAME', fromWindow: { startsAt, endsAt }, toWindow: tomorrow }],
    errors: [{ issueCode: 'device_disconnected' }],
  })
  expect([await opens(front, pin), await opens(cellar, pin), await opens(gate, pin)]).toEqual([false, false, true])

  await house.simulateDevice({ deviceId: gate, isOnline: true })
  await eventually(() => codeOf(atGate)).toMatchObject({ isScheduledOnDevice: true, pendingMutations: [], errors: [] })
  expect(await onLock(gate)).toMatchObject([{ pin, ...tomorrow }])
  expect(await opens(gate, pin)).toBe(false)
  expect(await opensAt(inHours(25), gate, pin)).toBe(true)
})
