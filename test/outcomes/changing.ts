import { aConstraint, aNewCode, anId, anInstant } from '../api/answers.ts'
import { inHours } from '../api/codes.ts'
import { idempotencyConflict, invalid, notFound, type Outcomes, type Scene, unknownId } from './an-outcome.ts'
import { aDoor, aGroup, anOfflineDoor } from './nouns.ts'

const pending = {
  id: anId,
  actionType: 'UPDATE_ACCESS_CODE',
  status: 'PENDING',
  error: null,
  result: null,
  createdAt: anInstant,
}

/** A code that was just created, on a door of its own. */
async function aCode({ door, createOne }: Scene, about: Parameters<Scene['door']>[0] = {}, input: object = {}) {
  const deviceId = await door(about)
  const { accessCode } = await createOne({ deviceId, code: '4711', ...input })
  return { deviceId, id: accessCode.id as string, accessCode }
}

async function aFamily(scene: Scene, about: Parameters<Scene['door']>[0] = {}) {
  const { accessCode, ...rest } = await aCode(scene, about, { commonCodeKey: 'family' })
  return { ...rest, groupId: accessCode.linkedCodeGroup.id as string }
}

const family = (deviceId: string, id: string, about: object = {}) =>
  aGroup([deviceId], { id, commonCodeKey: 'family', code: '4711', ...about })

export const updateAccessCode: Outcomes = {
  async UpdateAccessCodePayload(scene) {
    const { id, deviceId } = await aCode(scene)
    const accessCode = aNewCode(scene.workspaceId, deviceId, { id, code: '4711', name: 'Guest' })
    return { input: { id, name: 'Guest' }, answer: { accessCode, actionAttempt: pending } }
  },
  async InvalidInputError(scene) {
    const { id } = await aCode(scene)
    return { input: { id, code: '47' }, answer: invalid('code', 'A PIN is 4 to 12 digits.') }
  },
  async NotFoundError() {
    return { input: { id: unknownId, name: 'Guest' }, answer: notFound('access code', unknownId) }
  },
  async DuplicateAccessCodeError(scene) {
    const { id, deviceId } = await aCode(scene)
    const conflictingAccessCodeId = await scene.code({ deviceId, pin: '4712' })
    const message =
      'Door already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.'
    return { input: { id, code: '4712' }, answer: { message, device: aDoor(deviceId), conflictingAccessCodeId } }
  },
  async ConstraintViolationError(scene) {
    const codeConstraints = [{ constraintType: 'NAME_LENGTH', minLength: 2, maxLength: 14 }]
    const { id, deviceId } = await aCode(scene, { codeConstraints })
    const violations = [aConstraint('NAME_LENGTH', { minLength: 2, maxLength: 14 })]
    const message = 'Door takes names of 2 to 14 characters. Choose such a name, or give none.'
    const device = aDoor(deviceId, { codeConstraints: violations })
    return { input: { id, name: 'A' }, answer: { message, device, violations } }
  },
  async UnsupportedCodeLengthError(scene) {
    const supportedCodeLengths = [4, 6]
    const { id, deviceId } = await aCode(scene, { supportedCodeLengths })
    const message = 'Door takes PINs of 4 or 6 digits, not of 5. Choose another PIN, or leave Door out.'
    const device = aDoor(deviceId, { supportedCodeLengths })
    return { input: { id, code: '47110' }, answer: { message, device, supportedCodeLengths } }
  },
  async TimeFrameUnsupportedError(scene) {
    const { id, deviceId } = await aCode(scene, { needsTimeZoneForWindows: true })
    const message =
      'Door needs a time zone for codes with a start and an end, and has none. Give it one, or ask for an ongoing code.'
    const warnings = [
      {
        issueCode: 'time_zone_unknown',
        message: 'The time zone of Door is unknown, so that it can hold no codes with a start and an end: set it.',
        createdAt: null,
      },
    ]
    const input = { id, startsAt: inHours(1), endsAt: inHours(2) }
    return { input, answer: { message, device: aDoor(deviceId, { warnings }) } }
  },
  async DeviceFullError(scene) {
    const maxActiveCodesSupported = 1
    const window = { startsAt: inHours(1), endsAt: inHours(2) }
    const { id, deviceId } = await aCode(scene, { maxActiveCodesSupported, supportsNativeScheduling: false }, window)
    await scene.code({ deviceId, startsAt: inHours(10), endsAt: inHours(20) })
    const message =
      'Door holds at most 1 codes and has no room for another in this window. Delete codes there, choose another window, or leave Door out.'
    const device = aDoor(deviceId, { maxActiveCodesSupported, supportsNativeScheduling: false })
    return { input: { id, endsAt: inHours(11) }, answer: { message, device, maxActiveCodesSupported } }
  },
  async DeviceOfflineError(scene) {
    const { id, deviceId } = await aCode(scene, { offlineSince: new Date() })
    const message = 'Door is offline. Set attemptForOfflineDevice to wait until it is back, or leave it out.'
    const input = { id, name: 'Guest', attemptForOfflineDevice: false }
    return { input, answer: { message, device: anOfflineDoor(deviceId) } }
  },
  async LinkedCodeError(scene) {
    const { id, deviceId, groupId } = await aFamily(scene)
    const message =
      'The code shares its PIN with its group: rotateLinkedCodeGroup changes it for all of them, unlinkAccessCode lets this one have a PIN of its own.'
    return { input: { id, code: '4712' }, answer: { message, linkedCodeGroup: family(deviceId, groupId) } }
  },
  async NotModifiableError({ door, code }) {
    const id = await code({ deviceId: await door(), pin: '4711', deletedAt: new Date(), status: 'REMOVING' })
    const message = 'The code is being removed: create another one instead.'
    return { input: { id, name: 'Guest' }, answer: { message } }
  },
}

