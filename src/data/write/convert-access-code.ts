import type { PoolClient } from 'pg'
import { query } from '../statement.ts'
import { newId } from '../uuid.ts'

/**
 * Makes an unmanaged code into a managed one of the same id, wished as it is on the lock, until the next reading has
 * confirmed it. Its PIN is enforced from now on. The caller holds the device's lock.
 *
 * @throws pg.DatabaseError 23P01 if another code holds the PIN
 */
export async function convertAccessCode(
  tx: PoolClient,
  workspaceId: string,
  { id, deviceId }: { readonly id: string; readonly deviceId: string },
  isExternalModificationAllowed: boolean,
): Promise<void> {
  await query(tx, text, [workspaceId, id, deviceId, isExternalModificationAllowed, newId()])
}

const text = `
  with instant as materialized (select date_trunc('milliseconds', clock_timestamp()) as now
  ), converted as (
    update access_code set is_managed = true, is_converting = true, status = 'SETTING', verification = 'NONE',
      is_external_modification_allowed = $4, wish_version = wish_version + 1, updated_at = now
    from instant where workspace_id = $1 and id = $2
    returning pin_hash, lock_slot
  ), enforced as (
    -- From now on: until now others could have the PIN, and may not have given up their claims on that time yet.
    update pin_claim set enforced = true, during = tstzrange(greatest(lower(during), now), upper(during))
    from instant where workspace_id = $1 and access_code_id = $2 and released_at is null
      and (upper(during) is null or upper(during) > now)
  ), adopted as (
    insert into commanded_pin (workspace_id, device_id, slot, pin_hash, access_code_id)
    select $1::uuid, $3::uuid, lock_slot, pin_hash, $2::uuid from converted where lock_slot is not null
    on conflict do nothing
  ), woken as (
    update device_sync set generation = generation + 1, due_at = now
    from instant where workspace_id = $1 and device_id = $3
  ), told as (
    select pg_notify('latchkey_due', '')
  )
  insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, payload)
  select $5::uuid, $1::uuid, 'ACCESS_CODE_CHANGED', now, $2::uuid, $3::uuid,
    '{"changedProperties": [{"property": "isManaged", "from": false, "to": true}]}'::jsonb
  from instant where (select count(*) from told) = 1`
