import { inTransaction } from '../../data/transaction.ts'
import { revokeAnywhere } from '../../data/write/credentials.ts'
import { audit, operatorIn } from '../audit.ts'
import type { Services } from '../services.ts'

/**
 * For who runs the gateway: ends a credential of whatever kind and workspace. Every workspace that it opened has it in its
 * audit log.
 *
 * @returns false if no credential of this id is still good
 */
export async function endCredential(services: Pick<Services, 'writers' | 'vault'>, id: string): Promise<boolean> {
  return inTransaction(services.writers, async (tx) => {
    const ended = await revokeAnywhere(tx, id)
    if (!ended) return false
    const action = {
      API_KEY: 'revokeApiKey',
      PERSONAL_ACCESS_TOKEN: 'revokePersonalAccessToken',
      CLIENT_SESSION: 'revokeClientSession',
    }[ended.kind]
    for (const workspaceId of ended.workspaceIds) {
      audit(tx, services, operatorIn(workspaceId), { action, input: { id: id.toLowerCase() } })
    }
    return true
  })
}
