import type { TestGateway } from '../../support/gateway.ts'

const tables = ['device', 'linked_code_group', 'access_code', 'pin_claim', 'action_attempt', 'event'] as const

/**
 * All that a workspace holds, as text that is the same for two that came to be in the same way: ids are numbered, PINs
 * opened, and of times those told that somebody asked for.
 */
export async function whole({ database: { pool }, vault }: TestGateway, workspaceId: string): Promise<object> {
  const numbers = new Map<string, string>()
  const state: Record<string, unknown[]> = {}
  for (const table of tables) {
    const { rows } = await pool.query(`select * from ${table} where workspace_id = $1 order by id`, [workspaceId])
    for (const [index, { id, common_code_key }] of rows.entries()) {
      numbers.set(id, `${table} ${index}`)
      if (common_code_key?.startsWith('auto_set_by_create_multiple_')) numbers.set(common_code_key, `key ${index}`)
    }
    state[table] = rows
  }
  return Object.fromEntries(
    Object.entries(state).map(([table, rows]) => [
      table,
      rows.map((row) =>
        JSON.stringify(plain(row as Row))
          .replaceAll(idOrKey, (text) => numbers.get(text) ?? text)
          .replaceAll(anyInstant, (text) => (isAskedFor(text) ? new Date(text).toISOString() : 'then')),
      ),
    ]),
  )

  function plain({
    workspace_id: _w,
    transaction_id: _t,
    position: _p,
    pin_hash: _h,
    confirmed_pin_hash: _c,
    ...row
  }: Row) {
    const { id } = row as { id: string }
    const open = (value: unknown) => (value instanceof Uint8Array ? vault.open(value, id) : value)
    return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, open(value)]))
  }
}

type Row = Record<string, unknown>

const idOrKey = /auto_set_by_create_multiple_[0-9a-f-]{36}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** As JSON has it, and as PostgreSQL writes the bounds of a range. */
const anyInstant = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00)/g

/** Wishes are for whole hours; nothing else happens at one. */
const isAskedFor = (text: string): boolean => new Date(text).getTime() % 3_600_000 === 0
