import { columns } from '../columns.ts'
import { Prisma } from '../prisma/client.ts'
import type { EventType } from '../prisma/enums.ts'
import type { Realm } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import { Conditions } from './conditions.ts'
import { addEventFilter, type EventRow } from './events.ts'

export interface TimelineRequest {
  readonly types: readonly EventType[] | null
  /** Both exclusive. */
  readonly after: Date | null
  readonly before: Date | null
  readonly limit: number
}

export interface Timeline {
  /** Newest first. */
  readonly events: readonly EventRow[]
  /** Whether there are earlier ones. */
  readonly hasMore: boolean
}

/**
 * What happened to a code, from the last instant backward. What happened at one instant is never cut apart, so that the
 * instant of the last event is where to go on; that may be more than `limit`.
 */
export async function timelineOf(
  on: Queryable,
  realm: Realm,
  accessCodeId: string,
  { types, after, before, limit }: TimelineRequest,
): Promise<Timeline> {
  if (!isUuid(accessCodeId)) return { events: [], hasMore: false }
  const where = new Conditions()
  addEventFilter(where, realm, { accessCodeId, types })
  if (after) where.add(`e.occurred_at > ${where.bind(after)}`)
  if (before) where.add(`e.occurred_at < ${where.bind(before)}`)
  const text = `
    with found as (
      select ${columns('e', Prisma.EventScalarFieldEnum)} from event e where ${where.sql}
    ), shown as (
      select * from found order by "occurredAt" desc fetch first ${where.bind(limit)} rows with ties
    )
    select *, exists (select from found where "occurredAt" < (select min("occurredAt") from shown)) as "hasMore"
    from shown order by "occurredAt" desc, "transactionId" desc, "position" desc`
  const rows = await query<EventRow & { hasMore: boolean }>(on, text, where.values)
  return { events: rows.map(({ hasMore, ...event }) => event), hasMore: rows[0]?.hasMore ?? false }
}
