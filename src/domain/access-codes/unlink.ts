import { inTransaction } from '../../data/transaction.ts'
import { lockCodes } from '../../data/write/changeable-codes.ts'
import { unlinkAccessCode as takeOut } from '../../data/write/unlink-access-code.ts'
import { audit } from '../audit.ts'
import type { Viewer } from '../auth/viewer.ts'
import { NotFoundError, NotModifiableError } from '../errors.ts'
import type { Services } from '../services.ts'

/**
 * Takes a code out of its group. It keeps its PIN and its window, and nothing is asked of its lock; from now on it may
 * have a PIN of its own. A group that loses its last code ends.
 *
 * @returns the code's id
 * @throws NotFoundError for an id of no managed code of this workspace, or of one that is gone
 * @throws NotModifiableError for a code in no group, and one that is deleted or over
 */
export async function unlinkAccessCode(services: Services, viewer: Viewer, id: string): Promise<string> {
  const { workspaceId } = viewer
  return inTransaction(services.writers, async (tx) => {
    const [code] = await lockCodes(tx, viewer, [id])
    if (!code) throw new NotFoundError('access code', [id])
    if (code.isOver) throw new NotModifiableError('The code is being removed: it leaves its group when it is gone.')
    if (!(await takeOut(tx, workspaceId, code.id))) throw new NotModifiableError('The code is in no group.')
    const { deviceId, linkedCodeGroupId } = code
    const did = { action: 'unlinkAccessCode', input: { id }, deviceIds: [deviceId], linkedCodeGroupId }
    audit(tx, services, viewer, { ...did, accessCodeIds: [code.id] })
    return code.id
  })
}
