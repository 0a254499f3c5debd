import type { PoolClient } from 'pg'
import type { AccessCodeStatus, AccessCodeType, ActionAttemptStatus, EventType } from '../prisma/enums.ts'
import { type AccessCodeRow, accessCodeColumns } from '../read/access-codes.ts'
import { attemptWith, type ReadWritten } from '../read/written.ts'
import { query } from '../statement.ts'
import { sendAhead } from '../transaction.ts'
import { newId } from '../uuid.ts'
import { issuesWithout } from './stored-issues.ts'

/** What a code is to be from now on, whole but for its PIN. */
export interface CodeChange {
  readonly id: string
  readonly name: string | null
  readonly type: AccessCodeType
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly isExternalModificationAllowed: boolean
  /** Null leaves the PIN. */
  readonly pin: { readonly ciphertext: Uint8Array; readonly hash: Uint8Array } | null
  /** From when on the PIN is taken, until `endsAt`; null where neither PIN nor window changes. */
  readonly claimedFrom: Date | null
  readonly status: AccessCodeStatus
  readonly isScheduledOnDevice: boolean
  /** What was verified before is no longer what is wished. */
  readonly isUnverified: boolean
  /** Of the action attempt that stands for bringing the change to the lock. */
  readonly actionAttemptId: string
  readonly attemptStatus: ActionAttemptStatus
  /** In this order. */
  readonly events: readonly { readonly type: EventType; readonly payload: object }[]
}

/**
 * Changes the wishes of these codes, each by one version, and wakes their devices, in one statement. A code keeps its
 * earlier claims: the engine releases them when the lock is read without them. Where nothing on the lock has to change, it
 * loses its issues that are `issueCodesOfLocks`: they were about the wish before. The caller holds the devices' locks.
 *
 * @returns the codes and their attempts as they are then
 * @throws pg.DatabaseError 23P01 if another code holds one of the PINs
 */
export function changeAccessCodes(
  tx: PoolClient,
  workspaceId: string,
  now: Date,
  changes: readonly CodeChange[],
  { issueCodesOfLocks }: { readonly issueCodesOfLocks: readonly string[] },
): ReadWritten {
  const events = changes.flatMap(({ id, events }) => events.map((event) => ({ ...event, id })))
  const values = [
    workspaceId,
    now,
    changes.map(({ id }) => id),
    changes.map(({ name }) => name),
    changes.map(({ type }) => type),
    changes.map(({ startsAt }) => startsAt),
    changes.map(({ endsAt }) => endsAt),
    changes.map((change) => change.isExternalModificationAllowed),
    changes.map(({ pin }) => pin?.ciphertext ?? null),
    changes.map(({ pin }) => pin?.hash ?? null),
    changes.map(({ claimedFrom }) => claimedFrom),
    changes.map(() => newId()),
    changes.map(({ status }) => status),
    changes.map(({ isScheduledOnDevice }) => isScheduledOnDevice),
    changes.map(({ actionAttemptId }) => actionAttemptId),
    changes.map(({ attemptStatus }) => attemptStatus),
    changes.map(({ isUnverified }) => isUnverified),
    events.map(() => newId()),
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ payload }) => JSON.stringify(payload)),
    issueCodesOfLocks,
  ]
  const changed = sendAhead(tx, () => query<AccessCodeRow>(tx, changeText, values))
  const byId = new Map(changes.map((change) => [change.id, change]))
  return async () => {
    const accessCodes = await changed
    return { accessCodes, actionAttempts: accessCodes.flatMap((code) => attemptOf(code, byId.get(code.id), now)) }
  }
}

function attemptOf(code: AccessCodeRow, change: CodeChange | undefined, createdAt: Date) {
  if (!change) return []
  const { actionAttemptId: id, attemptStatus: status } = change
  return [attemptWith(code, { id, actionType: 'UPDATE_ACCESS_CODE', status, createdAt })]
}

const issuesAfter = (issues: 'errors' | 'warnings') => `
  case when c.attempt_status = 'SUCCESS' and a.${issues} <> '[]' then ${issuesWithout(`a.${issues}`, '$22::text[]')}
  else a.${issues} end`

