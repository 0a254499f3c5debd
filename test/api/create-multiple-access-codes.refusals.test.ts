import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aConstraint, invalidInput, notFound } from './answers.ts'
import { badCreations } from './bad-inputs.ts'
import { addCode, inHours, writingNothing } from './codes.ts'
import { constrainedDoor, constraintCases } from './constraint-cases.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

const refusal = (input: object) => writingNothing(gateway, () => house.createMany(input))
const tomorrow = { startsAt: inHours(24), endsAt: inHours(48) }

interface Obstacle {
  readonly deviceId: string
  readonly name?: string
  readonly reason: string
  /** How it goes on after the name of the device. */
  readonly message: string
  readonly constraint?: object
  readonly conflictingAccessCodeId?: string
}

function cannotBeShared(...given: Obstacle[]) {
  const obstacles = given.map(({ name = 'Door', message, deviceId, ...about }) => ({
    deviceId,
    device: { id: deviceId, name },
    message: `${name} ${message}`,
    constraint: null,
    conflictingAccessCodeId: null,
    ...about,
  }))
  return {
    __typename: 'CodeCannotBeSharedError',
    code: 'CODE_CANNOT_BE_SHARED',
    message: ['One code cannot be on all of these devices.', ...obstacles.map(({ message }) => message)].join(' '),
    obstacles,
  }
}

describe('the input of createMultipleAccessCodes', () => {
  it.each(badCreations)('is refused with %s', async (_situation, input, issues) => {
    expect(await refusal({ deviceIds: [await house.door()], ...input })).toEqual(invalidInput(issues))
  })

  it('is refused without a device', async () => {
    expect(await refusal({ deviceIds: [] })).toEqual(invalidInput({ deviceIds: 'Name at least one device.' }))
  })

  it('is refused with 501 devices', async () => {
    const deviceIds = Array.from({ length: 501 }, newId)
    expect(await refusal({ deviceIds })).toEqual(invalidInput({ deviceIds: 'Name at most 500 devices.' }))
  })

  it('is refused with a device named twice, in whatever case', async () => {
    const [one, other] = [await house.door(), await house.door()]
    const shouted = one.toUpperCase()
    expect(await refusal({ deviceIds: [one, other, shouted, other] })).toEqual(
      invalidInput({ 'deviceIds.2': `${shouted} is named twice.`, 'deviceIds.3': `${other} is named twice.` }),
    )
  })
})

describe('devices that are not there', () => {
  it('are all named in one refusal: unknown, foreign and malformed ids alike', async () => {
    const foreign = await (await aHouse(gateway)).door()
    const ids = ['front door', newId(), foreign.toUpperCase(), '', 'ffffffff-ffff-ffff-ffff-ffffffffffff']
    const [first = '', ...others] = ids
    expect(await refusal({ deviceIds: [first, await house.door(), ...others] })).toEqual(notFound(...ids))
  })

  it('refuse the call under CREATE_RANDOM_CODE too', async () => {
    const id = newId()
    const input = { deviceIds: [await house.door(), id], behaviorWhenCodeCannotBeShared: 'CREATE_RANDOM_CODE' }
    expect(await refusal(input)).toEqual(notFound(id))
  })
})

