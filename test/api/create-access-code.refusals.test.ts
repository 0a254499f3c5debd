import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aConstraint, invalidInput, notFound } from './answers.ts'
import { badCreations, badNames } from './bad-inputs.ts'
import { inHours, writingNothing } from './codes.ts'
import { constrainedDoor, constraintCases } from './constraint-cases.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

const refusal = (input: object) => writingNothing(gateway, () => house.createOne(input))
const tomorrow = { startsAt: inHours(24), endsAt: inHours(48) }

describe('the input of createAccessCode', () => {
  it.each(badCreations)('is refused with %s', async (_situation, input, issues) => {
    expect(await refusal({ deviceId: await house.door(), ...input })).toEqual(invalidInput(issues))
  })

  it.each(badNames)('is refused with a commonCodeKey like %s', async (_situation, commonCodeKey, message) => {
    expect(await refusal({ deviceId: await house.door(), commonCodeKey })).toEqual(
      invalidInput({ commonCodeKey: message }),
    )
  })
})

describe('a device that is not there', () => {
  it.each([
    ['unknown', newId],
    ['malformed', () => 'front door'],
    ['empty', () => ''],
    ['of another workspace', async () => (await aHouse(gateway)).door()],
  ])('is not found: %s', async (_kind, id) => {
    const deviceId = await id()
    expect(await refusal({ deviceId })).toEqual(notFound(deviceId))
  })
})

describe('a device that breaks', () => {
  it.each(constraintCases)('$constraintType refuses the code', async (constraintCase) => {
    const { constraintType, bounds, broken, kept, message } = constraintCase
    const deviceId = await constrainedDoor(gateway, house, constraintCase)
    expect(await refusal({ deviceId, ...broken })).toEqual({
      __typename: 'ConstraintViolationError',
      code: 'CONSTRAINT_VIOLATED',
      message: `Door ${message}`,
      device: { id: deviceId },
      violations: [aConstraint(constraintType, bounds)],
    })
    expect(await house.createOne({ deviceId, ...kept })).toMatchObject({ __typename: 'CreateAccessCodePayload' })
  })

  it('several constraints is told of all of them', async () => {
    const types = ['NO_ZEROS', 'UNIQUE_FIRST_FOUR_DIGITS', 'START_DATE_IN_FUTURE', 'NAME_LENGTH']
    const codeConstraints = types.map((constraintType) => ({
      constraintType,
      ...(constraintType === 'NAME_LENGTH' && { maxLength: 3 }),
    }))
    const deviceId = await house.door({ codeConstraints })
    const window = { startsAt: inHours(-1), endsAt: inHours(1) }
    expect(await refusal({ deviceId, ...window, code: '4070', name: 'Four' })).toEqual({
      __typename: 'ConstraintViolationError',
      code: 'CONSTRAINT_VIOLATED',
      message: [
        'Door takes only codes that start in the future. Choose a later startsAt, or leave Door out.',
        'Door takes names of at most 3 characters. Choose such a name, or give none.',
        'Door takes no PIN with a 0 in it. Choose another PIN, or leave Door out.',
        'Door takes no PIN whose first four digits are not all different. Choose another PIN, or leave Door out.',
      ].join(' '),
      device: { id: deviceId },
      violations: [
        aConstraint('START_DATE_IN_FUTURE'),
        aConstraint('NAME_LENGTH', { maxLength: 3 }),
        aConstraint('NO_ZEROS'),
        aConstraint('UNIQUE_FIRST_FOUR_DIGITS'),
      ],
    })
  })
})

