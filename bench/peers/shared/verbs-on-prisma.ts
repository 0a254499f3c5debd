import { type AuditEntry, macOf } from '../../../src/data/audit/entry.ts'
import type { PinVault } from '../../../src/data/pins/vault.ts'
import { newId } from '../../../src/data/uuid.ts'
import { DuplicateAccessCodeError, NotFoundError, NotModifiableError } from '../../../src/domain/errors.ts'
import { autoSetKey } from '../../../src/domain/linked-code-groups/common-code-key.ts'
import type { AccessCode, ActionAttempt, LinkedCodeGroup, Prisma, PrismaClient } from '../../generated/prisma/client.ts'
import { auditEntry } from './audit-entry.ts'
import {
  type Creation,
  type DeviceFacts,
  decideChange,
  decideCreation,
  mustBeAll,
  parseCreate,
  parseUpdate,
  pinIsHeld,
} from './rules.ts'
import type { Viewer } from './viewer.ts'

type Tx = Prisma.TransactionClient

export interface Created {
  readonly accessCodes: readonly AccessCode[]
  readonly linkedCodeGroup: LinkedCodeGroup | null
}

export interface Changed {
  readonly accessCode: AccessCode
  readonly actionAttempt: ActionAttempt
}

/** The three mutations as one writes them with Prisma: an interactive transaction, and SQL for what Prisma cannot say. */
export const verbsOnPrisma = (prisma: PrismaClient, vault: PinVault) => ({
  createMultiple: (viewer: Viewer, given: unknown): Promise<Created> =>
    prisma.$transaction(async (tx) => {
      const { workspaceId } = viewer
      const input = parseCreate(given)
      const now = await lockDevices(tx, workspaceId, input.deviceIds)
      const devices = await deviceFacts(tx, workspaceId, input.deviceIds)
      mustBeAll(devices, input.deviceIds)
      const inOrder = input.deviceIds.flatMap((id) => devices.find((device) => device.id === id) ?? [])
      const hashOf = (pin: string) => Uint8Array.from(vault.hash(workspaceId, pin))
      const creation = await withFreePin(tx, workspaceId, input, hashOf, () => decideCreation(input, inOrder, now))
      const { pin, window, type, status, attemptStatus, claimedFrom } = creation
      const linkedCodeGroup =
        input.code != null
          ? null
          : await tx.linkedCodeGroup.create({
              data: { id: newId(), workspaceId, commonCodeKey: autoSetKey(newId()), createdAt: now },
            })
      const pinHash = hashOf(pin)
      const created = await tx.accessCode.createManyAndReturn({
        data: input.deviceIds.map((deviceId) => {
          const id = newId()
          const pinCiphertext = Uint8Array.from(vault.seal(pin, id))
          return {
            ...{ id, workspaceId, deviceId, linkedCodeGroupId: linkedCodeGroup?.id ?? null, name: input.name ?? null },
            ...{ pinCiphertext, pinHash, type, status, ...window, createdAt: now, updatedAt: now },
          }
        }),
      })
      await tx.$executeRaw`insert into pin_claim (id, access_code_id, device_id, workspace_id, pin_hash, during)
        select c.*, ${workspaceId}::uuid, ${pinHash}::bytea, tstzrange(${claimedFrom}::timestamptz, ${window.endsAt}::timestamptz)
        from unnest(${created.map(newId)}::uuid[], ${created.map(({ id }) => id)}::uuid[], ${created.map(({ deviceId }) => deviceId)}::uuid[]) as c`
      await tx.actionAttempt.createMany({
        data: created.map(({ id, deviceId }) => ({
          ...{ id: newId(), workspaceId, actionType: 'CREATE_ACCESS_CODE', status: attemptStatus, createdAt: now },
          ...{ accessCodeId: id, deviceId, ...(attemptStatus === 'SUCCESS' && { result: { accessCodeId: id } }) },
        })),
      })
      await tx.event.createMany({
        data: created.map(({ id, deviceId, linkedCodeGroupId }) => ({
          ...{ id: newId(), workspaceId, type: 'ACCESS_CODE_CREATED' as const, occurredAt: now },
          ...{ accessCodeId: id, deviceId, linkedCodeGroupId },
        })),
      })
      const about = {
        accessCodeIds: created.map(({ id }) => id),
        deviceIds: input.deviceIds,
        linkedCodeGroupId: linkedCodeGroup?.id ?? null,
      }
      await record(tx, vault, auditEntry(viewer, 'createMultipleAccessCodes', input, about))
      await wake(tx, workspaceId, input.deviceIds, now)
      const byDevice = new Map(created.map((code) => [code.deviceId, code]))
      return { accessCodes: input.deviceIds.flatMap((id) => byDevice.get(id) ?? []), linkedCodeGroup }
    }),

  update: (viewer: Viewer, given: unknown): Promise<Changed> =>
    prisma.$transaction(async (tx) => {
      const { workspaceId } = viewer
      const input = parseUpdate(given)
      const { code, now } = await lockedCode(tx, workspaceId, input.id)
      const [device] = await deviceFacts(tx, workspaceId, [code.deviceId])
      if (!device) throw new NotFoundError('access code', [input.id])
      const change = decideChange(input, code, device, now)
      const { window, claimedFrom } = change
      if (change.isWindowNew) {
        const [holder] = await tx.$queryRaw<{ id: string }[]>`select access_code_id as id from pin_claim
          where workspace_id = ${workspaceId}::uuid and device_id = ${code.deviceId}::uuid and pin_hash = ${code.pinHash}
            and released_at is null and during && tstzrange(${claimedFrom}::timestamptz, ${window.endsAt}::timestamptz)
            and access_code_id <> ${code.id}::uuid limit 1`
        if (holder) throw new DuplicateAccessCodeError(code.deviceId, holder.id, 'Another code has this PIN.')
      }
      const accessCode = await tx.accessCode.update({
        where: { workspaceId_id: { workspaceId, id: code.id } },
        data: {
          ...{ name: change.name, type: change.type, ...window, status: change.status, updatedAt: now },
          ...{ isScheduledOnDevice: false, wishVersion: { increment: 1 } },
        },
      })
      if (change.isWindowNew) {
        await tx.$executeRaw`insert into pin_claim (id, workspace_id, device_id, access_code_id, pin_hash, during)
          values (${newId()}::uuid, ${workspaceId}::uuid, ${code.deviceId}::uuid, ${code.id}::uuid, ${code.pinHash},
            tstzrange(${claimedFrom}::timestamptz, ${window.endsAt}::timestamptz))`
      }
      const actionAttempt = await attempt(tx, code, 'UPDATE_ACCESS_CODE', change.attemptStatus, now)
      await tx.event.createMany({
        data: change.events.map(({ type, payload }) => ({ ...eventOf(code, now), type, payload })),
      })
      await record(tx, vault, auditEntry(viewer, 'updateAccessCode', input, aboutCode(code)))
      await wake(tx, workspaceId, [code.deviceId], now)
      return { accessCode, actionAttempt }
    }),

  delete: (viewer: Viewer, id: string): Promise<Changed> =>
    prisma.$transaction(async (tx) => {
      const { workspaceId } = viewer
      const { code, now } = await lockedCode(tx, workspaceId, id)
      if (code.isOfflineAccessCode) throw new NotModifiableError('An offline code cannot be deleted.')
      if (code.deletedAt !== null) throw new NotModifiableError('The code is being removed.')
      const accessCode = await tx.accessCode.update({
        where: { workspaceId_id: { workspaceId, id: code.id } },
        data: { deletedAt: now, updatedAt: now, status: 'REMOVING', wishVersion: { increment: 1 } },
      })
      await tx.$executeRaw`update pin_claim set
          during = case when lower(during) < ${now}::timestamptz then tstzrange(lower(during), least(upper(during), ${now}::timestamptz)) else during end,
          released_at = case when lower(during) < ${now}::timestamptz then released_at else ${now}::timestamptz end
        where workspace_id = ${workspaceId}::uuid and access_code_id = ${code.id}::uuid and released_at is null`
      const actionAttempt = await attempt(tx, code, 'DELETE_ACCESS_CODE', 'PENDING', now)
      await tx.event.create({
        data: {
          ...eventOf(code, now),
          type: 'ACCESS_CODE_MUTATIONS_REQUESTED',
          payload: { requestedMutations: [{ mutationCode: 'DELETING' }] },
        },
      })
      await record(tx, vault, auditEntry(viewer, 'deleteAccessCode', { id }, aboutCode(code)))
      await wake(tx, workspaceId, [code.deviceId], now)
      return { accessCode, actionAttempt }
    }),
})

