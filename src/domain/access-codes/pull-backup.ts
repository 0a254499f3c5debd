import type { PoolClient } from 'pg'
import { wholeWorkspace } from '../../data/realm.ts'
import { inTransaction } from '../../data/transaction.ts'
import { type ChangeableCode, codesByIds, lockCodes } from '../../data/write/changeable-codes.ts'
import { recordPull, spareToPull } from '../../data/write/pull-backup-code.ts'
import { audit } from '../audit.ts'
import type { Viewer } from '../auth/viewer.ts'
import { fillBackupPools } from '../devices/backup-pool.ts'
import { surveyDevices } from '../devices/survey.ts'
import { NoBackupAvailableError, NotFoundError, NotModifiableError, UnsupportedDeviceError } from '../errors.ts'
import type { PlanDevice } from '../linked-code-groups/sharing-question.ts'
import type { Services } from '../services.ts'
import { changeAccessCodes } from './change.ts'
import { windowViolations } from './constraints.ts'
import { pulledBackupsOf, usingBackup } from './pulled-backups.ts'

export interface PulledBackup {
  readonly accessCodeId: string
  readonly backupAccessCodeId: string
}

/**
 * Gives the guest of a code that does not work another one, which is on the lock already: a spare code of its device,
 * from now on with the window of the code that it stands in for. It keeps its PIN and its name. However often and by however many it
 * is asked for, a code has one backup at a time; its place in the pool is filled again.
 *
 * @throws NotFoundError for an id of no managed code of this workspace, or of one that is gone
 * @throws NotModifiableError for a code that is ongoing, over, offline, or a backup itself
 * @throws UnsupportedDeviceError where the device keeps no spare codes
 * @throws NoBackupAvailableError where none is on the lock now
 * @throws RateLimitedError where a device has had too many changes within a minute
 */
export async function pullBackupAccessCode(services: Services, viewer: Viewer, id: string): Promise<PulledBackup> {
  const { workspaceId } = viewer
  return inTransaction(services.writers, async (tx) => {
    const [code] = await lockCodes(tx, viewer, [id])
    if (!code) throw new NotFoundError('access code', [id])
    mustHaveBackups(code)
    const pulled = (await pulledBackupsOf(tx, workspaceId, [code])).get(code.id)
    const backupAccessCodeId = pulled?.id ?? (await pullFor(tx, services, viewer, code))
    return { accessCodeId: code.id, backupAccessCodeId }
  })
}

async function pullFor(tx: PoolClient, services: Services, viewer: Viewer, code: ChangeableCode): Promise<string> {
  const { workspaceId } = viewer
  const spareId = await spareToPull(tx, workspaceId, code.deviceId)
  const survey = await surveyDevices(tx, services.vault, wholeWorkspace(workspaceId), [code.deviceId])
  const [device] = survey.devices
  if (!device) throw new Error(`code ${code.id} is on no device`)
  if (!device.supportsBackupAccessCodePool) {
    throw new UnsupportedDeviceError(device.id, `${device.name} keeps no spare codes: give the guest another code.`)
  }
  const [spare] = spareId === null ? [] : await codesByIds(tx, workspaceId, [spareId])
  if (!spare) {
    throw new NoBackupAvailableError(
      `${device.name} has no spare code ready: switch its backup pool on, or wait until its lock has confirmed one.`,
    )
  }
  await services.programmingLimits.take(tx, viewer, 'UPDATE', [code.deviceId])
  const prefersNativeScheduling = code.prefersNativeScheduling && canBeTold(code, device, survey.now)
  const { startsAt, endsAt } = code
  const change = { code: { ...spare, prefersNativeScheduling }, wish: { window: { startsAt, endsAt } } }
  changeAccessCodes(tx, services, workspaceId, survey, [change])
  const pull = { accessCodeId: code.id, backupAccessCodeId: spare.id, prefersNativeScheduling, warning: usingBackup }
  await recordPull(tx, workspaceId, survey.now, pull)
  await fillBackupPools(tx, services, workspaceId, [code.deviceId])
  const did = { action: 'pullBackupAccessCode', input: { id: code.id }, deviceIds: [code.deviceId] }
  audit(tx, services, viewer, { ...did, accessCodeIds: [code.id, spare.id] })
  return spare.id
}

/**
 * A lock that would refuse the window is not told of it: the spare code is on it, and opens the door. Then the gateway
 * takes it off when the time is over.
 */
function canBeTold(window: ChangeableCode, device: PlanDevice, now: Date): boolean {
  const isZoneMissing = device.needsTimeZoneForWindows && device.timeZone === null
  return !isZoneMissing && windowViolations(window, now, device.codeConstraints).length === 0
}

/** @throws NotModifiableError saying what to do instead */
function mustHaveBackups(code: ChangeableCode): void {
  if (code.isBackup) {
    throw new NotModifiableError('The code is a backup itself: name the code of the guest who cannot get in.')
  }
  if (code.isOver) {
    throw new NotModifiableError('The code has ended or is being removed: create another one instead.')
  }
  if (code.isOfflineAccessCode) {
    throw new NotModifiableError('An offline code has no backups, since its lock works it out: create another one.')
  }
  if (code.type === 'ONGOING') {
    throw new NotModifiableError(
      'Only a code with a start and an end has backups: give it both with updateAccessCode, or create another one.',
    )
  }
}
