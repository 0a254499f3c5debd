import type { Realm } from '../realm.ts'
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
  { workspaceId, deviceIds }: Realm,
  ids: readonly string[],
): Promise<(NodeType | null)[]> {
  const rows = await query<{ id: string; type: NodeType }>(on, text, [workspaceId, ids, deviceIds])
  const byId = new Map(rows.map((row) => [row.id, row.type]))
  return ids.map((id) => byId.get(id) ?? null)
}

const reached = (device: string) => `($3::uuid[] is null or ${device} = any($3))`

const text = `
  select id, case when is_managed then 'AccessCode' else 'UnmanagedAccessCode' end as type
    from access_code
    where workspace_id = $1 and id = any($2::uuid[]) and removed_at is null and ${reached('device_id')}
  union all select id, 'Device' from device where workspace_id = $1 and id = any($2) and ${reached('id')}
  union all select id, 'LinkedCodeGroup' from linked_code_group g
    where workspace_id = $1 and id = any($2) and ended_at is null and ($3::uuid[] is null or exists (
      select from access_code a where a.workspace_id = $1 and a.linked_code_group_id = g.id and a.removed_at is null
        and a.device_id = any($3)))
  union all select id, 'Event' from event where workspace_id = $1 and id = any($2) and ${reached('device_id')}
  union all select id, 'ActionAttempt' from action_attempt
    where workspace_id = $1 and id = any($2) and ${reached('device_id')}
  union all select id, 'ConnectedAccount' from connected_account c
    where workspace_id = $1 and id = any($2) and ($3::uuid[] is null or exists (
      select from device d where d.workspace_id = $1 and d.connected_account_id = c.id and d.id = any($3)))
  union all select id, 'Workspace' from workspace where id = $1 and id = any($2)`
