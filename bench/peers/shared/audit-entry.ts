import type { AuditEntry } from '../../../src/data/audit/entry.ts'
import { newId } from '../../../src/data/uuid.ts'
import type { Viewer } from './viewer.ts'

/** Who did what, as the product writes it down: every server does, in the transaction of the change. */
export function auditEntry(
  viewer: Viewer,
  action: string,
  input: object,
  about: Pick<AuditEntry, 'accessCodeIds' | 'deviceIds' | 'linkedCodeGroupId'>,
): AuditEntry {
  const { code, ...details } = input as { code?: string | null }
  return {
    id: newId(),
    workspaceId: viewer.workspaceId,
    actorKind: 'API_KEY',
    credentialId: viewer.id,
    memberId: null,
    actorName: viewer.name,
    requestId: null,
    action,
    ...about,
    // Dates as the texts that JSON makes of them.
    details: JSON.parse(JSON.stringify(code == null ? details : { ...details, code: 'given' })),
  }
}
