import { columns } from '../columns.ts'
import { Prisma } from '../prisma/client.ts'
import type { Realm } from '../realm.ts'
import { type Queryable, query } from '../statement.ts'
import { Conditions } from './conditions.ts'
import { addEventFilter, type EventFilter, type EventRow } from './events.ts'

/** A place in the log: what is at or before it has been seen. */
export type LogPosition = Pick<EventRow, 'transactionId' | 'position'>

export function isAfter(event: LogPosition, place: LogPosition): boolean {
  const [at, seen] = [BigInt(event.transactionId), BigInt(place.transactionId)]
  return at > seen || (at === seen && BigInt(event.position) > BigInt(place.position))
}

const list = columns('e', Prisma.EventScalarFieldEnum)
/** The oldest transaction still running, anywhere on the server: what is younger may not be all there yet. */
const horizon = '(pg_snapshot_xmin(pg_current_snapshot())::text)::bigint'

/** Behind everything that can be followed now. */
export async function endOfLog(on: Queryable): Promise<LogPosition> {
  const [row] = await query<LogPosition>(on, `select ${horizon}::text as "transactionId", '0' as position`, [])
  if (!row) throw new Error('the database told no snapshot')
  return row
}

export interface LogPage {
  /** In log order, of every workspace. */
  readonly events: readonly EventRow[]
  /** How long ago the first event happened that is there and cannot be shown yet; 0 if there is none. */
  readonly heldBackMs: number
}

/** What follows a place, as far as nothing can appear before it any more: at most `limit` events. */
export async function readLog(on: Queryable, after: LogPosition, limit: number): Promise<LogPage> {
  const text = `select ${list}, e.transaction_id >= ${horizon} as "isHeldBack",
      greatest(extract(epoch from clock_timestamp() - e.occurred_at) * 1000, 1)::float8 as "ageMs"
    from event e where (e.transaction_id, e.position) > ($1::bigint, $2::bigint)
    order by e.transaction_id, e.position limit $3`
  const rows = await query<EventRow & { isHeldBack: boolean; ageMs: number }>(on, text, [
    after.transactionId,
    after.position,
    limit,
  ])
  const end = rows.findIndex(({ isHeldBack }) => isHeldBack)
  const shown = end < 0 ? rows : rows.slice(0, end)
  return { events: shown.map(({ isHeldBack, ageMs, ...event }) => event), heldBackMs: rows[end]?.ageMs ?? 0 }
}

/** A realm's events behind a place, and up to another if one is given: at most `limit`, in log order. */
export async function eventsBetween(
  on: Queryable,
  realm: Realm,
  filter: EventFilter,
  { after, upTo, limit }: { after: LogPosition; upTo: LogPosition | null; limit: number },
): Promise<EventRow[]> {
  const where = new Conditions()
  addEventFilter(where, realm, filter)
  const place = ({ transactionId, position }: LogPosition) =>
    `(${where.bind(transactionId)}::bigint, ${where.bind(position)}::bigint)`
  where.add(`(e.transaction_id, e.position) > ${place(after)}`)
  if (upTo) where.add(`(e.transaction_id, e.position) <= ${place(upTo)}`)
  const text = `select ${list} from event e where ${where.sql}
    order by e.transaction_id, e.position limit ${where.bind(limit)}`
  return query<EventRow>(on, text, where.values)
}

/** Whether an event was written by a transaction that had not committed at the time of calling. */
export async function notYetCommitted(on: Queryable): Promise<(event: LogPosition) => boolean> {
  const [row] = await query<{ snapshot: string }>(on, 'select pg_current_snapshot()::text as snapshot', [])
  const [xmin = '0', xmax = '0', running = ''] = row?.snapshot.split(':') ?? []
  const [allDoneBelow, noneBegunFrom] = [BigInt(xmin), BigInt(xmax)]
  const wasRunning = new Set(running.split(','))
  return ({ transactionId }) => {
    const id = BigInt(transactionId)
    return id >= noneBegunFrom || (id >= allDoneBelow && wasRunning.has(transactionId))
  }
}
