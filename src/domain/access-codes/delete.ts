import { inTransaction } from '../../data/transaction.ts'
import { lockCodes } from '../../data/write/changeable-codes.ts'
import { deleteAccessCodes, deletionOf } from '../../data/write/delete-access-code.ts'
import { undoPulls } from '../../data/write/pull-backup-code.ts'
import { audit } from '../audit.ts'
import type { Viewer } from '../auth/viewer.ts'
import { NotFoundError, NotModifiableError } from '../errors.ts'
import type { Services } from '../services.ts'
import { pulledBackupsOf, usingBackup } from './pulled-backups.ts'
import type { RecordedCode } from './record.ts'

/**
 * Ends the wish for a code. It is REMOVING until its lock is read back without it; deleting it again changes nothing.
 * A backup that was pulled for it goes with it: whose stay is cancelled keeps no other PIN. Deleting the backup leaves the
 * code, for which another one can then be pulled.
 *
 * @throws NotFoundError for an id of no managed code of this workspace, or of one that is gone
 * @throws NotModifiableError for an offline code, which only its lock ends
 * @throws RateLimitedError where a device has had too many changes within a minute
 */
export async function deleteAccessCode(services: Services, viewer: Viewer, id: string): Promise<RecordedCode> {
  const { workspaceId } = viewer
  return inTransaction(services.writers, async (tx) => {
    const [code] = await lockCodes(tx, viewer, [id])
    if (!code) throw new NotFoundError('access code', [id])
    if (code.isOfflineAccessCode) {
      throw new NotModifiableError('An offline code cannot be deleted: its lock accepts it until it ends.')
    }
    const backups = await pulledBackupsOf(tx, workspaceId, [code])
    if (code.deletedAt === null) await services.programmingLimits.take(tx, viewer, 'DELETE', [code.deviceId])
    const { attempts, written } = deleteAccessCodes(tx, workspaceId, [code, ...backups.values()])
    if (code.deletedAt === null) {
      const { id: accessCodeId, deviceId, linkedCodeGroupId } = code
      const did = { action: 'deleteAccessCode', input: { id }, deviceIds: [deviceId], linkedCodeGroupId }
      audit(tx, services, viewer, { ...did, accessCodeIds: [accessCodeId] })
    }
    if (code.isPulled) await undoPulls(tx, workspaceId, [code.id], usingBackup)
    const actionAttemptId = attempts.get(code.id) ?? (await deletionOf(tx, workspaceId, code.id))
    return { accessCodeId: code.id, actionAttemptId, written }
  })
}
