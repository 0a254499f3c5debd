import { afterEach, expect, test } from 'vitest'
import { inHours } from '../api/codes.ts'
import { aStoryHouse, endingGone } from './a-story-house.ts'

// A warning that a removal takes long comes after minutes; here after a moment.
const house = await aStoryHouse({ delayWarningMs: 200 })
const { eventually, codeOf, codesOn, eventsOf, onLock, opens } = house

afterEach(async () => {
  expect(await house.witnessed()).toEqual([])
})

const isLate = { issueCode: 'delay_in_removing_from_device' }
const window = () => ({ startsAt: inHours(-1), endsAt: inHours(48) })

/** Guests in three doors: one that keeps time, one that keeps none, and one that will be off line. */
async function guests() {
  const [front, cellar, cabin] = [
    await house.door(),
    await house.door({ supportsNativeScheduling: false }),
    await house.door(),
  ] as const
  const deviceIds = [front, cellar, cabin]
  const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds, name: 'Guests', ...window() })
  const ids: string[] = accessCodes.map(({ id }: { id: string }) => id)
  await eventually(() => Promise.all(ids.map(codeOf))).toMatchObject(
    ids.map(() => ({ status: 'SET', verification: 'READ_BACK' })),
  )
  const [atFront, atCellar, atCabin] = ids as [string, string, string]
  const { commonCodeKey, code: pin } = linkedCodeGroup as { commonCodeKey: string; code: string }
  return { front, cellar, cabin, atFront, atCellar, atCabin, commonCodeKey, pin }
}

const groupOf = async (commonCodeKey: string) =>
  (await house.client.ask(`{ linkedCodeGroup(by: { commonCodeKey: "${commonCodeKey}" }) { status } }`)).data
    .linkedCodeGroup

async function successor(deviceId: string, pin: string) {
  const { accessCode, ...refusal } = await house.createOne({ deviceId, name: 'Next guest', code: pin })
  return accessCode ? { accessCode, refusal: null } : { accessCode: null, refusal }
}

test('an early check-out: the code is verified gone from every lock, from the one that is off line as soon as it is back', async () => {
  const { front, cellar, cabin, atFront, atCellar, atCabin, commonCodeKey, pin } = await guests()
  await house.simulateDevice({ deviceId: cabin, isOnline: false })

  // The guests leave two days early.
  const endsAt = await house.endSoon((endsAt) => house.updateMany({ commonCodeKey, endsAt }))
  expect(await codeOf(atCabin)).toMatchObject({ endsAt })

  // Two doors are cleared, and nothing is there that says otherwise.
  await eventually(() => Promise.all([atFront, atCellar].map(codeOf))).toEqual([null, null])
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(endsAt))
  for (const [door, id] of [
    [front, atFront],
    [cellar, atCellar],
  ] as const) {
    expect(await onLock(door)).toEqual([])
    expect(await opens(door, pin)).toBe(false)
    expect((await codesOn(door)).accessCodes.nodes).toEqual([])
    await eventually(() => eventsOf(id)).toEqual(endingGone)
  }

  // The third still opens, since nobody could tell it: that is what is said of it, for as long as it is so.
  const removing = {
    id: atCabin,
    code: pin,
    status: 'REMOVING',
    warnings: [isLate],
  }
  await eventually(() => codesOn(cabin)).toEqual({ isOnline: false, accessCodes: { nodes: [removing] } })
  expect(await codeOf(atCabin)).toMatchObject({ status: 'REMOVING', errors: [{ issueCode: 'device_disconnected' }] })
  expect(await groupOf(commonCodeKey)).toEqual({ status: 'REMOVING' })
  expect(await opens(cabin, pin)).toBe(true)
  expect(await eventsOf(atCabin)).not.toContain('ACCESS_CODE_REMOVED_FROM_DEVICE')

  // The next guest gets the same PIN where it is free, and hears who has it where it is not.
  const next = await successor(front, pin)
  expect(next.refusal).toBeNull()
  await eventually(() => codeOf(next.accessCode.id)).toMatchObject({ status: 'SET', verification: 'READ_BACK' })
  expect(await opens(front, pin)).toBe(true)
  expect((await successor(cabin, pin)).refusal).toMatchObject({
    __typename: 'DuplicateAccessCodeError',
    device: { id: cabin },
    conflictingAccessCodeId: atCabin,
  })

  // It is back: cleared, verified, and the next guest's.
  await house.simulateDevice({ deviceId: cabin, isOnline: true })
  await eventually(() => codeOf(atCabin)).toBeNull()
  expect(await onLock(cabin)).toEqual([])
  expect(await opens(cabin, pin)).toBe(false)
  await eventually(() => eventsOf(atCabin)).toEqual(endingGone)
  expect(await codesOn(cabin)).toEqual({ isOnline: true, accessCodes: { nodes: [] } })
  expect(await groupOf(commonCodeKey)).toBeNull()
  const atLast = await successor(cabin, pin)
  await eventually(() => codeOf(atLast.accessCode.id)).toMatchObject({ status: 'SET', verification: 'READ_BACK' })
})

test('guests who are sent away at once: whoever comes next with their PIN waits until the lock is read without it', async () => {
  const { front, cabin, atFront, atCabin, commonCodeKey, pin } = await guests()
  await house.simulateDevice({ deviceId: cabin, isOnline: false })
  await house.deleteGroup(commonCodeKey)
  await eventually(() => codeOf(atFront)).toBeNull()
  expect(await opens(front, pin)).toBe(false)

  // Nobody has the PIN by wish any more, so that the next guest may have it; and it is nobody's but the old guest's yet.
  const next = await successor(cabin, pin)
  expect(next.refusal).toBeNull()
  await eventually(() => codesOn(cabin)).toEqual({
    isOnline: false,
    accessCodes: {
      nodes: expect.arrayContaining([
        { id: atCabin, code: pin, status: 'REMOVING', warnings: [isLate, { issueCode: 'being_deleted' }] },
        expect.objectContaining({ id: next.accessCode.id, code: pin, status: 'SETTING' }),
      ]),
    },
  })
  expect(await onLock(cabin)).toMatchObject([{ pin, name: 'Guests' }])

  await house.simulateDevice({ deviceId: cabin, isOnline: true })
  await eventually(() => codeOf(next.accessCode.id)).toMatchObject({
    status: 'SET',
    verification: 'READ_BACK',
    warnings: [],
    errors: [],
  })
  expect(await codeOf(atCabin)).toBeNull()
  expect(await onLock(cabin)).toMatchObject([{ pin, name: 'Next guest', startsAt: null, endsAt: null }])
  expect(await opens(cabin, pin)).toBe(true)
  await eventually(() => eventsOf(atCabin)).toEqual(endingGone)
})