const changeText = `
  with change as (
    select c.*, a.device_id, a.linked_code_group_id, coalesce(c.pin_hash, a.pin_hash) as wished_hash
    from unnest($3::uuid[], $4::text[], $5::access_code_type[], $6::timestamptz[], $7::timestamptz[], $8::boolean[],
        $9::bytea[], $10::bytea[], $11::timestamptz[], $12::uuid[], $13::access_code_status[], $14::boolean[],
        $15::uuid[], $16::action_attempt_status[], $17::boolean[])
      as c (id, name, type, starts_at, ends_at, is_external_modification_allowed, pin_ciphertext, pin_hash, claimed_from,
        claim_id, status, is_scheduled_on_device, attempt_id, attempt_status, is_unverified)
    join access_code a on a.workspace_id = $1 and a.id = c.id
  ), changed as (
    update access_code a set name = c.name, type = c.type, starts_at = c.starts_at, ends_at = c.ends_at,
      is_external_modification_allowed = c.is_external_modification_allowed,
      pin_ciphertext = coalesce(c.pin_ciphertext, a.pin_ciphertext), pin_hash = c.wished_hash,
      status = c.status, is_scheduled_on_device = c.is_scheduled_on_device,
      verification = case when c.is_unverified then 'NONE' else a.verification end,
      errors = ${issuesAfter('errors')}, warnings = ${issuesAfter('warnings')},
      wish_version = a.wish_version + 1, updated_at = $2::timestamptz
    from change c where a.workspace_id = $1 and a.id = c.id
    returning a.*
  ), claimed as (
    -- Only where there is none of this PIN and window already. A PIN that the lock made stays not enforced.
    insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during, enforced)
    select c.claim_id, $1::uuid, c.device_id, c.id, c.wished_hash, tstzrange(c.claimed_from, c.ends_at),
      c.pin_hash is not null or coalesce(earlier.enforced, true)
    from change c cross join lateral (
      select bool_or(p.enforced) as enforced,
        bool_or(upper(p.during) is not distinct from c.ends_at and (p.enforced or c.pin_hash is null)
          and (lower(p.during) = c.claimed_from or greatest(lower(p.during), c.claimed_from) <= $2)) as is_there
      from pin_claim p
      where p.workspace_id = $1 and p.access_code_id = c.id and p.pin_hash = c.wished_hash and p.released_at is null
    ) earlier
    where c.claimed_from is not null and c.wished_hash is not null and not coalesce(earlier.is_there, false)
  ), attempted as (
    insert into action_attempt (id, workspace_id, action_type, status, result, access_code_id, device_id, created_at)
    select attempt_id, $1::uuid, 'UPDATE_ACCESS_CODE', attempt_status,
      case when attempt_status = 'SUCCESS' then jsonb_build_object('accessCodeId', id) end, id, device_id, $2
    from change
  ), woken as (
    update device_sync set generation = generation + 1, due_at = $2
    where workspace_id = $1 and device_id in (select device_id from change)
  ), told as (
    select pg_notify('latchkey_due', '')
  ), recorded as (
    insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
    select e.id, $1::uuid, e.type, $2, c.id, c.device_id, c.linked_code_group_id, e.payload
    from unnest($18::uuid[], $19::uuid[], $20::event_type[], $21::jsonb[]) with ordinality
      as e (id, code_id, type, payload, place)
    join change c on c.id = e.code_id
    where (select count(*) from told) = 1 order by e.place
  )
  select ${accessCodeColumns('changed')} from changed`

/** An action attempt that has nothing to do, since the code is wished like that already. */
export async function recordUnchanged(
  tx: PoolClient,
  workspaceId: string,
  now: Date,
  { id, deviceId }: { readonly id: string; readonly deviceId: string },
): Promise<string> {
  const text = `insert into action_attempt (id, workspace_id, action_type, status, result, access_code_id, device_id, created_at)
    values ($1, $2, 'UPDATE_ACCESS_CODE', 'SUCCESS', jsonb_build_object('accessCodeId', $3::uuid), $3::uuid, $4, $5)`
  const actionAttemptId = newId()
  await query(tx, text, [actionAttemptId, workspaceId, id, deviceId, now])
  return actionAttemptId
}
