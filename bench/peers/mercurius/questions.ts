import type pg from 'pg'
import { type CodeRow, placeOf } from '../shared/code-row.ts'
import { code, codeJoins, device, group, listed } from '../shared/columns.ts'
import { run } from '../shared/statement.ts'

export interface CodePage {
  readonly rows: readonly CodeRow[]
  readonly hasMore: boolean
}

interface Filter {
  readonly status?: readonly string[] | null
  readonly type?: string | null
}

const filtered = `($2::access_code_status[] is null or a.status = any($2)) and ($3::access_code_type is null or a.type = $3)`

/** The statements of this server, each for any number of parents. */
export function questions(pool: pg.Pool) {
  const pageOf = (rows: readonly CodeRow[], first: number) => ({
    rows: rows.slice(0, first),
    hasMore: rows.length > first,
  })
  return {
    async code(workspaceId: string, id: string): Promise<CodeRow | null> {
      const text = `select ${code} from access_code a ${codeJoins}
        where a.workspace_id = $1 and a.id = $2 and a.is_managed and a.removed_at is null`
      return (await run<CodeRow>(pool, text, [workspaceId, id]))[0] ?? null
    },

    async codes(
      workspaceId: string,
      { status, type }: Filter,
      first: number,
      after?: string | null,
    ): Promise<CodePage> {
      const values = [workspaceId, status ?? null, type ?? null, first + 1]
      const text = `select ${code} from access_code a ${codeJoins}
        where a.workspace_id = $1 and ${listed} and ${filtered} ${after ? 'and (a.created_at, a.id) < ($5::timestamptz, $6::uuid)' : ''}
        order by a.created_at desc, a.id desc limit $4`
      return pageOf(await run<CodeRow>(pool, text, after ? [...values, ...placeOf(after)] : values), first)
    },

    async codeCount(workspaceId: string, { status, type }: Filter): Promise<number> {
      const text = `select count(*)::int as count from access_code a where a.workspace_id = $1 and ${listed} and ${filtered}`
      const [row] = await run<{ count: number }>(pool, text, [workspaceId, status ?? null, type ?? null])
      return row?.count ?? 0
    },

    async codesOf(
      parent: 'device_id' | 'linked_code_group_id',
      workspaceId: string,
      ids: readonly string[],
      first: number,
    ): Promise<CodePage[]> {
      const text = `select a.* from unnest($2::uuid[]) with ordinality as parent (id, place) cross join lateral (
          select ${code} from access_code a ${codeJoins} where a.workspace_id = $1 and a.${parent} = parent.id and ${listed}
          order by a.created_at desc, a.id desc limit $3) a
        order by parent.place, a."createdAt" desc, a.id desc`
      const rows = await run<CodeRow>(pool, text, [workspaceId, ids, first + 1])
      const key = parent === 'device_id' ? 'deviceId' : 'linkedCodeGroupId'
      const byParent = Map.groupBy(rows, (row) => row[key])
      return ids.map((id) => pageOf(byParent.get(id) ?? [], first))
    },

    async devices(workspaceId: string, first: number) {
      const text = `select ${device} from device d where d.workspace_id = $1 order by d.created_at desc, d.id desc limit $2`
      return run(pool, text, [workspaceId, first])
    },

    async devicesById(workspaceId: string, ids: readonly string[]) {
      const text = `select ${device} from device d where d.workspace_id = $1 and d.id = any($2::uuid[])`
      return inOrder(ids, await run(pool, text, [workspaceId, [...new Set(ids)]]))
    },

    async groupsById(workspaceId: string, ids: readonly (string | null)[]) {
      const text = `select ${group} from linked_code_group g where g.workspace_id = $1 and g.id = any($2::uuid[]) and g.ended_at is null`
      return inOrder(ids, await run(pool, text, [workspaceId, [...new Set(ids.filter(Boolean))]]))
    },

    async group(workspaceId: string, { id, commonCodeKey }: { id?: string; commonCodeKey?: string }) {
      const by = id ? 'g.id = $2' : 'g.common_code_key = $2'
      const text = `select ${group} from linked_code_group g where g.workspace_id = $1 and ${by} and g.ended_at is null`
      return (await run(pool, text, [workspaceId, id ?? commonCodeKey]))[0] ?? null
    },
  }
}

function inOrder(ids: readonly (string | null)[], rows: readonly unknown[]) {
  const byId = new Map((rows as { id: string }[]).map((row) => [row.id, row]))
  return ids.map((id) => (id === null ? null : (byId.get(id) ?? null)))
}
