import type pg from 'pg'
import { recordAudit } from '../../../src/data/audit/record.ts'
import type { PinVault } from '../../../src/data/pins/vault.ts'
import { newId } from '../../../src/data/uuid.ts'
import { DuplicateAccessCodeError, NotFoundError, NotModifiableError } from '../../../src/domain/errors.ts'
import { autoSetKey } from '../../../src/domain/linked-code-groups/common-code-key.ts'
import { auditEntry } from './audit-entry.ts'
import {
  type CodeFacts,
  type Creation,
  type DeviceFacts,
  decideChange,
  decideCreation,
  mustBeAll,
  parseCreate,
  parseUpdate,
  pinIsHeld,
} from './rules.ts'
import { run } from './statement.ts'
import type { Viewer } from './viewer.ts'

/** The three mutations as one writes them by hand over node-postgres: a transaction, and one statement for each step. */
export interface Verbs {
  createMultiple(tx: pg.ClientBase, viewer: Viewer, input: unknown): Promise<Created>
  update(tx: pg.ClientBase, viewer: Viewer, input: unknown): Promise<Changed>
  delete(tx: pg.ClientBase, viewer: Viewer, id: string): Promise<Changed>
}

interface Created {
  readonly accessCodes: readonly {
    readonly id: string
    readonly code: string
    readonly device: { readonly id: string }
  }[]
  readonly linkedCodeGroup: { readonly id: string; readonly commonCodeKey: string } | null
}

interface Changed {
  readonly accessCode: { readonly id: string; readonly status: string }
  readonly actionAttempt: { readonly id: string; readonly actionType: string; readonly status: string }
}