describe('a device that breaks', () => {
  it.each(constraintCases)('$constraintType refuses the call', async (constraintCase) => {
    const { constraintType, bounds, broken, kept, message, reason = 'CONSTRAINT_VIOLATED' } = constraintCase
    const deviceId = await constrainedDoor(gateway, house, constraintCase)
    const constraint = aConstraint(constraintType, bounds)
    expect(await refusal({ deviceIds: [await house.door(), deviceId], ...broken })).toEqual(
      cannotBeShared({ deviceId, reason, message, constraint }),
    )
    const isOwn = constraintType === 'CANNOT_SPECIFY_PIN_CODE'
    const behaviorWhenCodeCannotBeShared = isOwn ? 'CREATE_RANDOM_CODE' : 'THROW'
    expect(await house.createMany({ deviceIds: [deviceId], ...kept, behaviorWhenCodeCannotBeShared })).toMatchObject({
      __typename: 'CreateMultipleAccessCodesPayload',
    })
  })

  it('NAME_LENGTH with one bound only is told of that bound', async () => {
    const constraintType = 'NAME_LENGTH'
    const short = await house.door({ codeConstraints: [{ constraintType, maxLength: 3 }] })
    const long = await house.door({ codeConstraints: [{ constraintType, minLength: 5 }] })
    const reason = 'CONSTRAINT_VIOLATED'
    const cure = 'Choose such a name, or give none.'
    expect(await refusal({ deviceIds: [short, long], name: 'Four' })).toEqual(
      cannotBeShared(
        {
          deviceId: short,
          reason,
          message: `takes names of at most 3 characters. ${cure}`,
          constraint: aConstraint(constraintType, { maxLength: 3 }),
        },
        {
          deviceId: long,
          reason,
          message: `takes names of at least 5 characters. ${cure}`,
          constraint: aConstraint(constraintType, { minLength: 5 }),
        },
      ),
    )
  })
})

