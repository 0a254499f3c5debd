import type { PinVault } from '../pins/vault.ts'
import { type Queryable, query } from '../statement.ts'
import { type AuditEntry, macOf } from './entry.ts'

/** Writes down what the transaction does, so that neither is there without the other. */
export async function recordAudit(tx: Queryable, vault: PinVault, given: AuditEntry): Promise<void> {
  // As it will be read: dates are texts in JSON.
  const details = JSON.stringify(given.details)
  const entry = { ...given, details: JSON.parse(details) }
  await query(tx, text, [
    entry.id,
    entry.workspaceId,
    entry.actorKind,
    entry.credentialId,
    entry.memberId,
    entry.actorName,
    entry.requestId,
    entry.action,
    entry.accessCodeIds,
    entry.deviceIds,
    entry.linkedCodeGroupId,
    details,
    macOf(vault, entry),
  ])
}

const text = `insert into audit_entry (id, workspace_id, actor_kind, credential_id, member_id, actor_name, request_id,
    action, access_code_ids, device_ids, linked_code_group_id, details, mac)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9::uuid[], $10::uuid[], $11, $12::jsonb, $13)`
