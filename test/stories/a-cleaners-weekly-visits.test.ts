import { afterEach, expect, test } from 'vitest'
import { inHours } from '../api/codes.ts'
import { aStoryHouse, endingGone } from './a-story-house.ts'

const house = await aStoryHouse()
const { eventually, codeOf, eventsOf, onLock, opens } = house

afterEach(async () => {
  expect(await house.witnessed()).toEqual([])
})

const pin = '4711'
const inAMoment = () => new Date(Date.now() + 1_500).toISOString()

test.each([
  ['keeps time', true],
  ['keeps none', false],
])(
  'a cleaner’s weekly visits on a lock that %s: one PIN, which passes from one visit to the next',
  async (_what, keepsTime) => {
    const deviceId = await house.door({ supportsNativeScheduling: keepsTime })
    const visit = async (name: string, from: number, until: number): Promise<string> => {
      const window = { startsAt: inHours(from), endsAt: inHours(until) }
      const { __typename, accessCode } = await house.createOne({ deviceId, code: pin, name, ...window })
      expect(__typename).toBe('CreateAccessCodePayload')
      return accessCode.id
    }
    // A week is some hours here. Windows that touch do not overlap; a second cleaner at the same time has to have a PIN of her own.
    const visits = [await visit('Week 1', -1, 1), await visit('Week 2', 1, 2), await visit('Week 3', 5, 6)]
    const [first, second, third] = visits as [string, string, string]
    const overlapping = { deviceId, code: pin, startsAt: inHours(5.5), endsAt: inHours(7) }
    expect(await house.createOne(overlapping)).toMatchObject({
      __typename: 'DuplicateAccessCodeError',
      conflictingAccessCodeId: third,
    })
    const names = async () => (await onLock(deviceId)).map(({ pin: held, name }) => `${held} ${name}`)
    const isSet = { status: 'SET', verification: 'READ_BACK', isScheduledOnDevice: false }
    const isWaiting = { status: 'UNSET', verification: 'NONE', isScheduledOnDevice: false }

    await eventually(() => Promise.all(visits.map(codeOf))).toMatchObject([isSet, isWaiting, isWaiting])
    expect(await names()).toEqual(['4711 Week 1'])
    expect(await opens(deviceId, pin)).toBe(true)

    // Each visit ends at its time, and only then does the next one take the PIN over.
    for (const [visitId, nextId, nextName] of [
      [first, second, 'Week 2'],
      [second, third, 'Week 3'],
    ] as const) {
      const endsAt = inAMoment()
      await house.updateOne({ id: visitId, endsAt })
      await eventually(() => codeOf(visitId)).toBeNull()
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(endsAt))
      await eventually(() => eventsOf(visitId)).toEqual(endingGone)

      // Until its time comes the door is shut, whether the lock has the next visit already or not.
      await eventually(() => codeOf(nextId)).toMatchObject(
        keepsTime ? { status: 'UNSET', verification: 'READ_BACK', isScheduledOnDevice: true } : isWaiting,
      )
      expect(await names()).toEqual(keepsTime ? [`4711 ${nextName}`] : [])
      expect(await opens(deviceId, pin)).toBe(false)

      // The week passes, that is, the visit comes nearer; and begins at its time.
      const startsAt = inAMoment()
      await house.updateOne({ id: nextId, startsAt })
      await eventually(() => opens(deviceId, pin)).toBe(true)
      expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(startsAt))
      await eventually(() => codeOf(nextId)).toMatchObject(isSet)
      expect(await names()).toEqual([`4711 ${nextName}`])
      await eventually(() => eventsOf(nextId)).toContain('ACCESS_CODE_USED')
    }

    // The last one goes early, and with her the PIN. Whoever comes after all the weeks may have it for good.
    await house.client.ask(`mutation { deleteAccessCode(input: { id: "${third}" }) { __typename } }`)
    await eventually(() => codeOf(third)).toBeNull()
    expect(await onLock(deviceId)).toEqual([])
    expect(await opens(deviceId, pin)).toBe(false)
    const { accessCode: owner } = await house.createOne({ deviceId, code: pin, name: 'Owner' })
    await eventually(() => codeOf(owner.id)).toMatchObject(isSet)
    expect(await names()).toEqual(['4711 Owner'])
  },
  60_000,
)
