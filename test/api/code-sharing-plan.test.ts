import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aConstraint, aPin, failure } from './answers.ts'
import { badNames, badPins, badWindows } from './bad-inputs.ts'
import { inHours, writingNothing } from './codes.ts'
import { plan as document } from './documents.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const plan = (input: object) => writingNothing(gateway, () => house.plan(input))

const shared = (deviceIds: readonly string[], length: number, suggestedCode: string = aPin(length)) => ({
  canShare: true,
  codeLength: length,
  suggestedCode,
  sharingDevices: deviceIds.map((id) => ({ id })),
  obstacles: [],
})

const obstacleOn = (deviceId: string, reason: string, message: string, about: object = {}) => ({
  deviceId,
  device: { id: deviceId, name: 'Door' },
  reason,
  message,
  constraint: null,
  conflictingAccessCodeId: null,
  ...about,
})

describe('codeSharingPlan', () => {
  it('suggests a PIN for devices that can share, which is then taken as it is', async () => {
    const deviceIds = [await house.door(), await house.door({ supportedCodeLengths: [5, 6] })]
    const planned = await plan({ deviceIds, name: 'Family' })
    expect(planned).toEqual(shared(deviceIds, 5))
    const { accessCodes } = await house.createMany({ deviceIds, code: planned.suggestedCode })
    expect(accessCodes).toMatchObject(deviceIds.map(() => ({ code: planned.suggestedCode })))
  })

  it('suggests the PIN that was given', async () => {
    const deviceIds = [await house.door(), await house.door()]
    expect(await plan({ deviceIds, code: '0042' })).toEqual(shared(deviceIds, 4, '0042'))
  })

  it('honours the preferred length, or takes the shortest common one', async () => {
    const deviceIds = [await house.door(), await house.door({ supportedCodeLengths: [5, 6] })]
    expect(await plan({ deviceIds, preferredCodeLength: 6 })).toEqual(shared(deviceIds, 6))
    expect(await plan({ deviceIds, preferredCodeLength: 4 })).toEqual(shared(deviceIds, 5))
  })

  it('reserves nothing: the same PIN can be planned again and again', async () => {
    const deviceIds = [await house.door()]
    const input = { deviceIds, code: '4711', startsAt: inHours(1), endsAt: inHours(2) }
    expect(await plan(input)).toEqual(await plan(input))
  })

  it('says which devices can share and all that keeps the others out', async () => {
    const [a, b] = [await house.door(), await house.door({ supportedCodeLengths: [4] })]
    const six = await house.door({ supportedCodeLengths: [6] })
    const salto = await house.door({ codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }] })
    const thermostat = await house.door({ canProgramOnlineAccessCodes: null, supportedCodeLengths: [] })
    const answer = {
      canShare: false,
      codeLength: 4,
      suggestedCode: aPin(4),
      sharingDevices: [{ id: a }, { id: b }],
      obstacles: [
        obstacleOn(
          thermostat,
          'CANNOT_PROGRAM_CODES',
          'Door cannot be given access codes from afar. Choose another device, or leave Door out.',
        ),
        obstacleOn(
          six,
          'NO_COMMON_CODE_LENGTH',
          'Door takes PINs of 6 digits, the 2 devices that share one of 4 digits. Leave Door out, or let it have a code of its own.',
        ),
        obstacleOn(
          salto,
          'CANNOT_SPECIFY_PIN_CODE',
          'Door makes its PINs itself, so it cannot share one. Let it have a code of its own, or leave it out.',
          { constraint: aConstraint('CANNOT_SPECIFY_PIN_CODE') },
        ),
      ],
    }
    expect(await plan({ deviceIds: [thermostat, a, b, six, salto] })).toEqual(answer)
  })

  it('says what createMultipleAccessCodes would be refused with', async () => {
    const held = await house.door()
    await house.code({ deviceId: held, pin: '4070' })
    const deviceIds = [
      await house.door(),
      held,
      await house.door({ codeConstraints: [{ constraintType: 'NO_ZEROS' }], offlineSince: new Date() }),
      await house.door({ supportsBackupAccessCodePool: false, needsTimeZoneForWindows: true }),
      await house.door({ maxActiveCodesSupported: 0, supportedCodeLengths: [5] }),
    ]
    const input = {
      deviceIds,
      code: '4070',
      startsAt: inHours(1),
      endsAt: inHours(2),
      attemptForOfflineDevice: false,
      useBackupAccessCodePool: true,
    }
    const { obstacles } = await house.createMany(input)
    expect(obstacles).toHaveLength(7)
    expect(await plan(input)).toEqual({
      canShare: false,
      codeLength: 4,
      suggestedCode: '4070',
      sharingDevices: [{ id: deviceIds[0] }],
      obstacles,
    })
  })

  it('names devices that are not there, and plans for the others', async () => {
    const deviceId = await house.door()
    const missing = ['front door', newId(), await (await aHouse(gateway)).door()]
    expect(await plan({ deviceIds: [...missing, deviceId] })).toEqual({
      ...shared([deviceId], 4),
      canShare: false,
      obstacles: missing.map((id) =>
        obstacleOn(
          id,
          'DEVICE_NOT_FOUND',
          `There is no device ${id} in this workspace. Check the id, or leave it out.`,
          { device: null },
        ),
      ),
    })
  })

  it('has no PIN where no device can take part', async () => {
    const deviceId = newId()
    expect(await plan({ deviceIds: [deviceId], code: '4711' })).toEqual({
      canShare: false,
      codeLength: null,
      suggestedCode: null,
      sharingDevices: [],
      obstacles: [expect.objectContaining({ deviceId, reason: 'DEVICE_NOT_FOUND' })],
    })
  })
})

describe('the input of codeSharingPlan', () => {
  const refused = (issues: Record<string, string>) => {
    const list = Object.entries(issues).map(([path, message]) => ({ path: ['input', ...path.split('.')], message }))
    const message = list.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join(' ')
    return failure('codeSharingPlan', 'BAD_USER_INPUT', message, { issues: list })
  }

  it.each([
    ...badPins.map((code) => [`the PIN "${code}"`, { code }, { code: 'A PIN is 4 to 12 digits.' }] as const),
    ...badNames.map(([situation, name, message]) => [situation, { name }, { name: message }] as const),
    ...badWindows,
    ['a preferred length of no digit', { preferredCodeLength: 0 }, { preferredCodeLength: 'Must be at least 1.' }],
    ['no device', { deviceIds: [] }, { deviceIds: 'Name at least one device.' }],
    ['501 devices', { deviceIds: Array.from({ length: 501 }, newId) }, { deviceIds: 'Name at most 500 devices.' }],
    ['a device named twice', { deviceIds: ['a', 'A'] }, { 'deviceIds.1': 'A is named twice.' }],
  ] as const)('is refused with %s', async (_situation, input, issues) => {
    const given = { deviceIds: [await house.door()], ...input }
    expect(await house.client.ask(document, { input: given })).toEqual(refused(issues as Record<string, string>))
  })
})
