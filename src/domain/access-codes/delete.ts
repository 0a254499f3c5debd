import { inTransaction } from '../../data/transaction.ts'
import { isUuid } from '../../data/uuid.ts'
import { deletableCode, deleteAccessCode as endWish } from '../../data/write/delete-access-code.ts'
import { lockDevices } from '../../data/write/device-locks.ts'
import type { Viewer } from '../auth/viewer.ts'
import { NotFoundError, NotModifiableError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { RecordedCode } from './record.ts'

/**
 * Ends the wish for a code. It is REMOVING until its lock is read back without it; deleting it again changes nothing.
 *
 * @throws NotFoundError for an id of no managed code of this workspace, or of one that is gone
 * @throws NotModifiableError for an offline code, which only its lock ends
 */
export async function deleteAccessCode(services: Services, viewer: Viewer, id: string): Promise<RecordedCode> {
  const { workspaceId } = viewer
  return inTransaction(services.writers, async (tx) => {
    const deviceId = isUuid(id) ? (await deletableCode(tx, workspaceId, id))?.deviceId : undefined
    if (deviceId === undefined) throw new NotFoundError('access code', [id])
    await lockDevices(tx, workspaceId, [deviceId])
    // Looked at again under the lock: until then it was anybody's.
    const code = await deletableCode(tx, workspaceId, id)
    if (!code) throw new NotFoundError('access code', [id])
    if (code.isOfflineAccessCode) {
      throw new NotModifiableError('An offline code cannot be deleted: its lock accepts it until it ends.')
    }
    return { accessCodeId: code.id, actionAttemptId: await endWish(tx, workspaceId, code) }
  })
}
