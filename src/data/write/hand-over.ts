import type { PoolClient } from 'pg'
import { query } from '../statement.ts'
import { newId } from '../uuid.ts'

export interface CodeToHandOver {
  readonly id: string
  readonly deviceId: string
  /** Of the action attempt that stands for it; it has succeeded. */
  readonly actionAttemptId: string
}

/**
 * Makes managed codes into unmanaged ones of the same ids, as their locks are known to hold them: they are in no group,
 * their PINs are respected but not enforced, and what was commanded for them is known as somebody else's from now on. In
 * one statement, after their groups are locked. The caller holds the devices' locks.
 */
export async function handOverCodes(
  tx: PoolClient,
  workspaceId: string,
  codes: readonly CodeToHandOver[],
): Promise<void> {
  if (codes.length === 0) return
  const ids = codes.map(({ id }) => id)
  // Two statements: whether others are left in a group is counted after whoever was at it is done.
  const lock = `select g.id from linked_code_group g where g.workspace_id = $1 and g.id in (
      select linked_code_group_id from access_code where workspace_id = $1 and id = any($2::uuid[]))
    order by g.id for no key update`
  await query(tx, lock, [workspaceId, ids])
  await query(tx, handOverText, [
    workspaceId,
    ids,
    codes.map(({ deviceId }) => deviceId),
    codes.map(({ actionAttemptId }) => actionAttemptId),
    codes.map(() => newId()),
  ])
}

const handOverText = `
  with instant as materialized (select date_trunc('milliseconds', clock_timestamp()) as now
  ), code as (
    -- A window that the lock does not keep ends with whoever kept it.
    select c.*, a.linked_code_group_id, d.supports_native_scheduling and a.prefers_native_scheduling
        and a.confirmed_starts_at is not null and a.confirmed_ends_at is not null as keeps_window,
      coalesce(a.confirmed_pin_hash, a.pin_hash) as held_hash
    from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[]) with ordinality
      as c (id, device_id, attempt_id, event_id, place)
    join access_code a on a.workspace_id = $1 and a.id = c.id
    join device d on d.workspace_id = $1 and d.id = c.device_id
  ), handed_over as (
    update access_code a set is_managed = false, linked_code_group_id = null, pulled_backup_access_code_id = null,
      is_backup = false, pin_ciphertext = coalesce(confirmed_pin_ciphertext, pin_ciphertext), pin_hash = code.held_hash,
      name = coalesce(appearance_name, confirmed_name),
      type = case when keeps_window then 'TIME_BOUND' else 'ONGOING' end::access_code_type,
      starts_at = case when keeps_window then confirmed_starts_at end,
      ends_at = case when keeps_window then confirmed_ends_at end,
      status = case when a.status = 'UNSET' then 'UNSET' else 'SET' end::access_code_status,
      is_external_modification_allowed = false, is_scheduled_on_device = false, is_waiting_for_code_assignment = false,
      is_in_doubt = false, is_converting = false, refused_wish_version = null, overridden_wish_version = null,
      errors = '[]', warnings = '[]', wish_version = wish_version + 1, updated_at = now
    from code, instant where a.workspace_id = $1 and a.id = code.id
  ), respected as (
    update pin_claim p set enforced = false,
      during = case when p.pin_hash = code.held_hash then tstzrange(lower(p.during),
        case when keeps_window then greatest(confirmed_ends_at, lower(p.during) + interval '1 millisecond') end) else p.during end,
      released_at = case when p.pin_hash = code.held_hash then p.released_at else now end
    from code join access_code a on a.workspace_id = $1 and a.id = code.id, instant
    where p.workspace_id = $1 and p.access_code_id = code.id and p.released_at is null
  ), forgotten as (
    delete from commanded_pin where workspace_id = $1 and access_code_id = any($2)
  ), overtaken as (
    update action_attempt set status = 'ERROR',
      error = '{"type": "handed_over", "message": "The code was handed over before."}'
    where workspace_id = $1 and access_code_id = any($2) and status = 'PENDING'
  ), attempted as (
    insert into action_attempt (id, workspace_id, action_type, status, result, access_code_id, device_id, created_at)
    select attempt_id, $1::uuid, 'UPDATE_ACCESS_CODE', 'SUCCESS', jsonb_build_object('accessCodeId', id), id, device_id, now
    from code, instant
  ), ended as (
    update linked_code_group g set ended_at = now from instant
    where g.workspace_id = $1 and g.ended_at is null and g.id in (select linked_code_group_id from code) and not exists (
      select from access_code a where a.workspace_id = $1 and a.linked_code_group_id = g.id and a.removed_at is null
        and a.id <> all($2))
  ), woken as (
    update device_sync set generation = generation + 1, due_at = now
    from instant where workspace_id = $1 and device_id = any($3)
  ), told as (
    select pg_notify('latchkey_due', '')
  )
  insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
  select event_id, $1::uuid, 'ACCESS_CODE_CHANGED', now, id, device_id, linked_code_group_id,
    '{"changedProperties": [{"property": "isManaged", "from": true, "to": false}]}'::jsonb
  from code, instant where (select count(*) from told) = 1 order by place`