/** All of it or nothing. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  work: (tx: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const tx = await pool.connect()
  try {
    await tx.query('begin')
    const result = await work(tx)
    await tx.query('commit')
    return result
  } catch (error) {
    await tx.query('rollback')
    throw error
  } finally {
    tx.release()
  }
}

export const verbsOnPg = (vault: PinVault): Verbs => ({
  async createMultiple(tx, viewer, given) {
    const { workspaceId } = viewer
    const input = parseCreate(given)
    const { devices, now } = await lockedDevices(tx, workspaceId, input.deviceIds)
    mustBeAll(devices, input.deviceIds)
    const creation = await withFreePin(tx, vault, workspaceId, () => decideCreation(input, devices, now), input)
    const { pin, window, type, status, attemptStatus } = creation
    const group = input.code == null ? { id: newId(), commonCodeKey: autoSetKey(newId()) } : null
    const codes = input.deviceIds.map((deviceId) => {
      const id = newId()
      return { id, deviceId, sealed: vault.seal(pin, id), attemptId: newId() }
    })
    const ids = codes.map(({ id }) => id)
    const hash = vault.hash(workspaceId, pin)
    if (group) {
      await run(
        tx,
        'insert into linked_code_group (id, workspace_id, common_code_key, created_at) values ($1, $2, $3, $4)',
        [group.id, workspaceId, group.commonCodeKey, now],
      )
    }
    await run(
      tx,
      `insert into access_code (id, device_id, pin_ciphertext, workspace_id, linked_code_group_id, name, pin_hash, type,
          status, starts_at, ends_at, created_at, updated_at)
        select c.*, $4::uuid, $5::uuid, $6, $7::bytea, $8::access_code_type, $9::access_code_status, $10::timestamptz,
          $11::timestamptz, $12::timestamptz, $12
        from unnest($1::uuid[], $2::uuid[], $3::bytea[]) as c`,
      [
        ids,
        input.deviceIds,
        codes.map(({ sealed }) => sealed),
        workspaceId,
        group?.id ?? null,
        input.name ?? null,
        hash,
        type,
        status,
        window.startsAt,
        window.endsAt,
        now,
      ],
    )
    await run(
      tx,
      `insert into pin_claim (id, access_code_id, device_id, workspace_id, pin_hash, during)
        select c.*, $4::uuid, $5::bytea, tstzrange($6::timestamptz, $7::timestamptz)
        from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as c`,
      [ids.map(newId), ids, input.deviceIds, workspaceId, hash, creation.claimedFrom, window.endsAt],
    )
    await run(
      tx,
      `insert into action_attempt (id, access_code_id, device_id, workspace_id, action_type, status, result, created_at)
        select c.*, $4::uuid, 'CREATE_ACCESS_CODE', $5::action_attempt_status,
          case when $5 = 'SUCCESS' then jsonb_build_object('accessCodeId', c.code_id) end, $6::timestamptz
        from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as c (id, code_id, device_id)`,
      [codes.map(({ attemptId }) => attemptId), ids, input.deviceIds, workspaceId, attemptStatus, now],
    )
    await run(
      tx,
      `insert into event (id, access_code_id, device_id, workspace_id, type, occurred_at, linked_code_group_id)
        select c.*, $4::uuid, 'ACCESS_CODE_CREATED', $5::timestamptz, $6::uuid
        from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as c`,
      [ids.map(newId), ids, input.deviceIds, workspaceId, now, group?.id ?? null],
    )
    const about = { accessCodeIds: ids, deviceIds: input.deviceIds, linkedCodeGroupId: group?.id ?? null }
    await recordAudit(tx, vault, auditEntry(viewer, 'createMultipleAccessCodes', input, about))
    await wake(tx, workspaceId, input.deviceIds, now)
    return {
      accessCodes: codes.map(({ id, deviceId }) => ({
        id,
        code: pin,
        name: input.name ?? null,
        type,
        status,
        ...window,
        device: { id: deviceId },
      })),
      linkedCodeGroup: group,
    }
  },

  async update(tx, viewer, given) {
    const { workspaceId } = viewer
    const input = parseUpdate(given)
    const code = await lockedCode(tx, workspaceId, input.id)
    const { devices, now } = await lockedDevices(tx, workspaceId, [code.deviceId])
    const [device] = devices
    if (!device) throw new NotFoundError('access code', [input.id])
    const change = decideChange(input, code, device, now)
    const { window, claimedFrom } = change
    if (change.isWindowNew) await mustBeFree(tx, workspaceId, code, claimedFrom, window.endsAt)
    await run(
      tx,
      `update access_code set name = $3, type = $4, starts_at = $5, ends_at = $6, status = $7, updated_at = $8,
          is_scheduled_on_device = false, wish_version = wish_version + 1
        where workspace_id = $1 and id = $2`,
      [workspaceId, code.id, change.name, change.type, window.startsAt, window.endsAt, change.status, now],
    )
    if (change.isWindowNew) {
      await run(
        tx,
        `insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during)
          values ($1, $2, $3, $4, $5, tstzrange($6, $7))`,
        [newId(), workspaceId, code.deviceId, code.id, code.pinHash, claimedFrom, window.endsAt],
      )
    }
    const actionAttempt = { id: newId(), actionType: 'UPDATE_ACCESS_CODE', status: change.attemptStatus }
    await attempt(tx, workspaceId, code, actionAttempt, now)
    await run(
      tx,
      `insert into event (id, type, payload, workspace_id, occurred_at, access_code_id, device_id, linked_code_group_id)
        select e.*, $4::uuid, $5::timestamptz, $6::uuid, $7::uuid, $8::uuid
        from unnest($1::uuid[], $2::event_type[], $3::jsonb[]) as e`,
      [
        change.events.map(() => newId()),
        change.events.map((event) => event.type),
        change.events.map((event) => JSON.stringify(event.payload)),
        workspaceId,
        now,
        code.id,
        code.deviceId,
        code.linkedCodeGroupId,
      ],
    )
    await recordAudit(tx, vault, auditEntry(viewer, 'updateAccessCode', input, aboutCode(code)))
    await wake(tx, workspaceId, [code.deviceId], now)
    const { name, type, status } = change
    return { accessCode: { id: code.id, name, type, status, ...window }, actionAttempt } as Changed
  },

  async delete(tx, viewer, id) {
    const { workspaceId } = viewer
    const code = await lockedCode(tx, workspaceId, id)
    if (code.isOfflineAccessCode) throw new NotModifiableError('An offline code cannot be deleted.')
    if (code.deletedAt !== null) throw new NotModifiableError('The code is being removed.')
    const { now } = code
    await run(
      tx,
      `update access_code set deleted_at = $3, updated_at = $3, status = 'REMOVING', wish_version = wish_version + 1
        where workspace_id = $1 and id = $2`,
      [workspaceId, code.id, now],
    )
    await run(
      tx,
      `update pin_claim set
          during = case when lower(during) < $3 then tstzrange(lower(during), least(upper(during), $3)) else during end,
          released_at = case when lower(during) < $3 then released_at else $3 end
        where workspace_id = $1 and access_code_id = $2 and released_at is null`,
      [workspaceId, code.id, now],
    )
    const actionAttempt = { id: newId(), actionType: 'DELETE_ACCESS_CODE', status: 'PENDING' }
    await attempt(tx, workspaceId, code, actionAttempt, now)
    await run(
      tx,
      `insert into event (id, workspace_id, type, occurred_at, access_code_id, device_id, linked_code_group_id, payload)
        values ($1, $2, 'ACCESS_CODE_MUTATIONS_REQUESTED', $3, $4, $5, $6, '{"requestedMutations": [{"mutationCode": "DELETING"}]}')`,
      [newId(), workspaceId, now, code.id, code.deviceId, code.linkedCodeGroupId],
    )
    await recordAudit(tx, vault, auditEntry(viewer, 'deleteAccessCode', { id }, aboutCode(code)))
    await wake(tx, workspaceId, [code.deviceId], now)
    return { accessCode: { id: code.id, status: 'REMOVING' }, actionAttempt }
  },
})

const aboutCode = ({ id, deviceId, linkedCodeGroupId }: CodeFacts) => ({
  accessCodeIds: [id],
  deviceIds: [deviceId],
  linkedCodeGroupId,
})

/** The devices, which nobody else changes until the transaction ends, and the database's time. */
async function lockedDevices(tx: pg.ClientBase, workspaceId: string, ids: readonly string[]) {
  const rows = await run<DeviceFacts & { now: Date }>(
    tx,
    `select d.id, d.name, d.device_type as "deviceType", d.can_program_online_access_codes as "canProgramOnlineAccessCodes",
        d.can_program_offline_access_codes as "canProgramOfflineAccessCodes", d.offline_since as "offlineSince",
        d.is_managed as "isManaged", d.removed_at as "removedAt", d.supported_code_lengths as "supportedCodeLengths",
        d.code_constraints as "codeConstraints", d.max_active_codes_supported as "maxActiveCodesSupported",
        d.supports_native_scheduling as "supportsNativeScheduling", d.time_zone as "timeZone",
        d.supports_backup_access_code_pool as "supportsBackupAccessCodePool",
        d.needs_time_zone_for_windows as "needsTimeZoneForWindows",
        (select count(*)::int from access_code a
          where a.workspace_id = d.workspace_id and a.device_id = d.id and a.removed_at is null) as "activeCodes",
        date_trunc('milliseconds', clock_timestamp()) as now
      from device_sync s join device d on d.workspace_id = s.workspace_id and d.id = s.device_id
      where s.workspace_id = $1 and s.device_id = any($2::uuid[]) order by s.device_id for update of s`,
    [workspaceId, ids],
  )
  return { devices: rows, now: rows[0]?.now ?? new Date() }
}

