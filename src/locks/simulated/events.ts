import { on as eventsOf } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { type Queryable, query } from '../../data/statement.ts'
import type { LockEvent } from '../provider.ts'
import type { LockSession, SimulatedStack } from './lock-session.ts'

/** Tells every process that listens, when the transaction commits. `slot` says which code was used. */
export async function tell({ tx, lock, now }: LockSession, type: LockEvent['type'], slot: string | null = null) {
  const { workspaceId, deviceId } = lock
  // Whoever was told has fetched it long since.
  const text = `delete from simulated_lock.event where device_id = $1 and occurred_at < $2::timestamptz - interval '1 hour'`
  await query(tx, text, [deviceId, now])
  await query(
    tx,
    `with told as (
       insert into simulated_lock.event (workspace_id, device_id, type, slot, occurred_at)
       values ($1, $2, $3, $4, $5) returning position)
     select pg_notify('${channel}', position::text) from told`,
    [workspaceId, deviceId, type, slot, now],
  )
}

const channel = 'simulated_lock_event'
const reconnectAfterMs = 500

/**
 * What the locks of this database tell, whichever process made them tell it, from the moment the connection listens.
 * What is told while it does not, at first or after it broke, is lost.
 */
export async function* toldEvents(stack: SimulatedStack, signal: AbortSignal): AsyncGenerator<LockEvent> {
  while (!signal.aborted) {
    try {
      yield* listen(stack, signal)
    } catch {
      // The connection broke. The locks are read anyway, so that nothing depends on what was missed.
      await setTimeout(reconnectAfterMs, undefined, { signal }).catch(() => {})
    }
  }
}

async function* listen({ pool }: SimulatedStack, signal: AbortSignal): AsyncGenerator<LockEvent> {
  // A connection of its own: one lent by the pool for good would be missed there.
  const client = new pg.Client(pool.options)
  client.on('error', () => {}) // whoever waits for the connection is told
  const notifications = eventsOf(client, 'notification', { signal, close: ['end'] })
  try {
    await client.connect()
    await client.query(`listen ${channel}`)
    for await (const [{ payload }] of notifications) yield* await toldAt(pool, payload)
    if (!signal.aborted) throw new Error('the connection ended')
  } finally {
    await client.end().catch(() => {})
  }
}

async function toldAt(on: Queryable, position: string): Promise<LockEvent[]> {
  const rows = await query<{
    workspaceId: string
    deviceId: string
    type: LockEvent['type']
    slot: string | null
    occurredAt: Date
  }>(
    on,
    `select workspace_id as "workspaceId", device_id as "deviceId", type, slot, occurred_at as "occurredAt"
     from simulated_lock.event where position = $1`,
    [position],
  )
  return rows.map(({ workspaceId, deviceId, type, slot, occurredAt }) => {
    const lock = { workspaceId, deviceId }
    return type === 'CODE_USED' ? { type, lock, slot, occurredAt } : { type, lock, occurredAt }
  })
}
