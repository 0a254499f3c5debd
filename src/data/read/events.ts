import { columns } from '../columns.ts'
import { type Event, Prisma } from '../prisma/client.ts'
import { EventType } from '../prisma/enums.ts'
import { type Realm, within } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import { Conditions } from './conditions.ts'
import { type Page, type PageRequest, pageOf } from './keyset.ts'
import { parseLogCursor } from './log-cursor.ts'
import { inKeyOrder } from './parents.ts'

export { EventType }

/** PostgreSQL's bigint arrives as text. */
export type EventRow = Omit<Event, 'transactionId' | 'position'> & {
  readonly transactionId: string
  readonly position: string
}

export interface EventFilter {
  readonly types?: readonly EventType[] | null
  readonly deviceId?: string | null
  readonly accessCodeId?: string | null
  readonly linkedCodeGroupId?: string | null
  /** At or after this instant. */
  readonly since?: Date | null
}

/** What a list that nobody follows may be asked as well. */
export interface EventListFilter extends EventFilter {
  readonly ids?: readonly string[] | null
  readonly deviceIds?: readonly string[] | null
  readonly accessCodeIds?: readonly string[] | null
  readonly connectedAccountId?: string | null
  /** After this instant, exclusively. */
  readonly after?: Date | null
  /** Before this instant, exclusively. */
  readonly before?: Date | null
}

const list = columns('e', Prisma.EventScalarFieldEnum)

export async function eventsByIds(on: Queryable, realm: Realm, ids: readonly string[]): Promise<(EventRow | null)[]> {
  const where = new Conditions()
  within(where, realm, 'e')
  where.add(`e.id = any(${where.bind(ids)}::uuid[])`)
  const text = `select ${list} from event e where ${where.sql}`
  return inKeyOrder(ids, await query<EventRow>(on, text, where.values))
}

/**
 * A page of the log, oldest first, in the order in which transactions may be followed without missing one.
 *
 * Only transactions older than the oldest one still running are shown: a later position may become visible before an
 * earlier one, and a reader that had gone past it would never see it.
 */
export async function pageOfEvents(
  on: Queryable,
  realm: Realm,
  filter: EventListFilter,
  page: PageRequest & { readonly offset?: number },
): Promise<Page<EventRow>> {
  const where = new Conditions()
  addEventFilter(where, realm, filter)
  addListFilter(where, filter)
  if (page.cursor !== null) {
    const { transactionId, position } = parseLogCursor(page.cursor)
    where.add(`(e.transaction_id, e.position) ${page.isBackward ? '<' : '>'}
      (${where.bind(transactionId)}::bigint, ${where.bind(position)}::bigint)`)
  }
  const direction = page.isBackward ? 'desc' : 'asc'
  const text = `select ${list} from event e where ${where.sql}
    order by e.transaction_id ${direction}, e.position ${direction} limit ${where.bind(page.limit + 1)}
    ${page.offset ? `offset ${where.bind(page.offset)}` : ''}`
  return pageOf(await query<EventRow>(on, text, where.values), page)
}

/** Restricts `event e` to a realm's events that can be shown and meet the filter. */
export function addEventFilter(to: Conditions, realm: Realm, filter: EventFilter): void {
  within(to, realm, 'e')
  to.add('e.transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint')
  if (filter.types) to.add(`e.type = any(${to.bind(filter.types)}::event_type[])`)
  const byId = {
    device_id: filter.deviceId,
    access_code_id: filter.accessCodeId,
    linked_code_group_id: filter.linkedCodeGroupId,
  }
  for (const [column, id] of Object.entries(byId)) {
    if (id != null) to.add(`e.${column} = ${to.bind(isUuid(id) ? id : null)}::uuid`)
  }
  if (filter.since) to.add(`e.occurred_at >= ${to.bind(filter.since)}`)
}

function addListFilter(to: Conditions, filter: EventListFilter): void {
  const byIds = { id: filter.ids, device_id: filter.deviceIds, access_code_id: filter.accessCodeIds }
  for (const [column, ids] of Object.entries(byIds)) {
    if (ids) to.add(`e.${column} = any(${to.bind(ids.filter(isUuid))}::uuid[])`)
  }
  if (filter.connectedAccountId != null) {
    const id = isUuid(filter.connectedAccountId) ? filter.connectedAccountId : null
    to.add(`e.device_id in (select d.id from device d
      where d.workspace_id = e.workspace_id and d.connected_account_id = ${to.bind(id)}::uuid)`)
  }
  if (filter.after) to.add(`e.occurred_at > ${to.bind(filter.after)}`)
  if (filter.before) to.add(`e.occurred_at < ${to.bind(filter.before)}`)
}
