import { inTransaction } from '../../data/transaction.ts'
import { convertAccessCode } from '../../data/write/convert-access-code.ts'
import { lockUnmanagedCode } from '../../data/write/unmanaged-codes.ts'
import { audit } from '../audit.ts'
import type { Viewer } from '../auth/viewer.ts'
import { DuplicateAccessCodeError, NotFoundError, NotModifiableError, UnsupportedDeviceError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { ConvertUnmanagedAccessCodeInput } from './inputs.ts'

/**
 * Takes over a code that somebody else put on a lock: it keeps its id, its PIN and its window, and is SETTING until the
 * next reading finds it as it was. If it has been changed or taken away by then, the conversion fails, and it is an
 * unmanaged code again, or gone.
 *
 * @returns the code's id
 * @throws NotFoundError for an id of no unmanaged code of this workspace, or of one that is gone
 * @throws NotModifiableError for a code that cannot be managed, whose PIN is not known, that is over or being deleted, or
 * whose name a code of ours has on a lock that takes each name once
 * @throws UnsupportedDeviceError for a device that is not managed, or cannot be programmed
 * @throws DuplicateAccessCodeError if a code of ours has the PIN on this lock at the same time
 */
export async function convertUnmanagedAccessCode(
  services: Services,
  viewer: Viewer,
  { id, isExternalModificationAllowed }: ConvertUnmanagedAccessCodeInput,
): Promise<string> {
  return inTransaction(services.writers, async (tx) => {
    const code = await lockUnmanagedCode(tx, viewer, id)
    if (!code) throw new NotFoundError('unmanaged access code', [id])
    const { deviceId, deviceName } = code
    if (!code.isDeviceManaged) {
      throw new UnsupportedDeviceError(deviceId, `${deviceName} is not managed: manage it first, by updateDevice.`)
    }
    if (code.canProgramOnlineAccessCodes !== true) {
      throw new UnsupportedDeviceError(deviceId, `${deviceName} cannot be programmed, so its codes cannot be kept.`)
    }
    if (code.cannotBeManaged) throw new NotModifiableError('The lock keeps this code from being managed by others.')
    if (code.deletedAt !== null || code.isOver) throw new NotModifiableError('The code is on its way off the lock.')
    if (code.pinHash === null)
      throw new NotModifiableError('The lock does not tell the PIN: create a code of your own.')
    if (code.isNameTaken) {
      const message = `${deviceName} takes each name once, and a code of yours there has the name of this one: rename that one first.`
      throw new NotModifiableError(message)
    }
    if (code.rivalId !== null) {
      const message = `${deviceName} already has a code with this PIN in this window. Delete that one first, or leave this one.`
      throw new DuplicateAccessCodeError(deviceId, code.rivalId, message)
    }
    const input = { id, isExternalModificationAllowed }
    const did = { action: 'convertUnmanagedAccessCode', input, deviceIds: [deviceId] }
    audit(tx, services, viewer, { ...did, accessCodeIds: [code.id] })
    await convertAccessCode(tx, viewer.workspaceId, code, isExternalModificationAllowed)
    return code.id
  })
}
