import type { Realm } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import { Conditions } from './conditions.ts'
import { type Page, type PageRequest, pageOf } from './keyset.ts'
import { parseLogCursor } from './log-cursor.ts'

export interface AuditEntryRow {
  readonly id: string
  readonly occurredAt: Date
  readonly actorKind: string
  readonly credentialId: string | null
  readonly memberId: string | null
  readonly actorName: string
  readonly requestId: string | null
  readonly action: string
  readonly accessCodeIds: readonly string[]
  readonly deviceIds: readonly string[]
  readonly linkedCodeGroupId: string | null
  readonly details: unknown
  readonly transactionId: string
  readonly position: string
}

export interface AuditFilter {
  readonly actions?: readonly string[] | null
  readonly accessCodeId?: string | null
  readonly deviceId?: string | null
  readonly credentialId?: string | null
  readonly memberId?: string | null
  /** At or after this instant. */
  readonly since?: Date | null
  /** Before this instant. */
  readonly until?: Date | null
}

/** What was done in a workspace, newest first. */
export async function pageOfAuditEntries(
  on: Queryable,
  { workspaceId }: Pick<Realm, 'workspaceId'>,
  filter: AuditFilter,
  page: PageRequest,
): Promise<Page<AuditEntryRow>> {
  const where = new Conditions()
  where.add(`workspace_id = ${where.bind(workspaceId)}`)
  if (filter.actions) where.add(`action = any(${where.bind(filter.actions)}::text[])`)
  if (filter.accessCodeId != null) where.add(`${uuid(where, filter.accessCodeId)} = any(access_code_ids)`)
  if (filter.deviceId != null) where.add(`${uuid(where, filter.deviceId)} = any(device_ids)`)
  if (filter.credentialId != null) where.add(`credential_id = ${uuid(where, filter.credentialId)}`)
  if (filter.memberId != null) where.add(`member_id = ${uuid(where, filter.memberId)}`)
  if (filter.since) where.add(`occurred_at >= ${where.bind(filter.since)}`)
  if (filter.until) where.add(`occurred_at < ${where.bind(filter.until)}`)
  if (page.cursor !== null) {
    const { transactionId, position } = parseLogCursor(page.cursor)
    where.add(`(transaction_id, position) ${page.isBackward ? '>' : '<'}
      (${where.bind(transactionId)}::bigint, ${where.bind(position)}::bigint)`)
  }
  const direction = page.isBackward ? 'asc' : 'desc'
  const text = `select id, occurred_at as "occurredAt", actor_kind as "actorKind", credential_id as "credentialId",
      member_id as "memberId", actor_name as "actorName", request_id as "requestId", action, access_code_ids::text[] as "accessCodeIds",
      device_ids::text[] as "deviceIds", linked_code_group_id as "linkedCodeGroupId", details,
      transaction_id as "transactionId", position
    from audit_entry where ${where.sql}
    order by transaction_id ${direction}, position ${direction} limit ${where.bind(page.limit + 1)}`
  return pageOf(await query<AuditEntryRow>(on, text, where.values), page)
}

const uuid = (where: Conditions, id: string): string => `${where.bind(isUuid(id) ? id : null)}::uuid`
