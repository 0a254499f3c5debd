import { randomInt } from 'node:crypto'
import type pg from 'pg'
import { macOf } from '../../../src/data/audit/entry.ts'
import type { PinVault } from '../../../src/data/pins/vault.ts'
import { newId } from '../../../src/data/uuid.ts'
import { isWeakPin } from '../../../src/domain/access-codes/pin.ts'
import { type PinConstraintType, pinRules } from '../../../src/domain/access-codes/pin-rules.ts'
import { autoSetKey } from '../../../src/domain/linked-code-groups/common-code-key.ts'
import { auditEntry } from '../shared/audit-entry.ts'
import { run } from '../shared/statement.ts'
import type { Viewer } from '../shared/viewer.ts'

// biome-ignore lint/suspicious/noExplicitAny: what comes in is what the benchmark sends
export type Mutation = (viewer: Viewer, input: any) => Promise<string>

interface Outcome {
  readonly refusal: string | null
  readonly status: string
  readonly attemptStatus: string
}

const asked = `viewer as materialized (select $1::uuid as w, date_trunc('milliseconds', clock_timestamp()) as now)`

/** Five values, and what they become: an entry that names what Node knows. */
function auditValues(
  vault: PinVault,
  viewer: Viewer,
  action: string,
  input: object,
  about: Parameters<typeof auditEntry>[3],
): unknown[] {
  const entry = auditEntry(viewer, action, input, about)
  return [entry.id, viewer.id, viewer.name, JSON.stringify(entry.details), macOf(vault, entry)]
}

const ofCode = (id: string) => ({ accessCodeIds: [id], deviceIds: [], linkedCodeGroupId: null })

const audited = (first: number, action: string, codes: string, devices: string, group: string) => `audited as (
    insert into audit_entry (id, workspace_id, actor_kind, credential_id, actor_name, action, access_code_ids, device_ids,
      linked_code_group_id, details, mac)
    select $${first}::uuid, w, 'API_KEY', $${first + 1}::uuid, $${first + 2}::text, '${action}', ${codes}, ${devices},
      ${group}, $${first + 3}::jsonb, $${first + 4}::bytea from ok
  )`

const told = `told as (select pg_notify('latchkey_due', '') from ok)`

/** One statement that looks, decides and writes; drawing and sealing the PIN are Node's. */
export const createMultiple =
  (pool: pg.Pool, vault: PinVault): Mutation =>
  async (viewer, input) => {
    const { workspaceId } = viewer
    for (;;) {
      const pin = input.code ?? draw(input.preferredCodeLength)
      const codes = (input.deviceIds as string[]).map((deviceId) => ({ id: newId(), deviceId }))
      const group = input.code ? null : { id: newId(), commonCodeKey: autoSetKey(newId()) }
      const [outcome] = await run<Outcome>(pool, createText, [
        workspaceId,
        input.deviceIds,
        codes.map(({ id }) => id),
        codes.map(({ id }) => vault.seal(pin, id)),
        codes.map(newId),
        codes.map(newId),
        codes.map(newId),
        vault.hash(workspaceId, pin),
        pin.length,
        brokenBy(pin),
        input.name ?? null,
        input.startsAt ?? null,
        input.endsAt ?? null,
        group?.id ?? null,
        group?.commonCodeKey ?? null,
        ...auditValues(vault, viewer, 'createMultipleAccessCodes', input, {
          accessCodeIds: codes.map(({ id }) => id),
          deviceIds: input.deviceIds,
          linkedCodeGroupId: group?.id ?? null,
        }),
      ])
      if (outcome?.refusal === 'HELD' && !input.code) continue
      if (!outcome || outcome.refusal) return refused('createMultipleAccessCodes', outcome?.refusal)
      const { startsAt = null, endsAt = null, name = null } = input
      const type = startsAt === null ? 'ONGOING' : 'TIME_BOUND'
      return JSON.stringify({
        data: {
          createMultipleAccessCodes: {
            __typename: 'CreateMultipleAccessCodesPayload',
            accessCodes: codes.map(({ id, deviceId }) => ({
              id,
              code: pin,
              name,
              type,
              status: outcome.status,
              startsAt,
              endsAt,
              device: { id: deviceId },
            })),
            linkedCodeGroup: group,
          },
        },
      })
    }
  }

