import { inTransaction } from '../../data/transaction.ts'
import { newId } from '../../data/uuid.ts'
import { insertPersonalAccessToken, revokePersonalAccessTokenOf } from '../../data/write/credentials.ts'
import { ensureMember, personOf } from '../../data/write/workspace-members.ts'
import { audit, operatorIn } from '../audit.ts'
import { ForbiddenError, NotFoundError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { CreatePersonalAccessTokenInput } from './inputs.ts'
import { type MadeCredential, newCredential } from './new-credential.ts'
import { kept } from './token.ts'
import type { Scope, Viewer } from './viewer.ts'

/**
 * Another token for the person who asks, good for all of that person's workspaces as far as their scopes there go.
 *
 * @throws ForbiddenError where no person asks, and for scopes that the viewer does not have
 * @throws InvalidInputError for an end that is past
 */
export async function createPersonalAccessToken(
  services: Services,
  viewer: Viewer,
  input: CreatePersonalAccessTokenInput,
): Promise<MadeCredential> {
  const personId = mustBePerson(viewer)
  return inTransaction(services.writers, async (tx) => {
    const token = await newCredential(tx, viewer, 'PERSONAL_ACCESS_TOKEN', input)
    await insertPersonalAccessToken(tx, personId, token)
    audit(tx, services, viewer, { action: 'createPersonalAccessToken', input: { ...input, id: token.id } })
    return token
  })
}

/**
 * Ends a token of the person who asks, maybe the one that asks. Within a second it opens nothing in any process.
 *
 * @returns its id
 * @throws ForbiddenError where no person asks
 * @throws NotFoundError for an id of no token of this person that is still good
 */
export async function revokePersonalAccessToken(services: Services, viewer: Viewer, id: string): Promise<string> {
  const personId = mustBePerson(viewer)
  return inTransaction(services.writers, async (tx) => {
    const isRevoked = await revokePersonalAccessTokenOf(tx, personId, id)
    if (!isRevoked) throw new NotFoundError('personal access token', [id])
    audit(tx, services, viewer, { action: 'revokePersonalAccessToken', input: { id } })
    return id.toLowerCase()
  })
}

/**
 * For who runs the gateway: a token for a person, who becomes a member of the workspace if need be. A member keeps all
 * scopes, and gets those of the token that are not among them.
 */
export async function addPersonalAccessToken(
  services: Pick<Services, 'writers' | 'vault'>,
  {
    workspaceId,
    email,
    name,
    token,
    scopes,
  }: { workspaceId: string; email: string; name: string; token: string; scopes: readonly Scope[] },
): Promise<void> {
  await inTransaction(services.writers, async (tx) => {
    const personId = await personOf(tx, email)
    const memberId = await ensureMember(tx, workspaceId, personId, { name: email, scopes })
    const id = newId()
    await insertPersonalAccessToken(tx, personId, { id, name, scopes, expiresAt: null, ...kept(token) })
    const did = { action: 'createPersonalAccessToken', input: { id, memberId, email, name, scopes } }
    audit(tx, services, operatorIn(workspaceId), did)
  })
}

/** @throws ForbiddenError */
export function mustBePerson({ personId }: Viewer): string {
  if (personId === null) throw new ForbiddenError('Only a person has these: ask with a personal access token.')
  return personId
}
