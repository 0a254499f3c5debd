import { inTransaction } from '../../data/transaction.ts'
import { insertClientSession, revokeIn } from '../../data/write/credentials.ts'
import { audit } from '../audit.ts'
import { NotFoundError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { CreateClientSessionInput } from './inputs.ts'
import { type MadeCredential, newCredential } from './new-credential.ts'
import { mustSuitBrowsers } from './scopes.ts'
import type { Viewer } from './viewer.ts'

/**
 * A token for a browser, which reaches the named devices and those of the named accounts, for some hours.
 *
 * @throws NotFoundError naming every id that is no device or account of this workspace
 * @throws InvalidInputError for scopes that no session can have, and an end that is past or too far off
 * @throws ForbiddenError for scopes that the viewer does not have
 */
export async function createClientSession(
  services: Services,
  viewer: Viewer,
  input: CreateClientSessionInput,
): Promise<MadeCredential> {
  mustSuitBrowsers(input.scopes)
  const { deviceIds, connectedAccountIds, userIdentifierKey = null, name = 'Client session' } = input
  return inTransaction(services.writers, async (tx) => {
    const made = await newCredential(tx, viewer, 'CLIENT_SESSION', { ...input, name: name ?? '' })
    if (made.expiresAt === null) throw new Error('a client session was to be made without an end')
    const session = { ...made, expiresAt: made.expiresAt, userIdentifierKey, deviceIds, connectedAccountIds }
    const missing = await insertClientSession(tx, viewer.workspaceId, session)
    if (missing.length > 0) throw new NotFoundError('device or connected account', missing)
    const action = 'createClientSession'
    audit(tx, services, viewer, { action, input: { ...input, id: made.id }, deviceIds: deviceIds })
    return made
  })
}

/**
 * Ends a session. Within a second it opens nothing in any process, and its streams are ended.
 *
 * @returns its id
 * @throws NotFoundError for an id of no session of this workspace that is still good
 */
export async function revokeClientSession(services: Services, viewer: Viewer, id: string): Promise<string> {
  return inTransaction(services.writers, async (tx) => {
    if (!(await revokeIn(tx, 'client_session', viewer.workspaceId, id))) throw new NotFoundError('client session', [id])
    audit(tx, services, viewer, { action: 'revokeClientSession', input: { id } })
    return id.toLowerCase()
  })
}
