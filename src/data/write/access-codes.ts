import type { PoolClient } from 'pg'
import type { AccessCodeStatus, AccessCodeType, ActionAttemptStatus, MaxTimeRounding } from '../prisma/enums.ts'
import { type AccessCodeRow, accessCodeColumns } from '../read/access-codes.ts'
import { foundedGroup } from '../read/linked-code-groups.ts'
import { attemptWith, type ReadWritten } from '../read/written.ts'
import { query } from '../statement.ts'
import { sendAhead } from '../transaction.ts'
import { newId } from '../uuid.ts'

/** One call's codes: what they have in common, and each one's own part. */
export interface NewAccessCodes {
  readonly workspaceId: string
  readonly createdAt: Date
  /** A group to found; codes name theirs, new or old, in `linkedCodeGroupId`. */
  readonly newGroup: { readonly id: string; readonly commonCodeKey: string } | null
  readonly name: string | null
  readonly type: AccessCodeType
  readonly status: AccessCodeStatus
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  /** From when to when the PIN is taken; `endsAt` null is for ever. */
  readonly claimedFrom: Date
  readonly prefersNativeScheduling: boolean
  readonly useBackupAccessCodePool: boolean
  readonly isExternalModificationAllowed: boolean
  readonly isOfflineAccessCode: boolean
  readonly isOneTimeUse: boolean
  readonly maxTimeRounding: MaxTimeRounding
  /** Of the action attempt that stands for programming each code. */
  readonly attemptStatus: ActionAttemptStatus
  readonly codes: readonly NewAccessCode[]
}

interface NewAccessCode {
  readonly id: string
  readonly actionAttemptId: string
  readonly deviceId: string
  readonly linkedCodeGroupId: string | null
  /** Null where the lock makes the PIN. */
  readonly pin: { readonly ciphertext: Buffer; readonly hash: Buffer } | null
}

/**
 * Writes the codes, their claims, their group, an action attempt and an event each, and wakes their devices, in one
 * statement. The caller holds the devices' locks.
 *
 * @returns the codes, their attempts and their group as they are then
 * @throws pg.DatabaseError 23P01 if another code holds one of the PINs, or another group the key
 */
export function insertAccessCodes(tx: PoolClient, input: NewAccessCodes): ReadWritten {
  const { codes, newGroup } = input
  const values = [
    input.workspaceId,
    input.createdAt,
    newGroup?.id ?? null,
    newGroup?.commonCodeKey ?? null,
    codes.map((code) => code.id),
    codes.map((code) => code.deviceId),
    codes.map((code) => code.linkedCodeGroupId),
    codes.map((code) => code.pin?.ciphertext ?? null),
    codes.map((code) => code.pin?.hash ?? null),
    codes.map((code) => code.actionAttemptId),
    codes.map(() => newId()),
    codes.map(() => newId()),
    input.name,
    input.type,
    input.status,
    input.startsAt,
    input.endsAt,
    input.claimedFrom,
    input.prefersNativeScheduling,
    input.useBackupAccessCodePool,
    input.isExternalModificationAllowed,
    input.isOfflineAccessCode,
    input.isOneTimeUse,
    input.maxTimeRounding,
    input.attemptStatus,
  ]
  const created = sendAhead(tx, () => query<AccessCodeRow>(tx, text, values))
  const attemptIds = new Map(codes.map(({ id, actionAttemptId }) => [id, actionAttemptId]))
  const attempt = { actionType: 'CREATE_ACCESS_CODE', status: input.attemptStatus, createdAt: input.createdAt }
  return async () => {
    const accessCodes = await created
    const attemptOf = (code: AccessCodeRow) => attemptWith(code, { id: attemptIds.get(code.id) ?? '', ...attempt })
    return {
      accessCodes,
      actionAttempts: accessCodes.map(attemptOf),
      linkedCodeGroups: newGroup ? foundedGroup(newGroup, accessCodes) : [],
    }
  }
}

const text = `
  with code as (
    select * from unnest($5::uuid[], $6::uuid[], $7::uuid[], $8::bytea[], $9::bytea[], $10::uuid[], $11::uuid[], $12::uuid[])
      as c (id, device_id, group_id, pin_ciphertext, pin_hash, attempt_id, claim_id, event_id)
  ), founded as (
    insert into linked_code_group (id, workspace_id, common_code_key, created_at)
    select $3::uuid, $1::uuid, $4::text, $2::timestamptz where $3::uuid is not null
  ), created as (
    insert into access_code (
      id, workspace_id, device_id, linked_code_group_id, pin_ciphertext, pin_hash, is_waiting_for_code_assignment,
      name, type, status, starts_at, ends_at, created_at, updated_at, prefers_native_scheduling,
      is_external_modification_allowed, is_offline_access_code, is_one_time_use, max_time_rounding)
    select id, $1::uuid, device_id, group_id, pin_ciphertext, pin_hash, pin_hash is null,
      $13::text, $14::access_code_type, $15::access_code_status, $16::timestamptz, $17::timestamptz, $2, $2, $19::boolean,
      $21::boolean, $22::boolean, $23::boolean, $24::max_time_rounding
    from code
    returning *
  ), claimed as (
    insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during)
    select claim_id, $1::uuid, device_id, id, pin_hash, tstzrange($18::timestamptz, $17::timestamptz)
    from code where pin_hash is not null
  ), attempted as (
    insert into action_attempt (id, workspace_id, action_type, status, result, access_code_id, device_id, created_at)
    select attempt_id, $1::uuid, 'CREATE_ACCESS_CODE', $25::action_attempt_status,
      case when $25::action_attempt_status = 'SUCCESS' then jsonb_build_object('accessCodeId', id) end, id, device_id, $2
    from code
  ), pooled as (
    update device set backup_access_code_pool_enabled = true
    where $20::boolean and workspace_id = $1 and id = any($6) and not backup_access_code_pool_enabled
  ), woken as (
    update device_sync set generation = generation + 1, due_at = $2
    where workspace_id = $1 and device_id = any($6)
  ), told as (
    select pg_notify('latchkey_due', '')
  ), recorded as (
    insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id)
    select event_id, $1::uuid, 'ACCESS_CODE_CREATED', $2, id, device_id, group_id from code
    where (select count(*) from told) = 1
  )
  select ${accessCodeColumns('created')} from created`
