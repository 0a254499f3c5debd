import pg from 'pg'
import { databaseUrl } from './peer.ts'

export interface LoggedEvent {
  readonly id: string
  readonly type: string
  readonly occurredAt: Date
  readonly accessCodeId: string | null
  readonly workspaceId: string
}

interface Row extends LoggedEvent {
  readonly transactionId: string
  readonly position: string
}

const text = `select id, type, occurred_at as "occurredAt", access_code_id as "accessCodeId", workspace_id as "workspaceId",
    transaction_id as "transactionId", position from event
  where (transaction_id, position) > ($1::bigint, $2::bigint)
    and transaction_id < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint
  order by transaction_id, position limit 1000`

/** Tells of every event from now on, once each: whoever writes one wakes those who listen. */
export async function followEvents(tell: (event: LoggedEvent) => void): Promise<void> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  const { rows } = await client.query<Pick<Row, 'transactionId'>>(
    `select (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint as "transactionId"`,
  )
  let place: Pick<Row, 'transactionId' | 'position'> = { transactionId: rows[0]?.transactionId ?? '0', position: '0' }
  let isReading = false
  let isAsked = false
  const look = async () => {
    isAsked = true
    if (isReading) return
    isReading = true
    while (isAsked) {
      isAsked = false
      const values = [place.transactionId, place.position]
      const found = await client.query<Row>({ name: 'events', text, values })
      for (const event of found.rows) tell(event)
      place = found.rows.at(-1) ?? place
    }
    isReading = false
  }
  client.on('notification', look)
  // What a transaction still running held back is seen a little later.
  setInterval(look, 100)
  await client.query('listen latchkey_event')
}