const aboutCode = ({ id, deviceId, linkedCodeGroupId }: AccessCode) => ({
  accessCodeIds: [id],
  deviceIds: [deviceId],
  linkedCodeGroupId,
})

const record = (tx: Tx, vault: PinVault, { details, accessCodeIds, deviceIds, ...entry }: AuditEntry) =>
  tx.auditEntry.create({
    data: {
      ...entry,
      accessCodeIds: [...accessCodeIds],
      deviceIds: [...deviceIds],
      details: details as Prisma.InputJsonObject,
      mac: Uint8Array.from(macOf(vault, { details, accessCodeIds, deviceIds, ...entry })),
    },
    select: { id: true },
  })

/** Nobody else changes their codes until the transaction ends. Answers the database's time. */
async function lockDevices(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Date> {
  const rows = await tx.$queryRaw<
    { now: Date }[]
  >`select date_trunc('milliseconds', clock_timestamp()) as now from device_sync
    where workspace_id = ${workspaceId}::uuid and device_id = any(${ids}::uuid[]) order by device_id for update`
  return rows[0]?.now ?? new Date()
}

async function deviceFacts(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<DeviceFacts[]> {
  const rows = await tx.device.findMany({
    where: { workspaceId, id: { in: [...ids] } },
    include: { _count: { select: { accessCodes: { where: { removedAt: null } } } } },
  })
  return rows.map(({ _count, ...row }) => ({ ...row, activeCodes: _count.accessCodes }))
}

async function lockedCode(tx: Tx, workspaceId: string, id: string): Promise<{ code: AccessCode; now: Date }> {
  const where = { workspaceId, id, isManaged: true, removedAt: null }
  const found = await tx.accessCode.findFirst({ where, select: { deviceId: true } })
  const now = found && (await lockDevices(tx, workspaceId, [found.deviceId]))
  const code = found && (await tx.accessCode.findFirst({ where }))
  if (!code || !now) throw new NotFoundError('access code', [id])
  return { code, now }
}

async function withFreePin(
  tx: Tx,
  workspaceId: string,
  { deviceIds, code }: { readonly deviceIds: readonly string[]; readonly code?: string | null | undefined },
  hashOf: (pin: string) => Uint8Array<ArrayBuffer>,
  decide: () => Creation,
): Promise<Creation> {
  for (let draw = 0; draw < 20; draw++) {
    const creation = decide()
    const held = await tx.$queryRaw<unknown[]>`select 1 from pin_claim where workspace_id = ${workspaceId}::uuid
      and device_id = any(${deviceIds}::uuid[]) and pin_hash = ${hashOf(creation.pin)} and released_at is null
      and during && tstzrange(${creation.claimedFrom}::timestamptz, ${creation.window.endsAt}::timestamptz) limit 1`
    if (held.length === 0) return creation
    if (code != null) break
  }
  throw pinIsHeld()
}

function attempt(tx: Tx, code: AccessCode, actionType: string, status: 'PENDING' | 'SUCCESS', createdAt: Date) {
  const { id: accessCodeId, workspaceId, deviceId } = code
  const result = status === 'SUCCESS' ? { result: { accessCodeId } } : {}
  return tx.actionAttempt.create({
    data: { id: newId(), workspaceId, actionType, status, accessCodeId, deviceId, createdAt, ...result },
  })
}

const eventOf = ({ id, workspaceId, deviceId, linkedCodeGroupId }: AccessCode, occurredAt: Date) => ({
  ...{ id: newId(), workspaceId, occurredAt, accessCodeId: id, deviceId, linkedCodeGroupId },
})

async function wake(tx: Tx, workspaceId: string, ids: readonly string[], now: Date): Promise<void> {
  await tx.deviceSync.updateMany({
    where: { workspaceId, deviceId: { in: [...ids] } },
    data: { generation: { increment: 1 }, dueAt: now },
  })
  await tx.$executeRaw`select pg_notify('latchkey_due', '')`
}
