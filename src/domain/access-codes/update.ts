import type { PoolClient } from 'pg'
import { type PinClaim, rivalClaims, type WantedClaim } from '../../data/read/pin-claims.ts'
import { wholeWorkspace } from '../../data/realm.ts'
import { inTransaction } from '../../data/transaction.ts'
import { isUuid } from '../../data/uuid.ts'
import { recordUnchanged } from '../../data/write/change-access-codes.ts'
import { type ChangeableCode, lockCodes } from '../../data/write/changeable-codes.ts'
import { audit } from '../audit.ts'
import { mustSeePins, type Viewer } from '../auth/viewer.ts'
import { type Survey, surveyDeviceOf, surveyDevices } from '../devices/survey.ts'
import { LinkedCodeError, NotFoundError, NotModifiableError } from '../errors.ts'
import { obstaclesToChanges } from '../linked-code-groups/change-obstacles.ts'
import type { Services } from '../services.ts'
import { changeAccessCodes, isEmpty, type NewWish, realChanges } from './change.ts'
import { type HandedOverCode, handOver } from './hand-over.ts'
import type { UpdateAccessCodeInput } from './inputs.ts'
import { type PulledBackups, pulledBackupsOf, withPulledBackups } from './pulled-backups.ts'
import { type RecordedCode, withDevices } from './record.ts'
import { refusalOf } from './refusal.ts'
import { overlaps } from './window.ts'
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
  if (!isUuid(input.id)) throw new NotFoundError('access code', [input.id])
  return inTransaction(services.writers, async (tx) => {
    // Asked together: the first of them waits for the device, and the others come after it.
    const [[code], survey, rivals] = await Promise.all([
      lockCodes(tx, viewer, [input.id]),
      surveyDeviceOf(tx, services.vault, viewer.workspaceId, input.id),
      rivalsOf(tx, services, viewer, input),
    ])
    if (!code) throw new NotFoundError('access code', [input.id])
    return update(tx, services, viewer, input, { code, survey, rivals })
  })
}

/** Of a code that keeps its PIN and its window nobody asks who else has that PIN. */
async function rivalsOf(
  tx: PoolClient,
  { vault }: Services,
  { workspaceId }: Viewer,
  input: UpdateAccessCodeInput,
): Promise<readonly PinClaim[]> {
  const { id, code } = input
  if (code == null) return namesTimes(input) ? rivalClaims(tx, workspaceId, id, null) : []
  return rivalClaims(tx, workspaceId, id, vault.hash(workspaceId, code))
}

/** A code that is to change and what there is on its device, read under its lock. */
interface Found {
  readonly code: ChangeableCode
  readonly survey: Survey
  readonly rivals: readonly PinClaim[]
}

async function update(
  tx: PoolClient,
  services: Services,
  viewer: Viewer,
  input: UpdateAccessCodeInput,
  found: Found,
): Promise<RecordedCode | HandedOverCode> {
  const { code } = found
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
  const survey = await surveyWithout(tx, services, found, backups)
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
  const options = { attemptForOfflineDevice, ...(backups.size === 0 && { findHolders: holdersAmong(found.rivals) }) }
  const obstacles = await obstaclesToChanges(tx, services, workspaceId, survey, changes, options)
  if (obstacles.length > 0) throw refusalOf(obstacles)
  await services.programmingLimits.take(tx, viewer, 'UPDATE', [code.deviceId])
  const [recorded] = changeAccessCodes(tx, services, workspaceId, survey, changes)
  if (!recorded) throw new Error('one code was to be changed, and none was')
  audit(tx, services, viewer, did)
  return withDevices(recorded, survey.rows)
}

/** Backups change with the code that they were pulled for, and are in nobody's way either. */
async function surveyWithout(
  tx: PoolClient,
  { vault }: Services,
  { code: { id, workspaceId, deviceId }, survey }: Found,
  backups: PulledBackups,
): Promise<Survey> {
  if (backups.size === 0) return survey
  const changingIds = [id, ...[...backups.values()].map((backup) => backup.id)]
  return surveyDevices(tx, vault, wholeWorkspace(workspaceId), [deviceId], changingIds)
}

const holdersAmong = (rivals: readonly PinClaim[]) => async (wanted: readonly WantedClaim[]) =>
  new Map(
    wanted.flatMap(({ accessCodeId, from, until }) => {
      const holder = rivals.findLast((rival) => overlaps(rival, { startsAt: from, endsAt: until }))
      return holder ? [[accessCodeId, holder.accessCodeId] as const] : []
    }),
  )

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
