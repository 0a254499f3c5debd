import { inTransaction } from '../../data/transaction.ts'
import { deleteAccessCodes, deletionOf } from '../../data/write/delete-access-code.ts'
import { lockUnmanagedCode } from '../../data/write/unmanaged-codes.ts'
import { audit } from '../audit.ts'
import type { Viewer } from '../auth/viewer.ts'
import { NotFoundError, NotModifiableError } from '../errors.ts'
import type { Services } from '../services.ts'

/**
 * Takes somebody else's code off its lock. It is REMOVING until the lock is read back without it; deleting it again
 * changes nothing.
 *
 * @returns the id of the action attempt
 * @throws NotFoundError for an id of no unmanaged code of this workspace, or of one that is gone
 * @throws RateLimitedError where the device has had too many codes deleted within a minute
 * @throws NotModifiableError where only the maker's app can delete it, and on a device that is not managed
 */
export async function deleteUnmanagedAccessCode(services: Services, viewer: Viewer, id: string): Promise<string> {
  const { workspaceId } = viewer
  return inTransaction(services.writers, async (tx) => {
    const code = await lockUnmanagedCode(tx, viewer, id)
    if (!code) throw new NotFoundError('unmanaged access code', [id])
    if (code.cannotDelete) {
      throw new NotModifiableError('The lock lets nobody else delete this code: delete it in the app of its maker.')
    }
    if (!code.isDeviceManaged) {
      throw new NotModifiableError(`${code.deviceName} is not managed: manage the device first, by updateDevice.`)
    }
    if (code.deletedAt === null) await services.programmingLimits.take(tx, viewer, 'DELETE', [code.deviceId])
    deleteAccessCodes(tx, workspaceId, [code])
    const did = { action: 'deleteUnmanagedAccessCode', input: { id }, deviceIds: [code.deviceId] }
    if (code.deletedAt === null) audit(tx, services, viewer, { ...did, accessCodeIds: [code.id] })
    return deletionOf(tx, workspaceId, code.id)
  })
}
