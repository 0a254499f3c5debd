import { inTransaction } from '../../data/transaction.ts'
import { newId } from '../../data/uuid.ts'
import { insertApiKey, revokeIn } from '../../data/write/credentials.ts'
import { audit, operatorIn } from '../audit.ts'
import { NotFoundError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { CreateApiKeyInput } from './inputs.ts'
import { type MadeCredential, newCredential } from './new-credential.ts'
import { allScopes } from './scopes.ts'
import { kept } from './token.ts'
import type { Scope, Viewer } from './viewer.ts'

/**
 * A key to the viewer's workspace.
 *
 * @throws ForbiddenError for scopes that the viewer does not have
 * @throws InvalidInputError for an end that is past
 */
export async function createApiKey(
  services: Services,
  viewer: Viewer,
  input: CreateApiKeyInput,
): Promise<MadeCredential> {
  return inTransaction(services.writers, async (tx) => {
    const key = await newCredential(tx, viewer, 'API_KEY', input)
    await insertApiKey(tx, viewer.workspaceId, key)
    audit(tx, services, viewer, { action: 'createApiKey', input: { ...input, id: key.id } })
    return key
  })
}

/**
 * Ends a key. Within a second it opens nothing in any process, and its streams are ended.
 *
 * @returns its id
 * @throws NotFoundError for an id of no key of this workspace that is still good
 */
export async function revokeApiKey(services: Services, viewer: Viewer, id: string): Promise<string> {
  return inTransaction(services.writers, async (tx) => {
    if (!(await revokeIn(tx, 'api_key', viewer.workspaceId, id))) throw new NotFoundError('API key', [id])
    audit(tx, services, viewer, { action: 'revokeApiKey', input: { id } })
    return id.toLowerCase()
  })
}

/** For who runs the gateway: adds a key whatever anybody may. Adding the same key again changes nothing. */
export async function addApiKey(
  services: Pick<Services, 'writers' | 'vault'>,
  {
    workspaceId,
    name,
    key,
    scopes = allScopes,
  }: { workspaceId: string; name: string; key: string; scopes?: readonly Scope[] },
): Promise<void> {
  await inTransaction(services.writers, async (tx) => {
    const id = newId()
    const isNew = await insertApiKey(tx, workspaceId, { id, name, scopes, expiresAt: null, ...kept(key) })
    const did = { action: 'createApiKey', input: { id, name, scopes } }
    if (isNew) audit(tx, services, operatorIn(workspaceId), did)
  })
}
