import type { PoolClient } from 'pg'
import { type AccessCodeRow, accessCodeColumns } from '../read/access-codes.ts'
import { attemptWith, type ReadWritten, type Written } from '../read/written.ts'
import { query } from '../statement.ts'
import { sendAhead } from '../transaction.ts'
import { newId } from '../uuid.ts'

export interface CodeToDelete {
  readonly id: string
  readonly deviceId: string
  /** When it was deleted before. */
  readonly deletedAt: Date | null
}

/**
 * Ends the wish for codes, in one statement: their PINs are no longer claimed from now on, their devices are woken, an
 * event tells of each, and an action attempt stands for each removal. One that was deleted before is left as it is. The
 * caller holds the devices' locks.
 *
 * @returns the action attempt of each code that was not deleted before, and both as they are then
 */
export function deleteAccessCodes(
  tx: PoolClient,
  workspaceId: string,
  codes: readonly CodeToDelete[],
): { readonly attempts: ReadonlyMap<string, string>; readonly written: ReadWritten } {
  const living = codes.filter(({ deletedAt }) => deletedAt === null)
  const attempts = new Map(living.map(({ id }) => [id, newId()]))
  if (living.length === 0) return { attempts, written: async () => writtenOf([], attempts) }
  const deviceIds = living.map(({ deviceId }) => deviceId)
  const events = living.map(() => newId())
  const values = [workspaceId, [...attempts.keys()], deviceIds, [...attempts.values()], events]
  const deleted = sendAhead(tx, () => query<AccessCodeRow>(tx, deleteText, values))
  return { attempts, written: async () => writtenOf(await deleted, attempts) }
}

const writtenOf = (accessCodes: readonly AccessCodeRow[], attempts: ReadonlyMap<string, string>): Written => ({
  accessCodes,
  actionAttempts: accessCodes.map((code) => {
    const id = attempts.get(code.id) ?? ''
    return attemptWith(code, { id, actionType: 'DELETE_ACCESS_CODE', status: 'PENDING', createdAt: code.updatedAt })
  }),
})

/** The attempt to take a code off its lock that was deleted before. */
export async function deletionOf(tx: PoolClient, workspaceId: string, accessCodeId: string): Promise<string> {
  const text = `select id from action_attempt
    where workspace_id = $1 and access_code_id = $2 and action_type = 'DELETE_ACCESS_CODE'`
  const [attempt] = await query<{ id: string }>(tx, text, [workspaceId, accessCodeId])
  if (!attempt) throw new Error(`code ${accessCodeId} was deleted without an action attempt`)
  return attempt.id
}

const deleteText = `
  with instant as materialized (select date_trunc('milliseconds', clock_timestamp()) as now
  ), code as (
    select * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[]) with ordinality
      as c (id, device_id, attempt_id, event_id, place)
  ), deleted as (
    update access_code a set deleted_at = now, updated_at = now, status = 'REMOVING', wish_version = wish_version + 1
    from instant, code where a.workspace_id = $1 and a.id = code.id
    returning a.*
  ), ended as (
    -- A claim that had not begun is given up at once: what may be on the lock already is known as commanded.
    update pin_claim set
      during = case when lower(during) < now then tstzrange(lower(during), least(upper(during), now)) else during end,
      released_at = case when lower(during) < now then released_at else now end
    from instant where workspace_id = $1 and access_code_id = any($2) and released_at is null
  ), attempted as (
    insert into action_attempt (id, workspace_id, action_type, status, access_code_id, device_id, created_at)
    select attempt_id, $1::uuid, 'DELETE_ACCESS_CODE', 'PENDING', id, device_id, now from code, instant
  ), woken as (
    update device_sync set generation = generation + 1, due_at = now
    from instant where workspace_id = $1 and device_id = any($3)
  ), told as (
    select pg_notify('latchkey_due', '')
  ), recorded as (
    insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
    select event_id, $1::uuid, 'ACCESS_CODE_MUTATIONS_REQUESTED', now, code.id, code.device_id, linked_code_group_id,
      '{"requestedMutations": [{"mutationCode": "DELETING"}]}'::jsonb
    from code join deleted on deleted.id = code.id, instant
    where (select count(*) from told) = 1 order by place
  )
  select ${accessCodeColumns('deleted')} from deleted`
