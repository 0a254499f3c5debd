import { inTransaction } from '../../data/transaction.ts'
import { personOf, removeMember, setMember } from '../../data/write/workspace-members.ts'
import { audit } from '../audit.ts'
import { NotFoundError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { SetWorkspaceMemberInput } from './inputs.ts'
import { mustHoldAll } from './scopes.ts'
import type { Viewer } from './viewer.ts'

/**
 * Makes a person a member of the workspace, or changes what a member is called and may do. Whether the person is known
 * to other workspaces is told by nothing.
 *
 * @returns the member's id
 * @throws ForbiddenError for scopes that the viewer does not have
 */
export async function setWorkspaceMember(
  services: Services,
  viewer: Viewer,
  { email, ...member }: SetWorkspaceMemberInput,
): Promise<string> {
  mustHoldAll(viewer, member.scopes)
  return inTransaction(services.writers, async (tx) => {
    const { id, isChanged } = await setMember(tx, viewer.workspaceId, await personOf(tx, email), member)
    const did = { action: 'setWorkspaceMember', input: { email, ...member, id } }
    if (isChanged) audit(tx, services, viewer, did)
    return id
  })
}

/**
 * Takes a member out of the workspace: within a second the person's tokens do not open it any more.
 *
 * @returns the member's id
 * @throws NotFoundError for an id of no member of this workspace
 */
export async function removeWorkspaceMember(services: Services, viewer: Viewer, id: string): Promise<string> {
  return inTransaction(services.writers, async (tx) => {
    if (!(await removeMember(tx, viewer.workspaceId, id))) throw new NotFoundError('member', [id])
    audit(tx, services, viewer, { action: 'removeWorkspaceMember', input: { id } })
    return id.toLowerCase()
  })
}