function draw(length = 4): string {
  for (;;) {
    const pin = String(randomInt(10 ** length)).padStart(length, '0')
    if (!isWeakPin(pin) && brokenBy(pin).length === 0) return pin
  }
}

const brokenBy = (pin: string): string[] =>
  (Object.keys(pinRules) as PinConstraintType[]).filter((type) => pinRules[type].breaks(pin))

const refused = (field: string, code: string | null | undefined): string =>
  JSON.stringify({ data: { [field]: { __typename: 'Refusal', code: code ?? 'NOT_FOUND', message: 'Refused.' } } })

const createText = `
  with ${asked}, held as materialized (
    select device_id from device_sync, viewer where workspace_id = w and device_id = any($2::uuid[]) order by device_id for update of device_sync
  ), d as materialized (
    select d.*, ordinality from viewer, unnest($2::uuid[]) with ordinality as o (id, ordinality)
      join device d using (id) where d.workspace_id = w and (select count(*) from held) > 0
  ), verdict as materialized (
    select case
      when (select count(*) from d) < cardinality($2) then 'NOT_FOUND'
      when ($12::timestamptz is null) <> ($13::timestamptz is null) or $13 <= $12 or $13 <= now then 'INVALID_INPUT'
      when exists (select from d where not d.is_managed or d.removed_at is not null
        or d.can_program_online_access_codes is not true or $9 <> all(d.supported_code_lengths)
        or (d.needs_time_zone_for_windows and d.time_zone is null and $12 is not null)
        or d.max_active_codes_supported <= (select count(*) from access_code c
          where c.workspace_id = d.workspace_id and c.device_id = d.id and c.removed_at is null)
        or (d.code_constraints <> '[]' and exists (
          select from jsonb_to_recordset(d.code_constraints) as c ("constraintType" text, "minLength" int, "maxLength" int)
          where "constraintType" = any($10::text[]) or "constraintType" in ('CANNOT_SPECIFY_PIN_CODE', 'PIN_CODE_MATCHES_EXISTING_SET')
            or ("constraintType" = 'START_DATE_IN_FUTURE' and $12 <= now)
            or ("constraintType" = 'NAME_LENGTH' and char_length($11) not between coalesce("minLength", 0) and coalesce("maxLength", 1000000))
            or ("constraintType" = 'NAME_MUST_BE_UNIQUE' and exists (select from access_code c where c.workspace_id = d.workspace_id
              and c.device_id = d.id and c.removed_at is null and c.name = $11)))))
        then 'CODE_CANNOT_BE_SHARED'
      when exists (select from pin_claim p where p.workspace_id = w and p.device_id = any($2) and p.pin_hash = $8
        and p.released_at is null and p.during && tstzrange(greatest($12, now), $13)) then 'HELD'
      end as refusal,
      case when $12 > now then 'UNSET' else 'SETTING' end as status,
      case when $12 > now then 'SUCCESS' else 'PENDING' end as attempt_status
    from viewer
  ), ok as materialized (
    select w, now, status::access_code_status, attempt_status::action_attempt_status from viewer, verdict where refusal is null
  ), c as materialized (
    select * from unnest($2::uuid[], $3::uuid[], $4::bytea[], $5::uuid[], $6::uuid[], $7::uuid[]) as c (device_id, id, sealed, claim_id, attempt_id, event_id), ok
  ), founded as (
    insert into linked_code_group (id, workspace_id, common_code_key, created_at) select $14::uuid, w, $15::text, now from ok where $14 is not null
  ), created as (
    insert into access_code (id, workspace_id, device_id, linked_code_group_id, name, pin_ciphertext, pin_hash, type, status,
      starts_at, ends_at, created_at, updated_at)
    select id, w, device_id, $14, $11, sealed, $8::bytea, case when $12 is null then 'ONGOING' else 'TIME_BOUND' end::access_code_type, status,
      $12, $13, now, now from c
  ), claimed as (
    insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during)
    select claim_id, w, device_id, id, $8, tstzrange(greatest($12, now), $13) from c
  ), attempted as (
    insert into action_attempt (id, workspace_id, action_type, status, result, access_code_id, device_id, created_at)
    select attempt_id, w, 'CREATE_ACCESS_CODE', attempt_status,
      case when attempt_status = 'SUCCESS' then jsonb_build_object('accessCodeId', id) end, id, device_id, now from c
  ), happened as (
    insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id)
    select event_id, w, 'ACCESS_CODE_CREATED', now, id, device_id, $14 from c
  ), woken as (
    update device_sync set generation = generation + 1, due_at = now from ok where workspace_id = w and device_id = any($2)
  ), ${audited(16, 'createMultipleAccessCodes', '$3', '$2', '$14')}, ${told}
  select refusal, status, attempt_status as "attemptStatus" from verdict left join told on true`

