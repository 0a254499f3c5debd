import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aConstraint, failure, invalidInput, noSuch } from './answers.ts'
import { badNames, badPins } from './bad-inputs.ts'
import { inHours, writingNothing } from './codes.ts'
import { constrainedDoor, constraintCases } from './constraint-cases.ts'
import { updateOne } from './documents.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const stranger = await aHouse(gateway)

const refusal = (input: object) => writingNothing(gateway, () => house.updateOne(input))
const aWindow = (from: number, until: number) => ({ startsAt: inHours(from), endsAt: inHours(until) })
const aCode = async (input: object = {}): Promise<string> =>
  (await house.createOne({ deviceId: await house.door(), ...input })).accessCode.id
const notModifiable = (message: string) => ({ __typename: 'NotModifiableError', code: 'NOT_MODIFIABLE', message })

type BadInput = [what: string, input: object, issues: Record<string, string>]

describe('the input of updateAccessCode', () => {
  const notNull = 'Cannot be null: leave it out, or give a value.'
  const oneTime = (field: string, other: string) => ({
    [field]: `${other} is there, or stays: give ${field} too, or null for both to have an ongoing code.`,
  })

  it.each<BadInput>([
    ...badPins.map((code): BadInput => [`the PIN "${code}"`, { code }, { code: 'A PIN is 4 to 12 digits.' }]),
    ...badNames.map(([what, name, message]): BadInput => [what, { name }, { name: message }]),
    ['no PIN', { code: null }, { code: notNull }],
    ['no type', { type: null }, { type: notNull }],
    ['a flag that is null', { isExternalModificationAllowed: null }, { isExternalModificationAllowed: notNull }],
    ['another flag that is null', { attemptForOfflineDevice: null }, { attemptForOfflineDevice: notNull }],
    [
      'a window for an ongoing code',
      { type: 'ONGOING', ...aWindow(1, 2) },
      {
        startsAt: 'An ongoing code has no startsAt: leave it out.',
        endsAt: 'An ongoing code has no endsAt: leave it out.',
      },
    ],
    ['a window without times', { type: 'TIME_BOUND' }, { type: 'A time-bound code needs startsAt and endsAt.' }],
    ['a start alone', { startsAt: inHours(1) }, oneTime('endsAt', 'startsAt')],
    ['an end alone', { endsAt: inHours(1) }, oneTime('startsAt', 'endsAt')],
    ['an end before the start', aWindow(2, 1), { endsAt: 'endsAt must be after startsAt.' }],
    ['an end in the past', aWindow(-2, -1), { endsAt: 'endsAt must be in the future.' }],
  ])('is refused with %s', async (_what, input, issues) => {
    expect(await refusal({ id: await aCode(), ...input })).toEqual(invalidInput(issues))
  })

  it.each<BadInput>([
    ['takes away the start alone', { startsAt: null }, oneTime('startsAt', 'endsAt')],
    ['takes away the end alone', { endsAt: null }, oneTime('endsAt', 'startsAt')],
    ['moves the start behind the end', { startsAt: inHours(3) }, { endsAt: 'endsAt must be after startsAt.' }],
    [
      'moves the end before the start, into the past',
      { endsAt: inHours(-1) },
      { endsAt: 'endsAt must be after startsAt. endsAt must be in the future.' },
    ],
  ])('is refused where it %s of a code with a window', async (_what, input, issues) => {
    const answer = await refusal({ id: await aCode(aWindow(1, 2)), ...input })
    const messages = answer.issues.map(({ message }: { message: string }) => message)
    const [[field, message]] = Object.entries(issues) as [[string, string]]
    expect(answer).toEqual({
      ...invalidInput(issues),
      message: expect.any(String),
      issues: messages.map((one: string) => ({ path: ['input', field], message: one })),
    })
    expect(messages.join(' ')).toBe(message)
  })
})

describe('updateAccessCode does not know', () => {
  it.each([
    ['a malformed id', async () => 'x'],
    ['an empty id', async () => ''],
    ['an unknown id', async () => '0a6fd2e4-0000-4000-8000-000000000000'],
    ['an unmanaged code', async () => house.code({ deviceId: await house.door(), pin: '8642', isManaged: false })],
    [
      'a code that is gone',
      async () =>
        house.code({ deviceId: await house.door(), pin: '8642', deletedAt: new Date(), removedAt: new Date() }),
    ],
    ['somebody else’s code', async () => (await stranger.createOne({ deviceId: await stranger.door() })).accessCode.id],
  ])('%s', async (_what, idOf) => {
    const id = await idOf()
    expect(await refusal({ id, name: 'Berta' })).toEqual(noSuch('access code', id))
  })
})