describe('createMultipleAccessCodes is refused with', () => {
  it.each([
    ['cannot be given codes at present', { canProgramOnlineAccessCodes: false }],
    ['cannot be given codes at all', { canProgramOnlineAccessCodes: null, supportedCodeLengths: [] }],
  ])('a device that %s', async (_case, about) => {
    const deviceId = await house.door(about)
    const message = 'cannot be given access codes from afar. Choose another device, or leave Door out.'
    expect(await refusal({ deviceIds: [deviceId], code: '4711' })).toEqual(
      cannotBeShared({ deviceId, reason: 'CANNOT_PROGRAM_CODES', message }),
    )
  })

  it('a device that is not managed here', async () => {
    const deviceId = await house.door({ isManaged: false })
    const message = 'is not managed here, so no code can be set on it. Take it under management, or leave it out.'
    expect(await refusal({ deviceIds: [deviceId] })).toEqual(
      cannotBeShared({ deviceId, reason: 'CANNOT_PROGRAM_CODES', message }),
    )
  })

  it.each([{ code: '4711' }, {}])('a device that makes its PINs itself, asked with %o', async (input) => {
    const constraintType = 'CANNOT_SPECIFY_PIN_CODE'
    const deviceId = await house.door({ codeConstraints: [{ constraintType }] })
    const message = 'makes its PINs itself, so it cannot share one. Let it have a code of its own, or leave it out.'
    expect(await refusal({ deviceIds: [await house.door(), deviceId], ...input })).toEqual(
      cannotBeShared({ deviceId, reason: constraintType, message, constraint: aConstraint(constraintType) }),
    )
  })

  it('a device without the length of the PIN', async () => {
    const deviceId = await house.door({ supportedCodeLengths: [4, 6, 9] })
    const message = 'takes PINs of 4, 6 or 9 digits, not of 5. Choose another PIN, or leave Door out.'
    expect(await refusal({ deviceIds: [await house.door(), deviceId], code: '47110' })).toEqual(
      cannotBeShared({ deviceId, reason: 'UNSUPPORTED_CODE_LENGTH', message }),
    )
  })

  it('a device that has no length in common with the others', async () => {
    const deviceId = await house.door({ name: 'Vault', supportedCodeLengths: [10] })
    const others = [await house.door(), await house.door({ supportedCodeLengths: [5, 6] })]
    const message =
      'takes PINs of 10 digits, the 2 devices that share one of 5 or 6 digits. Leave Vault out, or let it have a code of its own.'
    expect(await refusal({ deviceIds: [deviceId, ...others] })).toEqual(
      cannotBeShared({ deviceId, name: 'Vault', reason: 'NO_COMMON_CODE_LENGTH', message }),
    )
  })

  it('a device that is offline, where it is not to be waited for', async () => {
    const deviceId = await house.door({ offlineSince: new Date() })
    const message = 'is offline. Set attemptForOfflineDevice to wait until it is back, or leave it out.'
    expect(await refusal({ deviceIds: [deviceId], attemptForOfflineDevice: false })).toEqual(
      cannotBeShared({ deviceId, reason: 'DEVICE_OFFLINE', message }),
    )
  })

  it('a device without a backup pool, where backups are asked for', async () => {
    const deviceId = await house.door({ supportsBackupAccessCodePool: false })
    const message = 'has no pool of backup codes. Ask without useBackupAccessCodePool, or leave Door out.'
    expect(await refusal({ deviceIds: [deviceId], ...tomorrow, useBackupAccessCodePool: true })).toEqual(
      cannotBeShared({ deviceId, reason: 'BACKUP_POOL_UNSUPPORTED', message }),
    )
  })

  it('a device that needs a time zone for a window and has none', async () => {
    const about = { needsTimeZoneForWindows: true }
    const deviceId = await house.door(about)
    const message =
      'needs a time zone for codes with a start and an end, and has none. Give it one, or ask for an ongoing code.'
    expect(await refusal({ deviceIds: [deviceId], ...tomorrow })).toEqual(
      cannotBeShared({ deviceId, reason: 'TIME_FRAME_UNSUPPORTED', message }),
    )
    const able = await house.door({ ...about, timeZone: 'Europe/Lisbon' })
    expect(await house.createMany({ deviceIds: [able], ...tomorrow })).toMatchObject({ accessCodes: [{}] })
    expect(await house.createMany({ deviceIds: [deviceId] })).toMatchObject({ accessCodes: [{}] })
  })

  it('offline codes, whose PINs the locks make, and with a device that takes none', async () => {
    const able = await house.door({ canProgramOfflineAccessCodes: true })
    const unable = await house.door({ name: 'Gate' })
    const reason = 'CANNOT_SPECIFY_PIN_CODE'
    const itself = 'makes the PINs of offline codes itself, so it cannot share one.'
    const message = `${itself} Let it have a code of its own, or leave it out.`
    expect(await refusal({ deviceIds: [able, unable], ...tomorrow, isOfflineAccessCode: true })).toEqual(
      cannotBeShared(
        { deviceId: able, reason, message },
        {
          deviceId: unable,
          name: 'Gate',
          reason: 'OFFLINE_CODES_UNSUPPORTED',
          message: 'cannot make offline codes. Ask for an online code, or leave Gate out.',
        },
        { deviceId: unable, name: 'Gate', reason, message },
      ),
    )
  })

  it.each([
    ['managed', {}],
    ['unmanaged', { isManaged: false }],
    ['a backup', { isBackup: true }],
    ['still being removed', { status: 'REMOVING' as const, deletedAt: new Date() }],
  ])('a device that is full, if one of its codes is %s', async (_kind, about) => {
    const deviceId = await house.door({ maxActiveCodesSupported: 2 })
    await house.code({ deviceId })
    await house.code({ deviceId, ...about })
    const message =
      'holds at most 2 codes and has no room for another in this window. Delete codes there, choose another window, or leave Door out.'
    expect(await refusal({ deviceIds: [await house.door(), deviceId] })).toEqual(
      cannotBeShared({ deviceId, reason: 'DEVICE_FULL', message }),
    )
  })

  it.each([
    ['managed', true],
    ['unmanaged', false],
  ])('the PIN of another, %s code on a device in an overlapping window', async (_kind, isManaged) => {
    const deviceId = await house.door()
    const window = { startsAt: inHours(10), endsAt: inHours(30) }
    const conflictingAccessCodeId = await house.code({ deviceId, pin: '4711', isManaged, ...window })
    const message =
      'already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.'
    const refused = cannotBeShared({ deviceId, reason: 'DUPLICATE_CODE', message, conflictingAccessCodeId })
    const deviceIds = [await house.door(), deviceId]
    expect(await refusal({ deviceIds, code: '4711', ...tomorrow })).toEqual(refused)
    expect(await refusal({ deviceIds, code: '4711' })).toEqual(refused)
  })

  it('every obstacle on every device at once, in the order of the devices', async () => {
    const full = await house.door({ name: 'Box', maxActiveCodesSupported: 1, supportsBackupAccessCodePool: false })
    await house.code({ deviceId: full })
    const zeros = await house.door({
      name: 'Pool',
      supportedCodeLengths: [6],
      codeConstraints: [{ constraintType: 'NO_ZEROS' }],
    })
    const used = await house.door({ name: 'Gate', offlineSince: new Date() })
    const conflictingAccessCodeId = await addCode(gateway, house.workspaceId, { deviceId: used, pin: '4070' })
    const input = {
      code: '4070',
      ...tomorrow,
      useBackupAccessCodePool: true,
      attemptForOfflineDevice: false,
      deviceIds: [used, await house.door(), full, zeros],
    }
    expect(await refusal(input)).toEqual(
      cannotBeShared(
        {
          deviceId: used,
          name: 'Gate',
          reason: 'DEVICE_OFFLINE',
          message: 'is offline. Set attemptForOfflineDevice to wait until it is back, or leave it out.',
        },
        {
          deviceId: used,
          name: 'Gate',
          reason: 'DUPLICATE_CODE',
          message:
            'already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.',
          conflictingAccessCodeId,
        },
        {
          deviceId: full,
          name: 'Box',
          reason: 'DEVICE_FULL',
          message:
            'holds at most 1 codes and has no room for another in this window. Delete codes there, choose another window, or leave Box out.',
        },
        {
          deviceId: full,
          name: 'Box',
          reason: 'BACKUP_POOL_UNSUPPORTED',
          message: 'has no pool of backup codes. Ask without useBackupAccessCodePool, or leave Box out.',
        },
        {
          deviceId: zeros,
          name: 'Pool',
          reason: 'UNSUPPORTED_CODE_LENGTH',
          message: 'takes PINs of 6 digits, not of 4. Choose another PIN, or leave Pool out.',
        },
        {
          deviceId: zeros,
          name: 'Pool',
          reason: 'CONSTRAINT_VIOLATED',
          message: 'takes no PIN with a 0 in it. Choose another PIN, or leave Pool out.',
          constraint: aConstraint('NO_ZEROS'),
        },
      ),
    )
  })
})

