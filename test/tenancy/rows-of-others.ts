import type { Database } from '../../src/data/client.ts'

/** Every row of a workspace, of whatever table, that mentions one of these ids, as text. */
export async function rowsThatMention(
  { pool }: Pick<Database, 'pool'>,
  workspaceId: string,
  ids: readonly string[],
): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string; column: string }>(
    `select format('%I.%I', table_schema, table_name) as name, column_name as column from information_schema.columns
     where column_name = 'workspace_id' and table_schema in ('public', 'simulated_lock')
       or table_schema = 'public' and table_name = 'workspace' and column_name = 'id'`,
  )
  const rows: string[] = []
  for (const { name, column } of tables) {
    const text = `select '${name} ' || t::text as row from ${name} t where ${column} = $1`
    rows.push(...(await pool.query<{ row: string }>(text, [workspaceId])).rows.map(({ row }) => row))
  }
  return rows.filter((row) => ids.some((id) => row.includes(id)))
}
