import type { Queryable } from '../../data/statement.ts'
import { inTransaction } from '../../data/transaction.ts'
import { newId } from '../../data/uuid.ts'
import { insertApiKey, revokeIn } from '../../data/write/credentials.ts'
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
  { writers }: Services,
  viewer: Viewer,
  input: CreateApiKeyInput,
): Promise<MadeCredential> {
  return inTransaction(writers, async (tx) => {
    const key = await newCredential(tx, viewer, 'API_KEY', input)
    await insertApiKey(tx, viewer.workspaceId, key)
    return key
  })
}

/**
 * Ends a key. Within a second it opens nothing in any process, and its streams are ended.
 *
 * @returns its id
 * @throws NotFoundError for an id of no key of this workspace that is still good
 */
export async function revokeApiKey({ writers }: Services, { workspaceId }: Viewer, id: string): Promise<string> {
  return inTransaction(writers, async (tx) => {
    if (!(await revokeIn(tx, 'api_key', workspaceId, id))) throw new NotFoundError('API key', [id])
    return id.toLowerCase()
  })
}

/** For who runs the gateway: adds a key whatever anybody may. Adding the same key again changes nothing. */
export async function addApiKey(
  on: Queryable,
  {
    workspaceId,
    name,
    key,
    scopes = allScopes,
  }: { workspaceId: string; name: string; key: string; scopes?: readonly Scope[] },
): Promise<void> {
  await insertApiKey(on, workspaceId, { id: newId(), name, scopes, expiresAt: null, ...kept(key) })
}
