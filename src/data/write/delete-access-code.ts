import type { PoolClient } from 'pg'
import { query } from '../statement.ts'
import { newId } from '../uuid.ts'

export interface DeletableCode {
  readonly id: string
  readonly deviceId: string
  readonly isOfflineAccessCode: boolean
}

/** A managed code that is not known to be gone. */
export async function deletableCode(tx: PoolClient, workspaceId: string, id: string): Promise<DeletableCode | null> {
  const text = `select id, device_id as "deviceId", is_offline_access_code as "isOfflineAccessCode"
    from access_code where workspace_id = $1 and id = $2 and is_managed and removed_at is null`
  const [code] = await query<DeletableCode>(tx, text, [workspaceId, id])
  return code ?? null
}

/**
 * Ends the wish for a code: its PIN is no longer claimed from now on, its device is woken, an event tells of it, and an
 * action attempt stands for the removal. Of a code that was deleted before it is the first attempt again. The caller
 * holds the device's lock.
 *
 * @returns the id of the action attempt
 */
export async function deleteAccessCode(
  tx: PoolClient,
  workspaceId: string,
  { id, deviceId }: Pick<DeletableCode, 'id' | 'deviceId'>,
): Promise<string> {
  const earlier = `select id from action_attempt
    where workspace_id = $1 and access_code_id = $2 and action_type = 'DELETE_ACCESS_CODE'`
  const [first] = await query<{ id: string }>(tx, earlier, [workspaceId, id])
  if (first) return first.id
  const actionAttemptId = newId()
  await query(tx, text, [workspaceId, id, deviceId, actionAttemptId, newId()])
  return actionAttemptId
}

const text = `
  with instant as materialized (select date_trunc('milliseconds', clock_timestamp()) as now
  ), deleted as (
    update access_code set deleted_at = coalesce(deleted_at, now), updated_at = now, status = 'REMOVING',
      wish_version = wish_version + 1
    from instant where workspace_id = $1 and id = $2
    returning linked_code_group_id
  ), ended as (
    -- A claim that had not begun is given up at once: what may be on the lock already is known as commanded.
    update pin_claim set
      during = case when lower(during) < now then tstzrange(lower(during), least(upper(during), now)) else during end,
      released_at = case when lower(during) < now then released_at else now end
    from instant where workspace_id = $1 and access_code_id = $2 and released_at is null
  ), attempted as (
    insert into action_attempt (id, workspace_id, action_type, status, access_code_id, device_id, created_at)
    select $4::uuid, $1::uuid, 'DELETE_ACCESS_CODE', 'PENDING', $2::uuid, $3::uuid, now from instant
  ), woken as (
    update device_sync set generation = generation + 1, due_at = now
    from instant where workspace_id = $1 and device_id = $3
  ), told as (
    select pg_notify('latchkey_due', '')
  )
  insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
  select $5::uuid, $1::uuid, 'ACCESS_CODE_MUTATIONS_REQUESTED', now, $2::uuid, $3::uuid, linked_code_group_id,
    '{"requestedMutations": [{"mutationCode": "DELETING"}]}'::jsonb
  from deleted, instant where (select count(*) from told) = 1`
