import type { PoolClient } from 'pg'
import { query } from '../statement.ts'
import { newId } from '../uuid.ts'
import { isSpare } from './backup-codes.ts'
import { issuesWithout } from './stored-issues.ts'

/** The spare code of a device to pull next: on the lock, the surest and oldest first. Null if none is there. */
export async function spareToPull(tx: PoolClient, workspaceId: string, deviceId: string): Promise<string | null> {
  const text = `select b.id from access_code b
    where b.workspace_id = $1 and b.device_id = $2 and b.status = 'SET' and ${isSpare}
    order by b.verification = 'READ_BACK' desc, b.created_at, b.id limit 1`
  const [spare] = await query<{ id: string }>(tx, text, [workspaceId, deviceId])
  return spare?.id ?? null
}

export interface Pull {
  readonly accessCodeId: string
  readonly backupAccessCodeId: string
  /** Whether the lock is to keep the window of the backup itself. */
  readonly prefersNativeScheduling: boolean
  /** The issue that says so on the code. */
  readonly warning: { readonly issueCode: string; readonly message: string }
}

/** Ties a backup to the code that it stands in for, which is told by an event. The caller holds the device's lock. */
export async function recordPull(tx: PoolClient, workspaceId: string, now: Date, pull: Pull): Promise<void> {
  const { accessCodeId, backupAccessCodeId, prefersNativeScheduling, warning } = pull
  const warnings = JSON.stringify([{ ...warning, createdAt: now.toISOString() }])
  const values = [workspaceId, accessCodeId, backupAccessCodeId, warnings, prefersNativeScheduling, newId(), now]
  await query(tx, pullText, values)
}

const pullText = `
  with helped as (
    update access_code a set pulled_backup_access_code_id = $3::uuid, warnings = $4::jsonb || ${without('$4')}
    where a.workspace_id = $1 and a.id = $2
    returning a.id, a.device_id, a.linked_code_group_id
  ), kept as (
    update access_code set prefers_native_scheduling = $5 where workspace_id = $1 and id = $3
  )
  insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
  select $6::uuid, $1::uuid, 'ACCESS_CODE_BACKUP_PULLED', $7::timestamptz, id, device_id, linked_code_group_id,
    jsonb_build_object('backupAccessCodeId', $3::uuid) from helped`

/** Backups that are deleted or let go of stand in for nothing any more: others can be pulled. */
export async function undoPulls(
  tx: PoolClient,
  workspaceId: string,
  backupAccessCodeIds: readonly string[],
  warning: Pick<Pull['warning'], 'issueCode'>,
): Promise<void> {
  const text = `update access_code a set pulled_backup_access_code_id = null, warnings = ${without('$3')}
    where a.workspace_id = $1 and a.pulled_backup_access_code_id = any($2::uuid[])`
  await query(tx, text, [workspaceId, backupAccessCodeIds, JSON.stringify([warning])])
}

/** The warnings of `a` but for those of the kind of the first of `warnings`. */
function without(warnings: string): string {
  return issuesWithout('a.warnings', `array[${warnings}::jsonb -> 0 ->> 'issueCode']`)
}
