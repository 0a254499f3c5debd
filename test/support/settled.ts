import type pg from 'pg'
import { vi } from 'vitest'

/**
 * Resolves when everything that was written to the audit log so far can be sealed: no transaction of the whole server,
 * whichever database it is in, began before and is still running.
 */
export async function auditLogSettled(pool: pg.Pool): Promise<void> {
  const text = `select coalesce(max(transaction_id), 0) < (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint as "isSo"
    from audit_entry`
  const isSettled = async () => (await pool.query<{ isSo: boolean }>(text)).rows[0]?.isSo === true
  await vi.waitUntil(isSettled, { timeout: 30_000, interval: 20 })
}
