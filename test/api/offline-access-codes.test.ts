import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aNewCode, anId, anInstant } from './answers.ts'
import { writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

const HOUR_MS = 3_600_000
/** The beginning of the hour that comes so many hours from now. */
const onTheHour = (hours: number) => new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS + hours * HOUR_MS).toISOString()
const minutesAfter = (instant: string, minutes: number) =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString()

const igloo = (about: object = {}) =>
  house.door({ deviceType: 'igloohome_lock', canProgramOfflineAccessCodes: true, ...about })
const offline = { isOfflineAccessCode: true }

const unsupported = (deviceId: string, message: string) => ({
  __typename: 'TimeFrameUnsupportedError',
  code: 'TIME_FRAME_UNSUPPORTED',
  message: `Door ${message}`,
  device: { id: deviceId },
})
const noSuchWindow =
  'can work out no such window: its offline codes last 1 to 672 whole hours, or 29 to 367 whole days, or 24 hours for one use. Choose other times, or allow more rounding.'

describe('createAccessCode with isOfflineAccessCode', () => {
  it('records the window that the lock can work with, and waits for the PIN that its maker works out', async () => {
    const deviceId = await igloo()
    const [startsAt, endsAt] = [onTheHour(1), onTheHour(3)]
    const asked = { startsAt: minutesAfter(startsAt, 20), endsAt: minutesAfter(endsAt, -20) }
    expect(await house.createOne({ deviceId, ...offline, ...asked })).toEqual({
      __typename: 'CreateAccessCodePayload',
      accessCode: aNewCode(house.workspaceId, deviceId, {
        type: 'TIME_BOUND',
        status: 'UNSET',
        startsAt,
        endsAt,
        code: null,
        codeVisibility: 'NOT_ASSIGNED',
        isOfflineAccessCode: true,
        isWaitingForCodeAssignment: true,
        pendingMutations: [expect.objectContaining({ mutationCode: 'DEFERRING_CREATION' })],
      }),
      actionAttempt: {
        id: anId,
        actionType: 'CREATE_ACCESS_CODE',
        status: 'PENDING',
        error: null,
        result: null,
        createdAt: anInstant,
      },
    })
  })

  it('gives a code for one use its 24 hours', async () => {
    const deviceId = await igloo()
    const startsAt = onTheHour(1)
    const { accessCode } = await house.createOne({ deviceId, ...offline, isOneTimeUse: true, startsAt })
    expect(accessCode).toMatchObject({ startsAt, endsAt: minutesAfter(startsAt, 24 * 60), isOneTimeUse: true })
  })

  it('refuses a code for one use whose 24 hours are over', async () => {
    const deviceId = await igloo()
    const input = { deviceId, ...offline, isOneTimeUse: true, startsAt: onTheHour(-30) }
    expect(await writingNothing(gateway, () => house.createOne(input))).toEqual(
      unsupported(deviceId, 'would work out a code that is over by now. Choose a later startsAt.'),
    )
    const { accessCode } = await house.createOne({ ...input, startsAt: onTheHour(-20) })
    expect(accessCode).toMatchObject({ endsAt: onTheHour(4), status: 'SETTING' })
  })

  it('warns that a longer code must be used within 24 hours', async () => {
    const deviceId = await igloo()
    const { accessCode } = await house.createOne({
      deviceId,
      ...offline,
      startsAt: onTheHour(1),
      endsAt: onTheHour(48),
    })
    expect(accessCode.warnings).toEqual([{ issueCode: 'igloo_algopin_must_be_used_within_24_hours', source: 'CODE' }])
  })

  it('refuses a window that the lock cannot work out, unless a day of rounding is allowed', async () => {
    const deviceId = await igloo()
    const input = { deviceId, ...offline, startsAt: onTheHour(1), endsAt: onTheHour(674) }
    expect(await writingNothing(gateway, () => house.createOne(input))).toEqual(unsupported(deviceId, noSuchWindow))
    const { accessCode } = await house.createOne({ ...input, maxTimeRounding: 'ONE_DAY' })
    expect(accessCode.endsAt).toBe(onTheHour(1 + 29 * 24))
  })

  it('refuses a fourth code, and a sixth for one use, that begins in the same hour', async () => {
    const deviceId = await igloo()
    const taken = (count: number) =>
      unsupported(
        deviceId,
        `has ${count} offline codes that begin in that hour already, as many as it can tell apart. Choose another startsAt.`,
      )
    const input = { deviceId, ...offline, startsAt: onTheHour(1), endsAt: onTheHour(2) }
    for (let count = 0; count < 3; count++) await house.createOne(input)
    expect(await writingNothing(gateway, () => house.createOne({ ...input, endsAt: onTheHour(5) }))).toEqual(taken(3))
    const once = { deviceId, ...offline, isOneTimeUse: true, startsAt: onTheHour(1) }
    for (let count = 0; count < 5; count++) await house.createOne(once)
    expect(await writingNothing(gateway, () => house.createOne(once))).toEqual(taken(5))
    expect((await house.createOne({ ...input, startsAt: onTheHour(2), endsAt: onTheHour(5) })).__typename).toBe(
      'CreateAccessCodePayload',
    )
  })

  it('lets exactly three of many who ask at once begin in one hour', async () => {
    const deviceId = await igloo()
    const input = { deviceId, ...offline, startsAt: onTheHour(1), endsAt: onTheHour(2) }
    const answers = await Promise.all(Array.from({ length: 8 }, () => house.createOne(input)))
    const kinds = answers.map(({ __typename }) => __typename).sort()
    expect(kinds).toEqual([
      ...Array<string>(3).fill('CreateAccessCodePayload'),
      ...Array<string>(5).fill('TimeFrameUnsupportedError'),
    ])
  })
})

describe('createMultipleAccessCodes with isOfflineAccessCode', () => {
  it('gives each lock the window that it can work with', async () => {
    const doors = [
      await igloo(),
      await house.door({ deviceType: 'dormakaba_oracode_door', canProgramOfflineAccessCodes: true }),
    ]
    const answer = await house.createMany({
      deviceIds: doors,
      behaviorWhenCodeCannotBeShared: 'CREATE_RANDOM_CODE',
      ...offline,
      startsAt: onTheHour(1),
      endsAt: onTheHour(21),
      maxTimeRounding: 'ONE_DAY',
    })
    expect(answer).toMatchObject({ __typename: 'CreateMultipleAccessCodesPayload', linkedCodeGroup: null })
    expect(
      answer.accessCodes.map(({ device, endsAt }: { device: object; endsAt: string }) => ({ device, endsAt })),
    ).toEqual([
      { device: { id: doors[0] }, endsAt: onTheHour(21) },
      { device: { id: doors[1] }, endsAt: onTheHour(25) },
    ])
  })
})
