import type { PoolClient } from 'pg'
import { recordAudit } from '../data/audit/record.ts'
import { sendAhead } from '../data/transaction.ts'
import { newId } from '../data/uuid.ts'
import type { Viewer } from './auth/viewer.ts'
import type { Services } from './services.ts'

/** What a verb did, to what, as it was asked. */
export interface Deed {
  /** The verb, as the API names it. */
  readonly action: string
  /** The input of the verb. PINs and keys of callers are left out of what is written down. */
  readonly input: object
  readonly accessCodeIds?: readonly string[]
  readonly deviceIds?: Iterable<string>
  readonly linkedCodeGroupId?: string | null
}

type Actor = Pick<Viewer, 'workspaceId' | 'memberId' | 'memberName' | 'name' | 'requestId'> & {
  readonly kind: Viewer['kind'] | 'OPERATOR'
  readonly credentialId: string | null
}

/** Who runs the gateway: at its command line, or by starting it with a demo house. */
export const operatorIn = (workspaceId: string): Actor => ({
  workspaceId,
  kind: 'OPERATOR',
  credentialId: null,
  memberId: null,
  memberName: null,
  name: 'Operator',
  requestId: null,
})

/** Writes down in a verb's transaction who does what. */
export function audit(tx: PoolClient, { vault }: Pick<Services, 'vault'>, viewer: Actor, deed: Deed): void {
  const { action, input, accessCodeIds = [], deviceIds = [], linkedCodeGroupId = null } = deed
  const entry = {
    id: newId(),
    workspaceId: viewer.workspaceId,
    actorKind: viewer.kind,
    credentialId: viewer.credentialId,
    memberId: viewer.memberId,
    actorName: viewer.memberName === null ? viewer.name : `${viewer.memberName} (${viewer.name})`,
    requestId: viewer.requestId,
    action,
    accessCodeIds,
    deviceIds: [...new Set(deviceIds)],
    linkedCodeGroupId,
    details: withoutSecrets(input),
  }
  sendAhead(tx, () => recordAudit(tx, vault, entry))
}

/** That a PIN was given is told, which one is not. The devices have a place of their own. */
function withoutSecrets(input: object): object {
  const { code, idempotencyKey: _, deviceIds: __, ...rest } = input as Record<string, unknown>
  return code == null ? rest : { ...rest, code: 'given' }
}
