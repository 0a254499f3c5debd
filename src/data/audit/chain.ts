import { createHash } from 'node:crypto'
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
  /** One more than the seal before. */
  readonly id: string
  readonly throughTransactionId: string
  readonly throughPosition: string
  /** What it covers: `traceOf` each entry, in their order. */
  readonly entries: Buffer
  readonly sealedAt: Date
  readonly mac: Buffer
}

/** Before the first seal. No entry is before it, whoever wrote it. */
export const beginning: Pick<AuditSeal, 'id' | 'throughTransactionId' | 'throughPosition' | 'mac'> = {
  id: '0',
  throughTransactionId: String(-(2n ** 63n)),
  throughPosition: '0',
  mac: Buffer.alloc(0),
}

const ID_BYTES = 16
const DIGEST_BYTES = 16
export const TRACE_BYTES = ID_BYTES + DIGEST_BYTES

/** What a seal holds of an entry: its id, by which it can be named when it is gone, and a digest of all the rest. */
export function traceOf({ id, transactionId, position, occurredAt, mac }: SealedEntry): Buffer {
  const text = [id, transactionId, position, occurredAt.toISOString(), mac.toString('hex')].join(' ')
  const digest = createHash('sha256').update(text).digest().subarray(0, DIGEST_BYTES)
  return Buffer.concat([Buffer.from(id.replaceAll('-', ''), 'hex'), digest])
}

/** What was written into a seal, so that it can be compared with what is there now. */
export function tracesIn({ entries }: AuditSeal): Buffer[] {
  return Array.from({ length: entries.length / TRACE_BYTES }, (_, index) =>
    entries.subarray(index * TRACE_BYTES, (index + 1) * TRACE_BYTES),
  )
}

export function idIn(trace: Buffer): string {
  return trace.toString('hex', 0, ID_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** Proves that a seal was made by whoever has the key, upon the one before. */
export function sealMac(vault: PinVault, before: Pick<AuditSeal, 'mac'>, seal: Omit<AuditSeal, 'mac'>): Buffer {
  const { id, throughTransactionId, throughPosition, entries, sealedAt } = seal
  const own = [id, throughTransactionId, throughPosition, sealedAt.toISOString(), entries.toString('base64')]
  return vault.mac('audit seal', [before.mac.toString('hex'), ...own].join(' '))
}

/** Entries of all workspaces behind a place, in their order; up to another place, or as far as any are there. */
export function entriesBetween(
  on: Queryable,
  after: AuditPlace,
  upTo: AuditPlace | null,
  limit: number,
): Promise<SealedEntry[]> {
  const text = `${select} ${upTo ? 'and (transaction_id, position) <= ($4::bigint, $5::bigint)' : ''} ${inOrder}`
  const values = [after.transactionId, after.position, limit]
  return query<SealedEntry>(on, text, upTo ? [...values, upTo.transactionId, upTo.position] : values)
}

/** Entries behind a place as far as nothing can come before them any more. */
export function settledEntries(on: Queryable, after: AuditPlace, limit: number): Promise<SealedEntry[]> {
  const text = `${select} and transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint ${inOrder}`
  return query<SealedEntry>(on, text, [after.transactionId, after.position, limit])
}

const select = `select id, workspace_id as "workspaceId", actor_kind as "actorKind", credential_id as "credentialId",
    member_id as "memberId", actor_name as "actorName", request_id as "requestId", action,
    access_code_ids::text[] as "accessCodeIds", device_ids::text[] as "deviceIds",
    linked_code_group_id as "linkedCodeGroupId", details, mac, occurred_at as "occurredAt",
    transaction_id as "transactionId", position
  from audit_entry where (transaction_id, position) > ($1::bigint, $2::bigint)`
const inOrder = 'order by transaction_id, position limit $3'

export const placeOf = (seal: Pick<AuditSeal, 'throughTransactionId' | 'throughPosition'>): AuditPlace => ({
  transactionId: seal.throughTransactionId,
  position: seal.throughPosition,
})

const sealColumns = `id, through_transaction_id as "throughTransactionId", through_position as "throughPosition",
  entries, sealed_at as "sealedAt", mac`

export async function lastSeal(on: Queryable): Promise<AuditSeal | null> {
  const [seal] = await query<AuditSeal>(on, `select ${sealColumns} from audit_seal order by id desc limit 1`, [])
  return seal ?? null
}

export function sealsBehind(on: Queryable, id: string, limit: number): Promise<AuditSeal[]> {
  return query<AuditSeal>(on, `select ${sealColumns} from audit_seal where id > $1 order by id limit $2`, [id, limit])
}