export const updateCode =
  (pool: pg.Pool, vault: PinVault): Mutation =>
  async (viewer, input) => {
    const { workspaceId } = viewer
    const attemptId = newId()
    const values = [
      workspaceId,
      input.id,
      input.name ?? null,
      'name' in input,
      input.startsAt ?? null,
      input.endsAt ?? null,
    ]
    const [row] = await run<{ answer: string | null; refusal: string | null }>(pool, updateText, [
      ...values,
      newId(),
      attemptId,
      newId(),
      newId(),
      ...auditValues(vault, viewer, 'updateAccessCode', input, ofCode(input.id)),
    ])
    return row?.answer ?? refused('updateAccessCode', row?.refusal)
  }

const updateText = `
  with ${asked}, a as materialized (
    select a.*, w, now, coalesce($5::timestamptz, a.starts_at) as new_start, coalesce($6::timestamptz, a.ends_at) as new_end,
      case when $4::boolean then $3::text else a.name end as new_name
    from viewer, access_code a join device_sync s on s.workspace_id = a.workspace_id and s.device_id = a.device_id
    where a.workspace_id = w and a.id = $2 and a.is_managed and a.removed_at is null for update of s, a
  ), verdict as materialized (
    select a.*, case
      when deleted_at is not null or ends_at <= now or is_offline_access_code or is_backup then 'NOT_MODIFIABLE'
      when (new_start is null) <> (new_end is null) or new_end <= new_start or new_end <= now then 'INVALID_INPUT'
      when exists (select from pin_claim p where p.workspace_id = w and p.device_id = a.device_id and p.pin_hash = a.pin_hash
        and p.released_at is null and p.access_code_id <> a.id and p.during && tstzrange(greatest(new_start, now), new_end)) then 'DUPLICATE_ACCESS_CODE'
      when exists (select from device d where d.workspace_id = w and d.id = a.device_id and (
        (d.needs_time_zone_for_windows and d.time_zone is null)
        or (d.max_active_codes_supported < (select count(*) from access_code c
          where c.workspace_id = w and c.device_id = d.id and c.removed_at is null))
        or (d.code_constraints <> '[]' and exists (
          select from jsonb_to_recordset(d.code_constraints) as c ("constraintType" text, "minLength" int, "maxLength" int)
          where ("constraintType" = 'START_DATE_IN_FUTURE' and new_start <= now and new_start <> starts_at)
            or ("constraintType" = 'NAME_LENGTH' and char_length(new_name) not between coalesce("minLength", 0) and coalesce("maxLength", 1000000)))))) then 'CONSTRAINT_VIOLATED'
      end as refusal,
      case when lock_slot is not null then 'SETTING' when new_start > now then 'UNSET' else 'SETTING' end as new_status,
      case when lock_slot is null and new_start > now then 'SUCCESS' else 'PENDING' end as attempt_status
    from a
  ), ok as materialized (select * from verdict where refusal is null
  ), changed as (
    update access_code c set name = new_name, starts_at = new_start, ends_at = new_end, status = new_status::access_code_status,
      type = case when new_start is null then 'ONGOING' else 'TIME_BOUND' end::access_code_type, is_scheduled_on_device = false,
      updated_at = now, wish_version = c.wish_version + 1
    from ok where c.workspace_id = w and c.id = ok.id
    returning c.id, c.name, c.type, c.status, c.starts_at as "startsAt", c.ends_at as "endsAt"
  ), claimed as (
    insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during)
    select $7, w, device_id, id, pin_hash, tstzrange(greatest(new_start, now), new_end) from ok
    where new_start is distinct from starts_at or new_end is distinct from ends_at
  ), attempted as (
    insert into action_attempt (id, workspace_id, action_type, status, result, access_code_id, device_id, created_at)
    select $8, w, 'UPDATE_ACCESS_CODE', attempt_status::action_attempt_status,
      case when attempt_status = 'SUCCESS' then jsonb_build_object('accessCodeId', id) end, id, device_id, now from ok
  ), happened as (
    insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
    select e.id, w, e.type::event_type, now, ok.id, device_id, linked_code_group_id, jsonb_build_object(
      'from', jsonb_build_object('name', name, 'startsAt', starts_at, 'endsAt', ends_at),
      'to', jsonb_build_object('name', new_name, 'startsAt', new_start, 'endsAt', new_end))
    from ok, (values ($9::uuid, 'ACCESS_CODE_MUTATIONS_REQUESTED'), ($10::uuid, 'ACCESS_CODE_CHANGED')) as e (id, type)
  ), woken as (
    update device_sync s set generation = generation + 1, due_at = now from ok where s.workspace_id = w and s.device_id = ok.device_id
  ), ${audited(11, 'updateAccessCode', 'array[$2::uuid]', 'array[]::uuid[]', 'null')}, ${told}
  select refusal, '{"data":{"updateAccessCode":{"__typename":"UpdateAccessCodePayload","accessCode":' || row_to_json(changed)::text
    || ',"actionAttempt":{"id":"' || $8 || '","actionType":"UPDATE_ACCESS_CODE","status":"' || attempt_status || '"}}}}' as answer
  from verdict left join changed on true left join told on true`

