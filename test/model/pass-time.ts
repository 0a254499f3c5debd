import type pg from 'pg'
import { inTransaction } from '../../src/data/transaction.ts'

/** What is told about keys, at the machine's own pace, or once and for all stays where it is. */
const leftAlone = ['workspace', 'api_key', 'client_session', 'audit_entry', 'audit_seal', 'lease_until']

/**
 * Lets days pass in one workspace: the database's clock cannot be set, so that every instant that is on record there is
 * moved into the past instead. Then the engine is woken, as its own clock would.
 */
export async function passTime(pool: pg.Pool, workspaceId: string, days: number): Promise<void> {
  const statements = await shifts(pool)
  await inTransaction(pool, async (tx) => {
    // Moved one by one, claims would be in each other's way.
    const { rows } = await tx.query(
      'update pin_claim set enforced = false where workspace_id = $1 and enforced returning id',
      [workspaceId],
    )
    for (const statement of statements) await tx.query(statement, [workspaceId, days * 24])
    const ids = rows.map(({ id }) => id)
    await tx.query('update pin_claim set enforced = true where id = any($1)', [ids])
    await tx.query(`select pg_notify('latchkey_due', '')`)
  })
}

let prepared: Promise<string[]> | undefined

/** One statement for each table that has instants, of the gateway and of the simulated locks. */
function shifts(pool: pg.Pool): Promise<string[]> {
  prepared ??= pool.query(columnsText, [leftAlone]).then(({ rows }) =>
    rows.map(({ table, isOfLock, columns }) => {
      const moved = columns.map(moveOf).join(', ')
      const whose = isOfLock
        ? 'device_id in (select device_id from device_sync where workspace_id = $1)'
        : 'workspace_id = $1'
      return `update ${table} set ${moved} where ${whose}`
    }),
  )
  return prepared
}

const by = `$2::int * interval '1 hour'`

function moveOf({ name, type }: { readonly name: string; readonly type: string }): string {
  if (type !== 'tstzrange') return `${name} = ${name} - ${by}`
  return `${name} = tstzrange(lower(${name}) - ${by}, upper(${name}) - ${by})`
}

const columnsText = `select quote_ident(c.table_schema) || '.' || quote_ident(c.table_name) as table,
    c.table_schema = 'simulated_lock' as "isOfLock",
    json_agg(json_build_object('name', quote_ident(c.column_name), 'type', c.udt_name)) as columns
  from information_schema.columns c
  where c.table_schema in ('public', 'simulated_lock') and c.udt_name in ('timestamptz', 'tstzrange')
    and c.table_name <> all($1) and c.column_name <> all($1)
    and exists (select from information_schema.columns o where o.table_schema = c.table_schema
      and o.table_name = c.table_name and o.column_name = case c.table_schema when 'public' then 'workspace_id' else 'device_id' end)
  group by 1, 2`
