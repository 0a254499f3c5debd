import type { PoolClient } from 'pg'
import { wholeWorkspace } from '../../data/realm.ts'
import { inTransaction } from '../../data/transaction.ts'
import { recordUnchanged } from '../../data/write/change-access-codes.ts'
import { type ChangeableCode, lockCodes } from '../../data/write/changeable-codes.ts'
import { audit } from '../audit.ts'
import { mustSeePins, type Viewer } from '../auth/viewer.ts'
import { surveyDevices } from '../devices/survey.ts'
import { LinkedCodeError, NotFoundError, NotModifiableError } from '../errors.ts'
import { obstaclesToChanges } from '../linked-code-groups/change-obstacles.ts'
import type { Services } from '../services.ts'
import { changeAccessCodes, isEmpty, type NewWish, realChanges } from './change.ts'
import { type HandedOverCode, handOver } from './hand-over.ts'
import type { UpdateAccessCodeInput } from './inputs.ts'
import { pulledBackupsOf, withPulledBackups } from './pulled-backups.ts'
import type { RecordedCode } from './record.ts'
import { refusalOf } from './refusal.ts'
import { namesTimes, wishedWindow } from './wished-window.ts'

/**
 * Changes what is wished of a code: what is left out stays, and null clears. Only what changes is asked of the device, so
 * that a code can be renamed on a lock that is full. A code that is like that already is left as it is.
 *
 * @throws NotFoundError for an id of no managed code of this workspace, or of one that is gone
 * @throws NotModifiableError for a code that is deleted or over, an offline code, and a spare of the backup pool
 * @throws LinkedCodeError for another PIN for one code of a group
 * @throws InvalidInputError for a window that cannot be
 * @throws DuplicateAccessCodeError, ConstraintViolationError, UnsupportedCodeLengthError, TimeFrameUnsupportedError,
 * DeviceFullError, DeviceOfflineError, by what stands in the way on the device
 * @throws RateLimitedError where a device has had too many changes within a minute
 * @throws ForbiddenError if a PIN is named without the scope to see PINs
 */
export async function updateAccessCode(
  services: Services,
  viewer: Viewer,
  input: UpdateAccessCodeInput,
): Promise<RecordedCode | HandedOverCode> {
  if (input.code != null) mustSeePins(viewer, 'to choose a PIN')
  return inTransaction(services.writers, async (tx) => {
    const [code] = await lockCodes(tx, viewer, [input.id])
    if (!code) throw new NotFoundError('access code', [input.id])
    return update(tx, services, viewer, input, code)
  })
}

async function update(
  tx: PoolClient,
  services: Services,
  viewer: Viewer,
  input: UpdateAccessCodeInput,
  code: ChangeableCode,
): Promise<RecordedCode | HandedOverCode> {
  const { workspaceId } = viewer
  mustBeModifiable(code)
  const { id, deviceId, linkedCodeGroupId } = code
  const did = { action: 'updateAccessCode', input, accessCodeIds: [id], deviceIds: [deviceId], linkedCodeGroupId }
  if (input.isManaged === false) {
    const handedOver = await handOver(tx, workspaceId, code, input)
    audit(tx, services, viewer, did)
    return handedOver
  }
  const backups = await pulledBackupsOf(tx, workspaceId, namesTimes(input) ? [code] : [])
  const changingIds = [code, ...backups.values()].map(({ id }) => id)
  const survey = await surveyDevices(tx, services.vault, wholeWorkspace(workspaceId), [code.deviceId], changingIds)
  const wish = realChanges(services, { code, wish: wishOf(input, code, survey.now) })
  if (wish.pin !== undefined && code.linkedCodeGroupId !== null) {
    throw new LinkedCodeError(
      code.linkedCodeGroupId,
      'The code shares its PIN with its group: rotateLinkedCodeGroup changes it for all of them, unlinkAccessCode lets this one have a PIN of its own.',
    )
  }
  if (isEmpty(wish)) {
    return { accessCodeId: code.id, actionAttemptId: await recordUnchanged(tx, workspaceId, survey.now, code) }
  }
  const attemptForOfflineDevice = input.attemptForOfflineDevice ?? true
  const changes = withPulledBackups(services, [{ code, wish }], backups)
  const options = { attemptForOfflineDevice }
  const obstacles = await obstaclesToChanges(tx, services, workspaceId, survey, changes, options)
  if (obstacles.length > 0) throw refusalOf(obstacles)
  await services.programmingLimits.take(tx, viewer, 'UPDATE', [code.deviceId])
  const [recorded] = changeAccessCodes(tx, services, workspaceId, survey, changes)
  if (!recorded) throw new Error('one code was to be changed, and none was')
  audit(tx, services, viewer, did)
  return recorded
}

function wishOf(input: UpdateAccessCodeInput, code: ChangeableCode, now: Date): NewWish {
  const { name, code: pin, isExternalModificationAllowed } = input
  const window = wishedWindow(input, code, now)
  return {
    ...(name !== undefined && { name }),
    ...(pin != null && { pin }),
    ...(window && { window }),
    ...(isExternalModificationAllowed != null && { isExternalModificationAllowed }),
  }
}

/** @throws NotModifiableError saying what to do instead */
function mustBeModifiable(code: ChangeableCode): void {
  if (code.deletedAt !== null) {
    throw new NotModifiableError('The code is being removed: create another one instead.')
  }
  if (code.isOver) {
    throw new NotModifiableError('The code has ended: create another one instead.')
  }
  if (code.isOfflineAccessCode) {
    throw new NotModifiableError('An offline code cannot be changed, since its lock works it out: create another one.')
  }
  if (code.isBackup && !code.isPulled) {
    throw new NotModifiableError('A spare code waits to be pulled: change it after pullBackupAccessCode.')
  }
}