async function lockedCode(
  tx: pg.ClientBase,
  workspaceId: string,
  id: string,
): Promise<CodeFacts & { readonly now: Date }> {
  const [code] = await run<CodeFacts & { readonly now: Date }>(
    tx,
    `select a.id, a.device_id as "deviceId", a.linked_code_group_id as "linkedCodeGroupId", a.name, a.pin_hash as "pinHash",
        a.status, a.starts_at as "startsAt", a.ends_at as "endsAt", a.deleted_at as "deletedAt", a.is_backup as "isBackup",
        a.is_offline_access_code as "isOfflineAccessCode", a.lock_slot as "lockSlot",
        a.prefers_native_scheduling as "prefersNativeScheduling", date_trunc('milliseconds', clock_timestamp()) as now
      from access_code a join device_sync s on s.workspace_id = a.workspace_id and s.device_id = a.device_id
      where a.workspace_id = $1 and a.id = $2 and a.is_managed and a.removed_at is null for update of s, a`,
    [workspaceId, id],
  )
  if (!code) throw new NotFoundError('access code', [id])
  return code
}

/** Draws again while somebody holds the PIN that was drawn; a PIN that was asked for is refused. */
async function withFreePin(
  tx: pg.ClientBase,
  vault: PinVault,
  workspaceId: string,
  decide: () => Creation,
  { deviceIds, code }: { readonly deviceIds: readonly string[]; readonly code?: string | null | undefined },
): Promise<Creation> {
  for (let draw = 0; draw < 20; draw++) {
    const creation = decide()
    const held = await run(
      tx,
      `select from pin_claim where workspace_id = $1 and device_id = any($2::uuid[]) and pin_hash = $3
        and released_at is null and during && tstzrange($4, $5) limit 1`,
      [workspaceId, deviceIds, vault.hash(workspaceId, creation.pin), creation.claimedFrom, creation.window.endsAt],
    )
    if (held.length === 0) return creation
    if (code != null) break
  }
  throw pinIsHeld()
}

async function mustBeFree(tx: pg.ClientBase, workspaceId: string, code: CodeFacts, from: Date, until: Date | null) {
  const [holder] = await run<{ id: string }>(
    tx,
    `select access_code_id as id from pin_claim where workspace_id = $1 and device_id = $2 and pin_hash = $3
      and released_at is null and during && tstzrange($4, $5) and access_code_id <> $6 limit 1`,
    [workspaceId, code.deviceId, code.pinHash, from, until, code.id],
  )
  if (holder) throw new DuplicateAccessCodeError(code.deviceId, holder.id, 'Another code has this PIN.')
}

async function attempt(
  tx: pg.ClientBase,
  workspaceId: string,
  code: CodeFacts,
  { id, actionType, status }: Changed['actionAttempt'],
  now: Date,
): Promise<void> {
  await run(
    tx,
    `insert into action_attempt (id, workspace_id, action_type, status, result, access_code_id, device_id, created_at)
      values ($1, $2, $3, $4::action_attempt_status, case when $4 = 'SUCCESS' then jsonb_build_object('accessCodeId', $5::uuid) end, $5, $6, $7)`,
    [id, workspaceId, actionType, status, code.id, code.deviceId, now],
  )
}

async function wake(tx: pg.ClientBase, workspaceId: string, deviceIds: readonly string[], now: Date): Promise<void> {
  await run(
    tx,
    `with woken as (
        update device_sync set generation = generation + 1, due_at = $3 where workspace_id = $1 and device_id = any($2::uuid[])
      ) select pg_notify('latchkey_due', '')`,
    [workspaceId, deviceIds, now],
  )
}
