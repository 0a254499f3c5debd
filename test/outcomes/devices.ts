import { aNewCode, anInstant } from '../api/answers.ts'
import { backupsOf, confirmBackups, switchPool } from '../api/backup-codes.ts'
import { inHours } from '../api/codes.ts'
import { invalid, notFound, type Outcomes, type Scene, unknownId } from './an-outcome.ts'
import { aDoor } from './nouns.ts'

/** A guest's stay, which has begun. */
async function aStay({ createOne }: Scene, deviceId: string) {
  const window = { startsAt: inHours(-1), endsAt: inHours(5) }
  const { accessCode } = await createOne({ deviceId, code: '4711', ...window })
  return { id: accessCode.id as string, window }
}

const own = { source: 'CODE', createdAt: anInstant, conflictingAccessCodeId: null, details: null }

export const pullBackupAccessCode: Outcomes = {
  async PullBackupAccessCodePayload(scene) {
    const { workspaceId, door, gateway } = scene
    const deviceId = await door()
    await switchPool(gateway, scene, deviceId, true)
    await confirmBackups(gateway, deviceId)
    const { id, window } = await aStay(scene, deviceId)
    const [{ id: backupId, code }] = await backupsOf(scene, deviceId)
    const partial = {
      issueCode: 'partial_backup_access_code_pool',
      source: 'DEVICE',
      message:
        'Door has 2 of 3 spare codes ready. The others are being set on it: if it stays so, see whether it is online and has room.',
      createdAt: null,
      conflictingAccessCodeId: null,
      details: null,
    }
    const using = {
      ...own,
      issueCode: 'using_backup_access_code',
      message: 'A backup code was pulled for it: the guest can use that one.',
    }
    const accessCode = aNewCode(workspaceId, deviceId, {
      id,
      code: '4711',
      type: 'TIME_BOUND',
      ...window,
      pulledBackupAccessCode: { id: backupId },
      warnings: [using, partial],
    })
    const backupAccessCode = aNewCode(workspaceId, deviceId, {
      id: backupId,
      code,
      name: 'Backup 1',
      type: 'TIME_BOUND',
      verification: 'NONE',
      ...window,
      isBackup: true,
      pendingMutations: [
        {
          __typename: 'UpdatingTimeFrameMutation',
          mutationCode: 'UPDATING_TIME_FRAME',
          message: 'The time frame is being changed on the device.',
          createdAt: anInstant,
          from: { startsAt: null, endsAt: null },
          to: window,
        },
      ],
      warnings: [partial],
    })
    return { input: { id }, answer: { accessCode, backupAccessCode } }
  },
  async NotFoundError() {
    return { input: { id: unknownId }, answer: notFound('access code', unknownId) }
  },
  async NotModifiableError({ door, createOne }) {
    const { accessCode } = await createOne({ deviceId: await door() })
    const message =
      'Only a code with a start and an end has backups: give it both with updateAccessCode, or create another one.'
    return { input: { id: accessCode.id }, answer: { message } }
  },
  async NoBackupAvailableError(scene) {
    const { id } = await aStay(scene, await scene.door())
    const message = 'Door has no spare code ready: switch its backup pool on, or wait until its lock has confirmed one.'
    return { input: { id }, answer: { message } }
  },
  async UnsupportedDeviceError(scene) {
    const about = { supportsBackupAccessCodePool: false }
    const deviceId = await scene.door(about)
    const { id } = await aStay(scene, deviceId)
    const message = 'Door keeps no spare codes: give the guest another code.'
    return { input: { id }, answer: { message, device: aDoor(deviceId, about) } }
  },
}

export const convertUnmanagedAccessCode: Outcomes = {
  async ConvertUnmanagedAccessCodePayload({ workspaceId, door, code }) {
    const deviceId = await door()
    const id = await code({ deviceId, pin: '8642', isManaged: false, lockSlot: '1', name: 'Cleaner' })
    const accessCode = aNewCode(workspaceId, deviceId, {
      id,
      name: 'Cleaner',
      code: '8642',
      isExternalModificationAllowed: true,
    })
    return { input: { id, isExternalModificationAllowed: true }, answer: { accessCode } }
  },
  async NotFoundError() {
    return { input: { id: unknownId }, answer: notFound('unmanaged access code', unknownId) }
  },
  async DuplicateAccessCodeError({ door, code }) {
    const deviceId = await door()
    const conflictingAccessCodeId = await code({ deviceId, pin: '8642' })
    const id = await code({ deviceId, pin: '8642', isManaged: false, lockSlot: '1' })
    const message = 'Door already has a code with this PIN in this window. Delete that one first, or leave this one.'
    return { input: { id }, answer: { message, device: aDoor(deviceId), conflictingAccessCodeId } }
  },
  async NotModifiableError({ door, code }) {
    const id = await code({ deviceId: await door(), isManaged: false, lockSlot: '1' })
    return { input: { id }, answer: { message: 'The lock does not tell the PIN: create a code of your own.' } }
  },
  async UnsupportedDeviceError({ door, code }) {
    const about = { isManaged: false }
    const deviceId = await door(about)
    const id = await code({ deviceId, pin: '8642', isManaged: false, lockSlot: '1' })
    const message = 'Door is not managed: manage it first, by updateDevice.'
    return { input: { id }, answer: { message, device: aDoor(deviceId, about) } }
  },
}

export const updateDevice: Outcomes = {
  async UpdateDevicePayload({ door }) {
    const id = await door()
    const change = { name: 'Front door', customMetadata: { floor: '2' } }
    return { input: { id, ...change }, answer: { device: aDoor(id, change) } }
  },
  async InvalidInputError({ door }) {
    return { input: { id: await door(), name: ' ' }, answer: invalid('name', 'Must not be blank.') }
  },
  async NotFoundError() {
    return { input: { id: unknownId, name: 'Front door' }, answer: notFound('device', unknownId) }
  },
}

export const reportDeviceConstraints: Outcomes = {
  async ReportDeviceConstraintsPayload({ door }) {
    const about = { deviceType: 'smartthings_lock' }
    const deviceId = await door(about)
    const answer = { device: aDoor(deviceId, { ...about, supportedCodeLengths: [4, 5] }) }
    return { input: { deviceId, minCodeLength: 4, maxCodeLength: 5 }, answer }
  },
  async InvalidInputError({ door }) {
    const deviceId = await door({ deviceType: 'smartthings_lock' })
    return { input: { deviceId }, answer: invalid('supportedCodeLengths', 'Say which lengths the device takes.') }
  },
  async NotFoundError() {
    const input = { deviceId: unknownId, supportedCodeLengths: [4] }
    return { input, answer: notFound('device', unknownId) }
  },
  async UnsupportedDeviceError({ door }) {
    const deviceId = await door()
    const message = 'Door tells itself which lengths of PIN it takes.'
    return { input: { deviceId, supportedCodeLengths: [4] }, answer: { message, device: aDoor(deviceId) } }
  },
}
