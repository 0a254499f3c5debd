import type { PoolClient } from 'pg'
import { query } from '../statement.ts'
import type { DeviceClaim } from './claim.ts'

export async function releaseClaims(tx: PoolClient, ids: readonly string[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await query(tx, 'update pin_claim set released_at = $2 where id = any($1::uuid[])', [ids, now])
}

export interface UnenforcedClaim {
  readonly id: string
  readonly accessCodeId: string
  readonly pinHash: Buffer
  readonly from: Date
  /** Null for ever. */
  readonly until: Date | null
}

/** PINs that we did not choose are respected, yet recording what was read never fails. */
export async function insertUnenforcedClaim(
  tx: PoolClient,
  { workspaceId, deviceId }: DeviceClaim,
  { id, accessCodeId, pinHash, from, until }: UnenforcedClaim,
): Promise<void> {
  const text = `insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during, enforced)
    values ($1, $2, $3, $4, $5, tstzrange($6::timestamptz, $7::timestamptz), false)`
  await query(tx, text, [id, workspaceId, deviceId, accessCodeId, pinHash, from, until])
}

/** From now on this PIN in this slot is the code's, as if it had been commanded. */
export async function adoptPin(
  tx: PoolClient,
  { workspaceId, deviceId }: DeviceClaim,
  { slot, accessCodeId, pinHash }: { readonly slot: string; readonly accessCodeId: string; readonly pinHash: Buffer },
): Promise<void> {
  const text = `insert into commanded_pin (workspace_id, device_id, slot, pin_hash, access_code_id)
    values ($1, $2, $3, $4, $5) on conflict do nothing`
  await query(tx, text, [workspaceId, deviceId, slot, pinHash, accessCodeId])
}

/** Codes that were to be taken over are somebody else's again. */
export async function takeBackConversions(
  tx: PoolClient,
  { workspaceId }: DeviceClaim,
  accessCodeIds: readonly string[],
): Promise<void> {
  if (accessCodeIds.length === 0) return
  const text = `
    with taken_back as (
      update access_code set is_managed = false, is_converting = false, is_external_modification_allowed = false,
        linked_code_group_id = null, errors = '[]', warnings = '[]'
      where workspace_id = $1 and id = any($2::uuid[])
    ), respected as (
      update pin_claim set enforced = false
      where workspace_id = $1 and access_code_id = any($2) and released_at is null
    ), overtaken as (
      update action_attempt set status = 'ERROR',
        error = '{"type": "conversion_failed", "message": "The code was changed or removed before it was taken over."}'
      where workspace_id = $1 and access_code_id = any($2) and status = 'PENDING'
    )
    delete from commanded_pin where workspace_id = $1 and access_code_id = any($2)`
  await query(tx, text, [workspaceId, accessCodeIds])
}

/** The action attempts that wait for these codes come to an end: all that were asked of them is on the lock. */
export async function attemptsSucceeded(tx: PoolClient, accessCodeIds: readonly string[]): Promise<void> {
  if (accessCodeIds.length === 0) return
  const text = `update action_attempt set status = 'SUCCESS', result = jsonb_build_object('accessCodeId', access_code_id)
    where access_code_id = any($1::uuid[]) and status = 'PENDING' and action_type not like 'DELETE%'`
  await query(tx, text, [accessCodeIds])
}

/** Deleting has succeeded; what else was waiting will never be. */
export async function attemptsOvertaken(tx: PoolClient, accessCodeIds: readonly string[]): Promise<void> {
  if (accessCodeIds.length === 0) return
  const text = `update action_attempt set
      status = case when action_type like 'DELETE%' then 'SUCCESS' else 'ERROR' end::action_attempt_status,
      error = case when action_type not like 'DELETE%' then
        jsonb_build_object('type', 'access_code_removed', 'message', 'The code was removed before it was set.') end
    where access_code_id = any($1::uuid[]) and status = 'PENDING'`
  await query(tx, text, [accessCodeIds])
}

export async function attemptsFailed(tx: PoolClient, accessCodeId: string, message: string): Promise<void> {
  const text = `update action_attempt set status = 'ERROR',
      error = jsonb_build_object('type', 'failed_to_set_on_device', 'message', $2::text)
    where access_code_id = $1 and status = 'PENDING' and action_type not like 'DELETE%'`
  await query(tx, text, [accessCodeId, message])
}

/** Groups that lost their last code with these are over. */
export async function endEmptyGroups(tx: PoolClient, goneCodeIds: readonly string[], now: Date): Promise<void> {
  if (goneCodeIds.length === 0) return
  // Two statements: of two devices that lose a group's last codes at once, the second counts after the first is done.
  // No stronger lock: each of them has just written events that refer to the group, and would wait for the other's.
  const lock = `select g.id from linked_code_group g where g.ended_at is null and g.id in (
      select linked_code_group_id from access_code where id = any($1::uuid[])) order by g.id for no key update`
  const groups = await query<{ id: string }>(tx, lock, [goneCodeIds])
  if (groups.length === 0) return
  const end = `update linked_code_group g set ended_at = $2 where g.id = any($1::uuid[])
    and not exists (select from access_code a where a.linked_code_group_id = g.id and a.removed_at is null)`
  await query(tx, end, [groups.map(({ id }) => id), now])
}

export async function updateDevice(
  tx: PoolClient,
  { workspaceId, deviceId }: DeviceClaim,
  {
    offlineSince,
    removedAt,
    readAt,
  }: { readonly offlineSince?: Date | null; readonly removedAt?: Date | null; readonly readAt?: Date },
): Promise<void> {
  if (offlineSince === undefined && removedAt === undefined && readAt === undefined) return
  const text = `update device set last_read_at = coalesce($3, last_read_at),
      offline_since = case when $4 then $5::timestamptz else offline_since end,
      removed_at = case when $6 then $7::timestamptz else removed_at end
    where workspace_id = $1 and id = $2`
  const values = [workspaceId, deviceId, readAt ?? null, offlineSince !== undefined, offlineSince ?? null]
  await query(tx, text, [...values, removedAt !== undefined, removedAt ?? null])
}