describe('updateAccessCode does not change', () => {
  it('a code that is being removed', async () => {
    const id = await aCode()
    await house.client.ask(`mutation { deleteAccessCode(input: { id: "${id}" }) { __typename } }`)
    expect(await refusal({ id, name: 'Berta' })).toEqual(
      notModifiable('The code is being removed: create another one instead.'),
    )
  })

  it('a code that has ended, not even to a later end', async () => {
    const window = { startsAt: new Date(inHours(-2)), endsAt: new Date(inHours(-1)) }
    const id = await house.code({ deviceId: await house.door(), pin: '4711', ...window, status: 'REMOVING' })
    expect(await refusal({ id, endsAt: inHours(1) })).toEqual(
      notModifiable('The code has ended: create another one instead.'),
    )
  })

  it('an offline code', async () => {
    const deviceId = await house.door({ canProgramOfflineAccessCodes: true })
    const window = { startsAt: new Date(inHours(1)), endsAt: new Date(inHours(2)) }
    const id = await house.code({ deviceId, ...window, isOfflineAccessCode: true, status: 'UNSET' })
    expect(await refusal({ id, name: 'Berta' })).toEqual(
      notModifiable('An offline code cannot be changed, since its lock works it out: create another one.'),
    )
  })

  it('a spare code that was not pulled', async () => {
    const id = await house.code({ deviceId: await house.door(), pin: '4711', isBackup: true })
    expect(await refusal({ id, name: 'Berta' })).toEqual(
      notModifiable('A spare code waits to be pulled: change it after pullBackupAccessCode.'),
    )
  })

  it('the PIN of one code of a group', async () => {
    const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds: [await house.door()] })
    expect(await refusal({ id: accessCodes[0].id, code: '982451' })).toEqual({
      __typename: 'LinkedCodeError',
      code: 'LINKED_CODE',
      message:
        'The code shares its PIN with its group: rotateLinkedCodeGroup changes it for all of them, unlinkAccessCode lets this one have a PIN of its own.',
      linkedCodeGroup: { id: linkedCodeGroup.id },
    })
  })
})

describe('a device whose constraints are broken refuses the change', () => {
  it.each(constraintCases)('$constraintType', async (constraintCase) => {
    const { constraintType, bounds, broken, kept, message } = constraintCase
    const deviceId = await constrainedDoor(gateway, house, constraintCase)
    const { accessCode } = await house.createOne({ deviceId, ...kept })
    const isMadeByLock = constraintType === 'CANNOT_SPECIFY_PIN_CODE'
    expect(await refusal({ id: accessCode.id, ...broken })).toEqual({
      __typename: 'ConstraintViolationError',
      code: 'CONSTRAINT_VIOLATED',
      message: isMadeByLock ? 'Door makes its PINs itself. Leave out code.' : `Door ${message}`,
      device: { id: deviceId },
      violations: [aConstraint(constraintType, bounds)],
    })
  })

  it('unless it is the end alone that moves, and the start was in the future when it was asked for', async () => {
    const codeConstraints = [{ constraintType: 'START_DATE_IN_FUTURE' }]
    const deviceId = await house.door({ codeConstraints })
    const window = { startsAt: new Date(inHours(-1)), endsAt: new Date(inHours(1)) }
    const id = await house.code({ deviceId, pin: '4711', ...window })
    const answer = await house.updateOne({ id, endsAt: inHours(2) })
    expect(answer).toMatchObject({ __typename: 'UpdateAccessCodePayload' })
  })
})