export const deleteCode =
  (pool: pg.Pool, vault: PinVault): Mutation =>
  async (viewer, input) => {
    const { workspaceId } = viewer
    const [row] = await run<{ answer: string | null; refusal: string | null }>(pool, deleteText, [
      workspaceId,
      input.id,
      newId(),
      newId(),
      ...auditValues(vault, viewer, 'deleteAccessCode', input, ofCode(input.id)),
    ])
    return row?.answer ?? refused('deleteAccessCode', row?.refusal)
  }

const deleteText = `
  with ${asked}, verdict as materialized (
    select a.*, w, now, case when deleted_at is not null or is_offline_access_code then 'NOT_MODIFIABLE' end as refusal
    from viewer, access_code a join device_sync s on s.workspace_id = a.workspace_id and s.device_id = a.device_id
    where a.workspace_id = w and a.id = $2 and a.is_managed and a.removed_at is null for update of s, a
  ), ok as materialized (select * from verdict where refusal is null
  ), deleted as (
    update access_code c set deleted_at = now, updated_at = now, status = 'REMOVING', wish_version = c.wish_version + 1
    from ok where c.workspace_id = w and c.id = ok.id returning c.id, c.status
  ), ended as (
    update pin_claim p set
      during = case when lower(during) < now then tstzrange(lower(during), least(upper(during), now)) else during end,
      released_at = case when lower(during) < now then p.released_at else now end
    from ok where p.workspace_id = w and p.access_code_id = ok.id and p.released_at is null
  ), attempted as (
    insert into action_attempt (id, workspace_id, action_type, status, access_code_id, device_id, created_at)
    select $3, w, 'DELETE_ACCESS_CODE', 'PENDING', id, device_id, now from ok
  ), happened as (
    insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
    select $4, w, 'ACCESS_CODE_MUTATIONS_REQUESTED', now, id, device_id, linked_code_group_id,
      '{"requestedMutations": [{"mutationCode": "DELETING"}]}' from ok
  ), woken as (
    update device_sync s set generation = generation + 1, due_at = now from ok where s.workspace_id = w and s.device_id = ok.device_id
  ), ${audited(5, 'deleteAccessCode', 'array[$2::uuid]', 'array[]::uuid[]', 'null')}, ${told}
  select refusal, '{"data":{"deleteAccessCode":{"__typename":"DeleteAccessCodePayload","accessCode":' || row_to_json(deleted)::text
    || ',"actionAttempt":{"id":"' || $3 || '","actionType":"DELETE_ACCESS_CODE","status":"PENDING"}}}}' as answer
  from verdict left join deleted on true left join told on true`
