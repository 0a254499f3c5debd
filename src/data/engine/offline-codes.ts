import type { PoolClient } from 'pg'
import { type Queryable, query } from '../statement.ts'
import { newId } from '../uuid.ts'
import type { DeviceClaim } from './claim.ts'

/** An offline code whose PIN is still to be made. */
export interface WaitingOfflineCode {
  readonly id: string
  readonly startsAt: Date
  readonly endsAt: Date | null
  readonly isOneTimeUse: boolean
  /** How many codes of this very window on this lock were asked for before it. */
  readonly variant: number
}

export function waitingOfflineCodes(
  on: Queryable,
  { workspaceId, deviceId }: DeviceClaim,
): Promise<WaitingOfflineCode[]> {
  const text = `select * from (
      select id, starts_at as "startsAt", ends_at as "endsAt", is_one_time_use as "isOneTimeUse", pin_hash is null
          and refused_wish_version is distinct from wish_version and coalesce(ends_at > now(), true) as waits,
        (row_number() over (partition by starts_at, ends_at, is_one_time_use order by created_at, id) - 1)::int as variant
      from access_code where workspace_id = $1 and device_id = $2 and removed_at is null and is_managed
        and is_offline_access_code
    ) code where waits order by "startsAt", variant`
  return query<WaitingOfflineCode>(on, text, [workspaceId, deviceId])
}

/** The maker of the lock said no, for good. */
export async function refuseOfflineCode(
  tx: PoolClient,
  { workspaceId }: DeviceClaim,
  accessCodeId: string,
  message: string,
): Promise<void> {
  const text = `
    with refused as (
      update access_code set refused_wish_version = wish_version, errors = errors || jsonb_build_array(jsonb_build_object(
          'issueCode', 'failed_to_set_on_device', 'message', $3::text,
          'createdAt', to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
      where workspace_id = $1 and id = $2
      returning id, device_id
    )
    insert into event (id, workspace_id, type, access_code_id, device_id)
    select $4::uuid, $1::uuid, 'ACCESS_CODE_FAILED_TO_SET_ON_DEVICE', id, device_id from refused`
  await query(tx, text, [workspaceId, accessCodeId, message, newId()])
}
