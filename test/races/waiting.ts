import type pg from 'pg'
import { expect } from 'vitest'

/** Resolves once a session waits for a lock that this connection holds. */
export async function somebodyWaitsFor(pool: pg.Pool, holder: Pick<pg.PoolClient, 'query'>): Promise<void> {
  await expect.poll(() => waitersFor(pool, holder)).toBe(1)
}

/** How many sessions wait for a lock that this connection holds, or for one that such a session holds. */
export async function waitersFor(pool: pg.Pool, holder: Pick<pg.PoolClient, 'query'>): Promise<number> {
  const { rows: own } = await holder.query('select pg_backend_pid() as pid')
  const text = `with recursive waiting as (
      select $1::int as pid union
      select a.pid from pg_stat_activity a join waiting w on w.pid = any(pg_blocking_pids(a.pid)))
    select count(*)::int - 1 as count from waiting`
  return (await pool.query(text, [own[0].pid])).rows[0].count
}
