import type { PoolClient } from 'pg'
import { query } from '../statement.ts'
import { newId } from '../uuid.ts'

/**
 * Takes a code out of its group, which ends with its last code, and tells of it. Answers false if the code was in none.
 * The caller holds the code's device.
 */
export async function unlinkAccessCode(tx: PoolClient, workspaceId: string, accessCodeId: string): Promise<boolean> {
  // Two statements: whether others are left is counted after whoever was at the group is done.
  const lock = `select g.id from linked_code_group g join access_code a on a.workspace_id = g.workspace_id
      and a.linked_code_group_id = g.id
    where a.workspace_id = $1 and a.id = $2 for no key update of g`
  const [group] = await query<{ id: string }>(tx, lock, [workspaceId, accessCodeId])
  if (!group) return false
  await query(tx, text, [workspaceId, accessCodeId, group.id, newId()])
  return true
}

const text = `
  with instant as materialized (select date_trunc('milliseconds', clock_timestamp()) as now
  ), unlinked as (
    update access_code set linked_code_group_id = null, updated_at = now
    from instant where workspace_id = $1 and id = $2
    returning device_id
  ), left_alone as (
    update linked_code_group g set ended_at = now
    from instant where workspace_id = $1 and g.id = $3 and not exists (
      select from access_code a where a.workspace_id = $1 and a.linked_code_group_id = $3 and a.id <> $2
        and a.removed_at is null)
  )
  insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
  select $4::uuid, $1::uuid, 'ACCESS_CODE_CHANGED', now, $2::uuid, device_id, $3::uuid, jsonb_build_object(
    'changedProperties', jsonb_build_array(jsonb_build_object(
      'property', 'commonCodeKey', 'from', (select common_code_key from linked_code_group where id = $3), 'to', null)))
  from unlinked, instant`
