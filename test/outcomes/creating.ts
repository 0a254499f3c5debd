import { aConstraint, aNewCode, anAutoSetKey, anId, anInstant } from '../api/answers.ts'
import { inHours } from '../api/codes.ts'
import { idempotencyConflict, invalid, notFound, type Outcomes, unknownId } from './an-outcome.ts'
import { aDoor, aGroup, anOfflineDoor } from './nouns.ts'

const pending = {
  id: anId,
  actionType: 'CREATE_ACCESS_CODE',
  status: 'PENDING',
  error: null,
  result: null,
  createdAt: anInstant,
}

export const createAccessCode: Outcomes = {
  async CreateAccessCodePayload({ workspaceId, door }) {
    const deviceId = await door()
    const input = { deviceId, name: 'Guest', code: '4711' }
    const accessCode = aNewCode(workspaceId, deviceId, { name: 'Guest', code: '4711' })
    return { input, answer: { accessCode, actionAttempt: pending } }
  },
  async InvalidInputError({ door }) {
    return { input: { deviceId: await door(), code: '47' }, answer: invalid('code', 'A PIN is 4 to 12 digits.') }
  },
  async NotFoundError() {
    return { input: { deviceId: unknownId }, answer: notFound('device', unknownId) }
  },
  async DuplicateAccessCodeError({ door, code }) {
    const deviceId = await door()
    const conflictingAccessCodeId = await code({ deviceId, pin: '4711' })
    const message =
      'Door already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.'
    const answer = { message, device: aDoor(deviceId), conflictingAccessCodeId }
    return { input: { deviceId, code: '4711' }, answer }
  },
  async ConstraintViolationError({ door }) {
    const codeConstraints = [{ constraintType: 'NO_ZEROS' }]
    const deviceId = await door({ codeConstraints })
    const violations = [aConstraint('NO_ZEROS')]
    const message = 'Door takes no PIN with a 0 in it. Choose another PIN, or leave Door out.'
    const device = aDoor(deviceId, { codeConstraints: violations })
    return { input: { deviceId, code: '4070' }, answer: { message, device, violations } }
  },
  async UnsupportedDeviceError({ door }) {
    const about = { canProgramOnlineAccessCodes: false }
    const deviceId = await door(about)
    const message = 'Door cannot be given access codes from afar. Choose another device, or leave Door out.'
    return { input: { deviceId }, answer: { message, device: aDoor(deviceId, about) } }
  },
  async UnsupportedCodeLengthError({ door }) {
    const supportedCodeLengths = [4, 6]
    const deviceId = await door({ supportedCodeLengths })
    const message = 'Door takes PINs of 4 or 6 digits, not of 5. Choose another PIN, or leave Door out.'
    const device = aDoor(deviceId, { supportedCodeLengths })
    return { input: { deviceId, code: '47110' }, answer: { message, device, supportedCodeLengths } }
  },
  async TimeFrameUnsupportedError({ door }) {
    const deviceId = await door({ needsTimeZoneForWindows: true })
    const message =
      'Door needs a time zone for codes with a start and an end, and has none. Give it one, or ask for an ongoing code.'
    const warnings = [
      {
        issueCode: 'time_zone_unknown',
        message: 'The time zone of Door is unknown, so that it can hold no codes with a start and an end: set it.',
        createdAt: null,
      },
    ]
    const input = { deviceId, startsAt: inHours(1), endsAt: inHours(2) }
    return { input, answer: { message, device: aDoor(deviceId, { warnings }) } }
  },
  async DeviceFullError({ door, code }) {
    const maxActiveCodesSupported = 1
    const deviceId = await door({ maxActiveCodesSupported })
    await code({ deviceId })
    const message =
      'Door holds at most 1 codes and has no room for another in this window. Delete codes there, choose another window, or leave Door out.'
    const warnings = [
      {
        issueCode: 'max_access_codes_reached',
        message: 'Door holds 1 codes, and 1 at most: delete some to make room for others.',
        createdAt: null,
      },
    ]
    const device = aDoor(deviceId, { maxActiveCodesSupported, warnings })
    return { input: { deviceId }, answer: { message, device, maxActiveCodesSupported } }
  },
  async DeviceOfflineError({ door }) {
    const deviceId = await door({ offlineSince: new Date() })
    const message = 'Door is offline. Set attemptForOfflineDevice to wait until it is back, or leave it out.'
    return { input: { deviceId, attemptForOfflineDevice: false }, answer: { message, device: anOfflineDoor(deviceId) } }
  },
  async LinkedCodeError({ door, createOne }) {
    const first = await door()
    const { accessCode } = await createOne({ deviceId: first, commonCodeKey: 'family', code: '4711' })
    const message =
      'The codes of a group share one PIN: leave out code to join with it, rotate the group to change it for all, or take another commonCodeKey.'
    const linkedCodeGroup = aGroup([first], {
      id: accessCode.linkedCodeGroup.id,
      commonCodeKey: 'family',
      code: '4711',
    })
    const input = { deviceId: await door(), commonCodeKey: 'family', code: '4712' }
    return { input, answer: { message, linkedCodeGroup } }
  },
  async IdempotencyConflictError({ door, createOne }) {
    const deviceId = await door()
    await createOne({ deviceId, idempotencyKey: 'once' })
    return { input: { deviceId, name: 'Guest', idempotencyKey: 'once' }, answer: idempotencyConflict }
  },
}

export const createMultipleAccessCodes: Outcomes = {
  async CreateMultipleAccessCodesPayload({ workspaceId, door }) {
    const deviceIds = [await door(), await door()]
    const linked = { commonCodeKey: anAutoSetKey, linkedCodeGroup: { id: anId } }
    return {
      input: { deviceIds },
      answer: {
        accessCodes: deviceIds.map((id) => aNewCode(workspaceId, id, linked)),
        linkedCodeGroup: aGroup(deviceIds),
      },
    }
  },
  async InvalidInputError() {
    return { input: { deviceIds: [] }, answer: invalid('deviceIds', 'Name at least one device.') }
  },
  async NotFoundError({ door }) {
    return { input: { deviceIds: [await door(), unknownId] }, answer: notFound('device', unknownId) }
  },
  async CodeCannotBeSharedError({ door }) {
    const offline = await door({ name: 'Gate', offlineSince: new Date() })
    const message = 'Gate is offline. Set attemptForOfflineDevice to wait until it is back, or leave it out.'
    const obstacle = {
      deviceId: offline,
      device: { id: offline },
      reason: 'DEVICE_OFFLINE',
      message,
      constraint: null,
      conflictingAccessCodeId: null,
    }
    return {
      input: { deviceIds: [await door(), offline], attemptForOfflineDevice: false },
      answer: { message: `One code cannot be on all of these devices. ${message}`, obstacles: [obstacle] },
    }
  },
  async IdempotencyConflictError({ door, createMany }) {
    const deviceIds = [await door()]
    await createMany({ deviceIds, idempotencyKey: 'once' })
    return { input: { deviceIds, name: 'Guest', idempotencyKey: 'once' }, answer: idempotencyConflict }
  },
}
