import { isDeepStrictEqual } from 'node:util'
import type { PoolClient } from 'pg'
import type { Device } from '../../data/prisma/client.ts'
import { inTransaction } from '../../data/transaction.ts'
import { newId } from '../../data/uuid.ts'
import { type ChangeableCode, codesOfDevice } from '../../data/write/changeable-codes.ts'
import { deleteAccessCodes } from '../../data/write/delete-access-code.ts'
import { changeableDevice, changeDevice } from '../../data/write/devices.ts'
import { letGo } from '../access-codes/hand-over.ts'
import { audit } from '../audit.ts'
import type { Viewer } from '../auth/viewer.ts'
import { InvalidInputError, NotFoundError } from '../errors.ts'
import type { Services } from '../services.ts'
import { setBackupPool } from './backup-pool.ts'
import { METADATA_KEYS_MAX, type Metadata, type UpdateDeviceInput } from './inputs.ts'

/**
 * Changes what is kept of a device. A device that is no longer managed keeps the codes that are on it, as unmanaged ones;
 * what is not on it yet is given up, and nothing more is put there.
 *
 * @returns the id of the device
 * @throws NotFoundError for an id of no device of this workspace
 * @throws InvalidInputError for more metadata than can be kept, and a backup pool on a device that cannot have one
 * @throws RateLimitedError for switching the pool of a device that has had too many changes within a minute
 */
export async function updateDevice(services: Services, viewer: Viewer, input: UpdateDeviceInput): Promise<string> {
  const { id, name, customMetadata, isManaged, backupAccessCodePoolEnabled: isPoolWished } = input
  const { workspaceId } = viewer
  return inTransaction(services.writers, async (tx) => {
    const device = await changeableDevice(tx, viewer, id)
    if (!device) throw new NotFoundError('device', [id])
    const isManagedThen = isManaged ?? device.isManaged
    if (isPoolWished) mustBeAbleToHavePool({ ...device, isManaged: isManagedThen })
    const before = { name: device.name, customMetadata: device.customMetadata as Metadata, isManaged: device.isManaged }
    const wished = {
      name: name ?? before.name,
      customMetadata: merged(before.customMetadata, customMetadata ?? {}),
      isManaged: isManagedThen,
    }
    // Spare codes are nobody's: who lets go of a lock takes them along.
    const isPoolOn = isManagedThen ? isPoolWished : false
    const isPoolSwitched = isPoolOn != null && isPoolOn !== device.backupAccessCodePoolEnabled
    const isChanged = !isDeepStrictEqual(wished, before)
    if (isChanged) await changeDevice(tx, workspaceId, device.id, wished)
    // Each time puts spare codes on the lock, or takes them off.
    if (isPoolSwitched) await services.programmingLimits.take(tx, viewer, 'UPDATE', [device.id])
    if (isPoolOn != null) await setBackupPool(tx, services, workspaceId, device.id, isPoolOn)
    if (!isManagedThen && device.isManaged) await letGoOfCodes(tx, workspaceId, device.id)
    const did = { action: 'updateDevice', input, deviceIds: [device.id] }
    if (isChanged || isPoolSwitched) audit(tx, services, viewer, did)
    return device.id
  })
}

function mustBeAbleToHavePool({ name, isManaged, supportsBackupAccessCodePool }: Device): void {
  const refuse = (message: string) => new InvalidInputError([{ path: ['backupAccessCodePoolEnabled'], message }])
  if (!supportsBackupAccessCodePool) throw refuse(`${name} cannot keep spare codes.`)
  if (!isManaged) throw refuse(`${name} is not managed, so that nothing is put on it.`)
}

/** Key by key: null and the empty text take one away. */
function merged(kept: Metadata, given: Metadata): Metadata {
  const entries = Object.entries({ ...kept, ...given }).filter(([, value]) => value !== null && value !== '')
  if (entries.length > METADATA_KEYS_MAX) {
    const message = `At most ${METADATA_KEYS_MAX} keys are kept, and with these there would be ${entries.length}.`
    throw new InvalidInputError([{ path: ['customMetadata'], message }])
  }
  return Object.fromEntries(entries)
}

async function letGoOfCodes(tx: PoolClient, workspaceId: string, deviceId: string): Promise<void> {
  // What is being removed is removed; an offline code is the lock's until it ends.
  const codes = (await codesOfDevice(tx, workspaceId, deviceId)).filter(
    (one) => !one.isOver && !one.isOfflineAccessCode,
  )
  const staying = codes.filter(staysOnLock)
  await letGo(
    tx,
    workspaceId,
    staying.map((code) => ({ ...code, actionAttemptId: newId() })),
  )
  deleteAccessCodes(
    tx,
    workspaceId,
    codes.filter((code) => !staying.includes(code)),
  )
}

const staysOnLock = (code: ChangeableCode): boolean => code.confirmedAt !== null && (!code.isBackup || code.isPulled)
