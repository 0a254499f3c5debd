import type { PinVault } from '../pins/vault.ts'
import { type Queryable, query } from '../statement.ts'
import type { AuditEntry } from './entry.ts'

/** A place in the order in which entries can be followed without missing one. */
export interface AuditPlace {
  readonly transactionId: string
  readonly position: string
}

export type SealedEntry = AuditEntry & AuditPlace & { readonly occurredAt: Date; readonly mac: Buffer }

export interface AuditSeal {
  readonly id: string
  readonly throughTransactionId: string
  readonly throughPosition: string
  readonly entryCount: number
  readonly mac: Buffer
}

export const beginning: AuditSeal = {
  id: '0',
  throughTransactionId: '0',
  throughPosition: '0',
  entryCount: 0,
  mac: Buffer.alloc(0),
}

/** The seal of entries in their order, upon the one before. */
export function sealMac(vault: PinVault, before: AuditSeal, entries: readonly SealedEntry[]): Buffer {
  const lines = entries.map(({ id, transactionId, position, occurredAt, mac }) =>
    [id, transactionId, position, occurredAt.toISOString(), mac.toString('hex')].join(' '),
  )
  return vault.mac('audit seal', [before.id, before.mac.toString('hex'), ...lines].join('\n'))
}

/** Entries of all workspaces behind a seal, in their order; up to a place, or as far as nothing can come before them. */
export function entriesBehind(
  on: Queryable,
  { throughTransactionId, throughPosition }: AuditSeal,
  upTo: AuditPlace | null,
  limit: number,
): Promise<SealedEntry[]> {
  const end = upTo
    ? '(transaction_id, position) <= ($4::bigint, $5::bigint)'
    : 'transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint'
  const text = `select id, workspace_id as "workspaceId", actor_kind as "actorKind", credential_id as "credentialId",
      actor_name as "actorName", request_id as "requestId", action, access_code_ids::text[] as "accessCodeIds",
      device_ids::text[] as "deviceIds", linked_code_group_id as "linkedCodeGroupId", details, mac,
      occurred_at as "occurredAt", transaction_id as "transactionId", position
    from audit_entry where (transaction_id, position) > ($1::bigint, $2::bigint) and ${end}
    order by transaction_id, position limit $3`
  const values = [throughTransactionId, throughPosition, limit]
  return query<SealedEntry>(on, text, upTo ? [...values, upTo.transactionId, upTo.position] : values)
}

const sealColumns = `id, through_transaction_id as "throughTransactionId", through_position as "throughPosition",
  entry_count as "entryCount", mac`

export async function lastSeal(on: Queryable): Promise<AuditSeal> {
  const [seal] = await query<AuditSeal>(on, `select ${sealColumns} from audit_seal order by id desc limit 1`, [])
  return seal ?? beginning
}

export function sealsBehind(on: Queryable, id: string, limit: number): Promise<AuditSeal[]> {
  return query<AuditSeal>(on, `select ${sealColumns} from audit_seal where id > $1 order by id limit $2`, [id, limit])
}
