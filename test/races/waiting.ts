import type pg from 'pg'
import { expect } from 'vitest'

/** Resolves once a session waits for a lock that this connection holds. */
export async function somebodyWaitsFor(pool: pg.Pool, holder: Pick<pg.PoolClient, 'query'>): Promise<void> {
  const { rows: own } = await holder.query('select pg_backend_pid() as pid')
  const waiting = 'select count(*)::int as count from pg_stat_activity where $1 = any(pg_blocking_pids(pid))'
  await expect.poll(async () => (await pool.query(waiting, [own[0].pid])).rows[0].count).toBe(1)
}
