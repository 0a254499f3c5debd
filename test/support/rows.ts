import type { Database } from '../../src/data/client.ts'

/** How many rows each table that a verb may write holds. */
export async function countRows({ pool }: Database): Promise<Record<string, number>> {
  const tables = ['access_code', 'pin_claim', 'linked_code_group', 'action_attempt', 'event', 'idempotency_key']
  const { rows } = await pool.query(
    tables.map((table) => `select '${table}' as name, count(*)::int as count from ${table}`).join(' union all '),
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}

/** A fingerprint of all that each table holds, the simulated locks' included: the same before and after a refusal. */
export async function fingerprints({ pool }: Database): Promise<Record<string, string>> {
  const { rows } = await pool.query(`select name, md5(query_to_xml(
      format('select t::text from %s t order by t::text', name), false, false, '')::text) as fingerprint
    from (${everyTable}) as tables order by name`)
  return Object.fromEntries(rows.map(({ name, fingerprint }) => [name, fingerprint]))
}

const everyTable = `select format('%I.%I', schemaname, tablename) as name from pg_tables
  where schemaname in ('public', 'simulated_lock') and tablename <> '_prisma_migrations'`

/** The transactions that wrote what each table holds now. */
export async function writingTransactions({ pool }: Database): Promise<Set<string>> {
  const { rows: tables } = await pool.query<{ name: string }>(everyTable)
  const text = tables.map(({ name }) => `select xmin::text as id from ${name}`).join(' union ')
  const { rows } = await pool.query<{ id: string }>(text)
  return new Set(rows.map(({ id }) => id))
}
