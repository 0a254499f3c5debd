import { inTransaction } from '../../data/transaction.ts'
import { lockGroup } from '../../data/write/changeable-codes.ts'
import { deleteAccessCodes } from '../../data/write/delete-access-code.ts'
import { pulledBackupsOf } from '../access-codes/pulled-backups.ts'
import { audit } from '../audit.ts'
import type { Viewer } from '../auth/viewer.ts'
import { NotFoundError } from '../errors.ts'
import type { Services } from '../services.ts'

/**
 * Ends the wish for every code of a group, and for backups that were pulled for them. The group is there until the last lock is read back without its code;
 * deleting it again until then changes nothing.
 *
 * @returns the group's id
 * @throws NotFoundError for a key of no group of this workspace
 * @throws RateLimitedError where a device has had too many codes deleted within a minute
 */
export async function deleteLinkedCodeGroup(
  services: Services,
  viewer: Viewer,
  commonCodeKey: string,
): Promise<string> {
  const { workspaceId } = viewer
  return inTransaction(services.writers, async (tx) => {
    const group = await lockGroup(tx, viewer, commonCodeKey)
    if (!group) throw new NotFoundError('linked code group', [commonCodeKey], 'commonCodeKey')
    const living = group.codes.filter(({ deletedAt }) => deletedAt === null)
    const deviceIds = living.map(({ deviceId }) => deviceId)
    await services.programmingLimits.take(tx, viewer, 'DELETE', deviceIds)
    const backups = await pulledBackupsOf(tx, workspaceId, group.codes)
    deleteAccessCodes(tx, workspaceId, [...group.codes, ...backups.values()])
    const did = { action: 'deleteLinkedCodeGroup', input: { commonCodeKey }, deviceIds, linkedCodeGroupId: group.id }
    if (living.length > 0) audit(tx, services, viewer, { ...did, accessCodeIds: living.map(({ id }) => id) })
    return group.id
  })
}