export const updateMultipleAccessCodes: Outcomes = {
  async UpdateMultipleAccessCodesPayload(scene) {
    const { id, deviceId, groupId } = await aFamily(scene)
    const linked = { commonCodeKey: 'family', linkedCodeGroup: { id: groupId } }
    return {
      input: { commonCodeKey: 'family', name: 'Guests' },
      answer: {
        linkedCodeGroup: family(deviceId, groupId, { name: 'Guests' }),
        accessCodes: [aNewCode(scene.workspaceId, deviceId, { id, code: '4711', name: 'Guests', ...linked })],
      },
    }
  },
  async InvalidInputError(scene) {
    await aFamily(scene)
    return { input: { commonCodeKey: 'family', name: ' ' }, answer: invalid('name', 'Must not be blank.') }
  },
  async NotFoundError() {
    const answer = notFound('linked code group', 'nobody', 'commonCodeKey')
    return { input: { commonCodeKey: 'nobody', name: 'Guests' }, answer }
  },
  async CodeCannotBeSharedError(scene) {
    const maxLength = 5
    const { deviceId } = await aFamily(scene, { codeConstraints: [{ constraintType: 'NAME_LENGTH', maxLength }] })
    const message = 'Door takes names of at most 5 characters. Choose such a name, or give none.'
    const constraint = aConstraint('NAME_LENGTH', { maxLength })
    return {
      input: { commonCodeKey: 'family', name: 'Guests' },
      answer: cannotBeShared({ deviceId, reason: 'CONSTRAINT_VIOLATED', message, constraint }),
    }
  },
}

interface Obstacle {
  readonly deviceId: string
  readonly reason: string
  readonly message: string
  readonly constraint?: object
  readonly conflictingAccessCodeId?: string
}

const cannotBeShared = ({ deviceId, message, ...about }: Obstacle) => ({
  message: `One code cannot be on all of these devices. ${message}`,
  obstacles: [
    { deviceId, device: { id: deviceId }, message, constraint: null, conflictingAccessCodeId: null, ...about },
  ],
})

export const rotateLinkedCodeGroup: Outcomes = {
  async RotateLinkedCodeGroupPayload(scene) {
    const { deviceId, groupId } = await aFamily(scene)
    const linkedCodeGroup = family(deviceId, groupId, { code: '982451' })
    return { input: { commonCodeKey: 'family', code: '982451' }, answer: { linkedCodeGroup } }
  },
  async InvalidInputError(scene) {
    await aFamily(scene)
    const answer = invalid('code', 'This is the PIN that the group has: choose another.')
    return { input: { commonCodeKey: 'family', code: '4711' }, answer }
  },
  async NotFoundError() {
    const answer = notFound('linked code group', 'nobody', 'commonCodeKey')
    return { input: { commonCodeKey: 'nobody' }, answer }
  },
  async CodeCannotBeSharedError(scene) {
    const { deviceId } = await aFamily(scene)
    const conflictingAccessCodeId = await scene.code({ deviceId, pin: '4712' })
    const message =
      'Door already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.'
    return {
      input: { commonCodeKey: 'family', code: '4712' },
      answer: cannotBeShared({ deviceId, reason: 'DUPLICATE_CODE', message, conflictingAccessCodeId }),
    }
  },
  async IdempotencyConflictError(scene) {
    await aFamily(scene)
    await scene.rotateGroup({ commonCodeKey: 'family', idempotencyKey: 'once' })
    return { input: { commonCodeKey: 'family', code: '982451', idempotencyKey: 'once' }, answer: idempotencyConflict }
  },
}

export const unlinkAccessCode: Outcomes = {
  async UnlinkAccessCodePayload(scene) {
    const { id, deviceId } = await aFamily(scene)
    return { input: { id }, answer: { accessCode: aNewCode(scene.workspaceId, deviceId, { id, code: '4711' }) } }
  },
  async NotFoundError() {
    return { input: { id: unknownId }, answer: notFound('access code', unknownId) }
  },
  async NotModifiableError(scene) {
    return { input: { id: (await aCode(scene)).id }, answer: { message: 'The code is in no group.' } }
  },
}
