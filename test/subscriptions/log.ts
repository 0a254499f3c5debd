import type pg from 'pg'
import { newId } from '../../src/data/uuid.ts'

export interface EventFacts {
  readonly type?: string
  readonly deviceId?: string
  readonly accessCodeId?: string
  readonly linkedCodeGroupId?: string
  readonly payload?: object
}

/** Writes an event as any writer would, and returns its id. */
export async function writeEvent(
  on: Pick<pg.Pool, 'query'>,
  workspaceId: string,
  facts: EventFacts = {},
): Promise<string> {
  const id = newId()
  await on.query(
    `insert into event (id, workspace_id, type, device_id, access_code_id, linked_code_group_id, payload)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      id,
      workspaceId,
      facts.type ?? 'ACCESS_CODE_CHANGED',
      facts.deviceId ?? null,
      facts.accessCodeId ?? null,
      facts.linkedCodeGroupId ?? null,
      facts.payload ?? {},
    ],
  )
  return id
}

/** A transaction that has an id of its own already, for the test to end. */
export async function begin(pool: pg.Pool): Promise<pg.PoolClient> {
  const tx = await pool.connect()
  await tx.query('begin')
  await tx.query('select pg_current_xact_id()')
  return tx
}

export async function commit(tx: pg.PoolClient): Promise<void> {
  await tx.query('commit')
  tx.release()
}
