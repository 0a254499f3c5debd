import { type Queryable, query } from '../statement.ts'

export type NodeType =
  | 'Workspace'
  | 'AccessCode'
  | 'UnmanagedAccessCode'
  | 'LinkedCodeGroup'
  | 'Device'
  | 'ConnectedAccount'
  | 'ActionAttempt'
  | 'Event'

/** Ids are bare UUIDs that carry no type: asks every table at once which of them has each id. */
export async function nodeTypesByIds(
  on: Queryable,
  workspaceId: string,
  ids: readonly string[],
): Promise<(NodeType | null)[]> {
  const rows = await query<{ id: string; type: NodeType }>(on, text, [workspaceId, ids])
  const byId = new Map(rows.map((row) => [row.id, row.type]))
  return ids.map((id) => byId.get(id) ?? null)
}

const text = `
  select id, case when is_managed then 'AccessCode' else 'UnmanagedAccessCode' end as type
    from access_code where workspace_id = $1 and id = any($2::uuid[]) and removed_at is null
  union all select id, 'Device' from device where workspace_id = $1 and id = any($2::uuid[])
  union all select id, 'LinkedCodeGroup'
    from linked_code_group where workspace_id = $1 and id = any($2::uuid[]) and ended_at is null
  union all select id, 'Event' from event where workspace_id = $1 and id = any($2::uuid[])
  union all select id, 'ActionAttempt' from action_attempt where workspace_id = $1 and id = any($2::uuid[])
  union all select id, 'ConnectedAccount' from connected_account where workspace_id = $1 and id = any($2::uuid[])
  union all select id, 'Workspace' from workspace where id = $1 and id = any($2::uuid[])`