describe('updateAccessCode is refused with', () => {
  it('a PIN of a length that the device does not take', async () => {
    const deviceId = await house.door({ supportedCodeLengths: [4, 6] })
    const id = await aCode({ deviceId })
    expect(await refusal({ id, code: '47110' })).toEqual({
      __typename: 'UnsupportedCodeLengthError',
      code: 'UNSUPPORTED_CODE_LENGTH',
      message: 'Door takes PINs of 4 or 6 digits, not of 5. Choose another PIN, or leave Door out.',
      device: { id: deviceId },
      supportedCodeLengths: [4, 6],
    })
  })

  const duplicate = (deviceId: string, conflictingAccessCodeId: string) => ({
    __typename: 'DuplicateAccessCodeError',
    code: 'DUPLICATE_ACCESS_CODE',
    message:
      'Door already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.',
    device: { id: deviceId },
    conflictingAccessCodeId,
  })

  it('the PIN of another code in its window, or a window in which another code has its PIN', async () => {
    const deviceId = await house.door()
    const other = await aCode({ deviceId, code: '4711', ...aWindow(10, 20) })
    const otherPin = await aCode({ deviceId, code: '4712', ...aWindow(15, 25) })
    expect(await refusal({ id: otherPin, code: '4711' })).toEqual(duplicate(deviceId, other))
    const otherWindow = await aCode({ deviceId, code: '4711', ...aWindow(20, 30) })
    expect(await refusal({ id: otherWindow, startsAt: inHours(19) })).toEqual(duplicate(deviceId, other))
    expect(await refusal({ id: otherWindow, type: 'ONGOING' })).toEqual(duplicate(deviceId, other))
    expect(await house.updateOne({ id: otherPin, code: '4711', ...aWindow(30, 40) })).toMatchObject({
      __typename: 'UpdateAccessCodePayload',
    })
  })

  it('a window in which the device has no room; another name is no matter', async () => {
    const deviceId = await house.door({ maxActiveCodesSupported: 1, supportsNativeScheduling: false })
    await aCode({ deviceId, ...aWindow(10, 20) })
    const id = await aCode({ deviceId, ...aWindow(20, 30) })
    expect(await refusal({ id, startsAt: inHours(19) })).toEqual({
      __typename: 'DeviceFullError',
      code: 'DEVICE_FULL',
      message:
        'Door holds at most 1 codes and has no room for another in this window. Delete codes there, choose another window, or leave Door out.',
      device: { id: deviceId },
      maxActiveCodesSupported: 1,
    })
    for (const input of [{ startsAt: inHours(21) }, { name: 'Berta' }, { code: '982451' }]) {
      expect(await house.updateOne({ id, ...input })).toMatchObject({ __typename: 'UpdateAccessCodePayload' })
    }
  })

  it('a window on a device that needs a time zone for windows and has none', async () => {
    const deviceId = await house.door({ needsTimeZoneForWindows: true })
    const id = await aCode({ deviceId })
    expect(await refusal({ id, ...aWindow(1, 2) })).toEqual({
      __typename: 'TimeFrameUnsupportedError',
      code: 'TIME_FRAME_UNSUPPORTED',
      message:
        'Door needs a time zone for codes with a start and an end, and has none. Give it one, or ask for an ongoing code.',
      device: { id: deviceId },
    })
  })

  it('a device that is offline, where it is asked not to wait', async () => {
    const deviceId = await house.door({ offlineSince: new Date() })
    const id = await aCode({ deviceId })
    expect(await refusal({ id, name: 'Berta', attemptForOfflineDevice: false })).toEqual({
      __typename: 'DeviceOfflineError',
      code: 'DEVICE_OFFLINE',
      message: 'Door is offline. Set attemptForOfflineDevice to wait until it is back, or leave it out.',
      device: { id: deviceId },
    })
    const waiting = await house.updateOne({ id, name: 'Berta' })
    expect(waiting).toMatchObject({ __typename: 'UpdateAccessCodePayload', accessCode: { name: 'Berta' } })
  })

  it('a PIN from who may not see PINs, whatever the code', async () => {
    const blind = await gateway.clientOf(house.workspaceId, ['READ_CODES', 'WRITE_CODES'])
    const { accessCode } = await house.createOne({ deviceId: await house.door(), code: '4711' })
    for (const id of [accessCode.id, 'x']) {
      for (const code of ['4711', '4712']) {
        const ask = () => blind.ask(updateOne, { input: { id, code } })
        expect(await writingNothing(gateway, ask)).toEqual(
          failure('updateAccessCode', 'FORBIDDEN', 'This credential needs the scope SEE_PINS to choose a PIN.'),
        )
      }
    }
  })
})