describe('createAccessCode is refused with', () => {
  it.each([
    [
      'a device that cannot be given codes at present',
      { canProgramOnlineAccessCodes: false },
      {},
      'Door cannot be given access codes from afar. Choose another device, or leave Door out.',
    ],
    [
      'a device that can hold no codes at all',
      { canProgramOnlineAccessCodes: null, supportedCodeLengths: [] },
      { code: '4711' },
      'Door cannot be given access codes from afar. Choose another device, or leave Door out.',
    ],
    [
      'a device that is not managed here',
      { isManaged: false },
      {},
      'Door is not managed here, so no code can be set on it. Take it under management, or leave it out.',
    ],
    [
      'a device without a backup pool, where backups are asked for',
      { supportsBackupAccessCodePool: false },
      { ...tomorrow, useBackupAccessCodePool: true },
      'Door has no pool of backup codes. Ask without useBackupAccessCodePool, or leave Door out.',
    ],
    [
      'a device that takes no offline codes, where one is asked for',
      {},
      { ...tomorrow, isOfflineAccessCode: true },
      'Door cannot make offline codes. Ask for an online code, or leave Door out.',
    ],
  ])('%s', async (_case, about, input, message) => {
    const deviceId = await house.door(about)
    expect(await refusal({ deviceId, ...input })).toEqual({
      __typename: 'UnsupportedDeviceError',
      code: 'UNSUPPORTED_DEVICE',
      message,
      device: { id: deviceId },
    })
  })

  it('a PIN of a length that the device lacks', async () => {
    const deviceId = await house.door({ supportedCodeLengths: [4, 6] })
    expect(await refusal({ deviceId, code: '47110' })).toEqual({
      __typename: 'UnsupportedCodeLengthError',
      code: 'UNSUPPORTED_CODE_LENGTH',
      message: 'Door takes PINs of 4 or 6 digits, not of 5. Choose another PIN, or leave Door out.',
      device: { id: deviceId },
      supportedCodeLengths: [4, 6],
    })
  })

  it('a device none of whose lengths is one of a PIN', async () => {
    const deviceId = await house.door({ supportedCodeLengths: [3, 13] })
    expect(await refusal({ deviceId })).toEqual({
      __typename: 'UnsupportedCodeLengthError',
      code: 'UNSUPPORTED_CODE_LENGTH',
      message: 'Door takes PINs of no length of 4 to 12 digits. Correct what it reports, or leave it out.',
      device: { id: deviceId },
      supportedCodeLengths: [3, 13],
    })
  })

  it('a device that needs a time zone for a window and has none', async () => {
    const deviceId = await house.door({ needsTimeZoneForWindows: true })
    expect(await refusal({ deviceId, ...tomorrow })).toEqual({
      __typename: 'TimeFrameUnsupportedError',
      code: 'TIME_FRAME_UNSUPPORTED',
      message:
        'Door needs a time zone for codes with a start and an end, and has none. Give it one, or ask for an ongoing code.',
      device: { id: deviceId },
    })
  })

  it('a device that is full', async () => {
    const deviceId = await house.door({ maxActiveCodesSupported: 1 })
    await house.code({ deviceId })
    expect(await refusal({ deviceId })).toEqual({
      __typename: 'DeviceFullError',
      code: 'DEVICE_FULL',
      message:
        'Door holds at most 1 codes and has no room for another in this window. Delete codes there, choose another window, or leave Door out.',
      device: { id: deviceId },
      maxActiveCodesSupported: 1,
    })
  })

  it('a device that is offline, where it is not to be waited for', async () => {
    const deviceId = await house.door({ offlineSince: new Date() })
    expect(await refusal({ deviceId, attemptForOfflineDevice: false })).toEqual({
      __typename: 'DeviceOfflineError',
      code: 'DEVICE_OFFLINE',
      message: 'Door is offline. Set attemptForOfflineDevice to wait until it is back, or leave it out.',
      device: { id: deviceId },
    })
  })

  it.each([
    ['managed', true],
    ['unmanaged', false],
  ])('the PIN of another, %s code on the device in an overlapping window', async (_kind, isManaged) => {
    const deviceId = await house.door()
    const window = { startsAt: inHours(10), endsAt: inHours(30) }
    const conflictingAccessCodeId = await house.code({ deviceId, pin: '4711', isManaged, ...window })
    const refused = {
      __typename: 'DuplicateAccessCodeError',
      code: 'DUPLICATE_ACCESS_CODE',
      message:
        'Door already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.',
      device: { id: deviceId },
      conflictingAccessCodeId,
    }
    expect(await refusal({ deviceId, code: '4711', ...tomorrow })).toEqual(refused)
    expect(await refusal({ deviceId, code: '4711' })).toEqual(refused)
  })
})

describe('the same PIN on one device', () => {
  it('is taken in windows that only touch, and in ones apart', async () => {
    const deviceId = await house.door()
    const hours = [10, 20, 30, 40].map(inHours)
    for (const [startsAt, endsAt] of [hours.slice(1, 3), hours.slice(0, 2), [hours[3], inHours(50)]]) {
      expect(await house.createOne({ deviceId, code: '4711', startsAt, endsAt })).toMatchObject({
        accessCode: { code: '4711', startsAt, endsAt },
      })
    }
  })

  it('is taken once by callers who all ask at once', async () => {
    const deviceId = await house.door()
    const results = await Promise.all(Array.from({ length: 8 }, () => house.createOne({ deviceId, code: '4711' })))
    const created = results.filter(({ __typename }) => __typename === 'CreateAccessCodePayload')
    expect(created).toHaveLength(1)
    const conflictingAccessCodeId = created[0].accessCode.id
    expect(results.filter((result) => result.conflictingAccessCodeId === conflictingAccessCodeId)).toHaveLength(7)
  })
})