describe('room for a code', () => {
  it('is counted at the moments of its own window only', async () => {
    const deviceId = await house.door({ maxActiveCodesSupported: 1, supportsNativeScheduling: false })
    await house.code({ deviceId, startsAt: inHours(10), endsAt: inHours(20) })
    const window = (from: number, to: number) => ({
      deviceIds: [deviceId],
      startsAt: inHours(from),
      endsAt: inHours(to),
    })
    expect(await refusal(window(19, 30))).toMatchObject({ obstacles: [{ reason: 'DEVICE_FULL' }] })
    expect(await house.createMany(window(20, 30))).toMatchObject({ accessCodes: [{}] })
  })

  it('is taken 72 hours ahead on a lock that keeps time itself', async () => {
    const deviceId = await house.door({ maxActiveCodesSupported: 1 })
    await house.code({ deviceId, startsAt: inHours(1), endsAt: inHours(20) })
    const window = (from: number) => ({ deviceIds: [deviceId], startsAt: inHours(from), endsAt: inHours(200) })
    expect(await refusal(window(90))).toMatchObject({ obstacles: [{ reason: 'DEVICE_FULL' }] })
    expect(await house.createMany(window(93))).toMatchObject({ accessCodes: [{}] })
  })
})

describe('the same PIN on one device', () => {
  it.each([
    ['apart', 30, 40],
    ['that only touch', 20, 30],
  ])('is taken in windows %s', async (_how, from, to) => {
    const deviceId = await house.door()
    const [startsAt, middle] = [inHours(10), inHours(20)]
    await house.createMany({ deviceIds: [deviceId], code: '4711', startsAt, endsAt: middle })
    const window = { startsAt: from === 20 ? middle : inHours(from), endsAt: inHours(to) }
    expect(await house.createMany({ deviceIds: [deviceId], code: '4711', ...window })).toMatchObject({
      accessCodes: [{ code: '4711', ...window }],
    })
  })
})
