import type { PoolClient } from 'pg'
import { query } from '../statement.ts'
import { newId } from '../uuid.ts'
import type { CodeToDelete } from './delete-access-code.ts'

/** The spare codes of a device that is to have a pool of them. */
export interface BackupPool {
  readonly deviceId: string
  /** Those that wait to be pulled, on the lock or on their way there. */
  readonly spares: number
  /** Those that the lock would not take: others have to stand in for them. */
  readonly refusedIds: readonly string[]
  /** Of all its backups, pulled or not. */
  readonly names: readonly string[]
}

/** A lock that refuses whatever it is given is offered other spares only this often. */
const REFUSED_KEPT_MINUTES = 60

/** A backup that waits to be pulled. `b` is the table's alias. */
export const isSpare = `b.is_backup and b.is_managed and b.type = 'ONGOING' and b.deleted_at is null and b.removed_at is null
  and not exists ( select from access_code o
    where o.workspace_id = b.workspace_id and o.pulled_backup_access_code_id = b.id)`

/** The pools of those of these devices that have one switched on and can keep it. The caller holds their locks. */
export function backupPools(
  tx: PoolClient,
  workspaceId: string,
  deviceIds: readonly string[],
): Promise<readonly BackupPool[]> {
  return query<BackupPool>(tx, poolsText, [workspaceId, deviceIds, REFUSED_KEPT_MINUTES])
}

const poolsText = `
  select d.id as "deviceId",
    count(*) filter (where c.is_spare and not c.is_refused)::int as spares,
    coalesce(array_agg(c.id::text) filter (where c.is_spare and c.is_refused), '{}') as "refusedIds",
    coalesce(array_agg(c.name) filter (where c.name is not null), '{}') as names
  from device d left join lateral (
    select b.id, b.name, ${isSpare} as is_spare,
      b.created_at < clock_timestamp() - $3::int * interval '1 minute' and b.confirmed_at is null and (
        b.refused_wish_version is not distinct from b.wish_version or b.errors @> '[{"issueCode": "duplicate_code_on_device"}]') as is_refused
    from access_code b
    where b.workspace_id = d.workspace_id and b.device_id = d.id and b.is_backup and b.removed_at is null
  ) c on true
  where d.workspace_id = $1 and d.id = any($2::uuid[]) and d.backup_access_code_pool_enabled
    and d.supports_backup_access_code_pool and d.is_managed and d.can_program_online_access_codes
  group by d.id`

export interface NewBackupCode {
  readonly id: string
  readonly deviceId: string
  readonly name: string | null
  readonly pin: { readonly ciphertext: Buffer; readonly hash: Buffer }
}

/**
 * Writes spare codes, ongoing, with their claims and an event each, and wakes their devices, in one statement. Nobody
 * waits for them, so no action attempt stands for them. The caller holds the devices' locks.
 *
 * @throws pg.DatabaseError 23P01 if another code holds one of the PINs
 */
export async function insertBackupCodes(
  tx: PoolClient,
  workspaceId: string,
  now: Date,
  codes: readonly NewBackupCode[],
): Promise<void> {
  if (codes.length === 0) return
  await query(tx, insertText, [
    workspaceId,
    now,
    codes.map(({ id }) => id),
    codes.map(({ deviceId }) => deviceId),
    codes.map(({ name }) => name),
    codes.map(({ pin }) => pin.ciphertext),
    codes.map(({ pin }) => pin.hash),
    codes.map(() => newId()),
    codes.map(() => newId()),
  ])
}

const insertText = `
  with code as (
    select * from unnest($3::uuid[], $4::uuid[], $5::text[], $6::bytea[], $7::bytea[], $8::uuid[], $9::uuid[])
      with ordinality as c (id, device_id, name, pin_ciphertext, pin_hash, claim_id, event_id, place)
  ), created as (
    insert into access_code (id, workspace_id, device_id, name, pin_ciphertext, pin_hash, type, status, created_at,
      updated_at, is_backup)
    select id, $1::uuid, device_id, name, pin_ciphertext, pin_hash, 'ONGOING', 'SETTING', $2::timestamptz, $2, true
    from code
  ), claimed as (
    insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during)
    select claim_id, $1::uuid, device_id, id, pin_hash, tstzrange($2, null) from code
  ), woken as (
    update device_sync set generation = generation + 1, due_at = $2
    where workspace_id = $1 and device_id = any($4)
  ), told as (
    select pg_notify('latchkey_due', '')
  )
  insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id)
  select event_id, $1::uuid, 'ACCESS_CODE_CREATED', $2, id, device_id from code
  where (select count(*) from told) = 1 order by place`

export async function switchPool(
  tx: PoolClient,
  workspaceId: string,
  deviceId: string,
  isEnabled: boolean,
): Promise<void> {
  const text = `update device set backup_access_code_pool_enabled = $3
    where workspace_id = $1 and id = $2 and backup_access_code_pool_enabled <> $3`
  await query(tx, text, [workspaceId, deviceId, isEnabled])
}

/** The spare codes of a device; those that were pulled are none. The caller holds its lock. */
export function spareCodes(tx: PoolClient, workspaceId: string, deviceId: string): Promise<CodeToDelete[]> {
  const text = `select b.id, b.device_id as "deviceId", b.deleted_at as "deletedAt" from access_code b
    where b.workspace_id = $1 and b.device_id = $2 and ${isSpare}`
  return query<CodeToDelete>(tx, text, [workspaceId, deviceId])
}
