import type { Database } from '../../src/data/client.ts'

/** How many rows each table that a verb may write holds: the same before and after a refusal. */
export async function countRows({ pool }: Database): Promise<Record<string, number>> {
  const tables = ['access_code', 'pin_claim', 'linked_code_group', 'action_attempt', 'event', 'idempotency_key']
  const { rows } = await pool.query(
    `${tables.map((table) => `select '${table}' as name, count(*)::int as count from ${table}`).join(' union all ')}
     union all select 'generations', coalesce(sum(generation), 0)::int from device_sync`,
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}
