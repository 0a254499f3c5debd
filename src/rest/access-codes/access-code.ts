import { z } from 'zod'
import type { AccessCodeRow } from '../../data/read/access-codes.ts'
import { present } from '../../data/read/present.ts'
import type { Reader } from '../../data/read/reader.ts'
import { accessCodeErrors, accessCodeWarnings } from '../../domain/access-codes/issues.ts'
import { canHaveBackup } from '../../domain/access-codes/pulled-backups.ts'
import type { Viewer } from '../../domain/auth/viewer.ts'
import { deviceFacts } from '../../domain/devices/device-facts.ts'
import { instantAnswer, instantOrNull } from '../instants.ts'
import { accessCodeError, accessCodeWarning, showErrors, showWarnings } from './issues.ts'
import { oracodeMetadata, showOracodeMetadata } from './oracode-metadata.ts'
import { pendingMutation, showPendingMutations } from './pending-mutations.ts'

/** What managed codes and those of others have in common. */
export const commonFields = {
  access_code_id: z.string(),
  workspace_id: z.string(),
  device_id: z.string(),
  name: z.string().nullable(),
  code: z
    .string()
    .nullable()
    .describe('The PIN. Null while the lock has not made it, and for credentials that may not see PINs.'),
  type: z.enum(['ongoing', 'time_bound']),
  starts_at: instantAnswer.nullable(),
  ends_at: instantAnswer.nullable(),
  created_at: instantAnswer,
  errors: z.array(accessCodeError),
  warnings: z.array(accessCodeWarning),
  dormakaba_oracode_metadata: oracodeMetadata.nullable(),
}

export const accessCode = z
  .strictObject({
    ...commonFields,
    is_managed: z.literal(true),
    status: z.enum(['setting', 'set', 'unset', 'removing', 'unknown']),
    common_code_key: z
      .string()
      .nullable()
      .describe('The key of the codes that share its PIN; null if it is in no group.'),
    appearance: z.strictObject({ name: z.string() }).optional().describe('Its name as the lock shows it.'),
    is_backup: z.boolean(),
    is_backup_access_code_available: z.boolean(),
    pulled_backup_access_code_id: z.string().nullable(),
    is_external_modification_allowed: z.boolean(),
    is_offline_access_code: z.boolean(),
    is_one_time_use: z.boolean(),
    is_scheduled_on_device: z.boolean(),
    is_waiting_for_code_assignment: z.boolean(),
    pending_mutations: z.array(pendingMutation),
  })
  .meta({ id: 'access_code', description: 'A PIN on one device, for a time or for good.' })

/** What it takes to show a code. */
export interface Showing {
  readonly read: Reader
  readonly viewer: Viewer
}

/** The PIN that is sealed to a row; null where there is none, or who asks may not see it. */
export type ShowPin = (sealed: { id: string; pinCiphertext: Uint8Array | null }) => string | null

export const pinsFor =
  ({ read, viewer }: Showing): ShowPin =>
  (sealed) =>
    viewer.scopes.has('SEE_PINS') ? read.pin(sealed) : null

export async function showAccessCode(code: AccessCodeRow, showing: Showing): Promise<z.input<typeof accessCode>> {
  const { read } = showing
  const device = present(await read.device.load(code.deviceId))
  const [common, group, backup, isBackupAvailable] = await Promise.all([
    showCommonFields(code, showing),
    code.linkedCodeGroupId === null ? null : read.linkedCodeGroup.load(code.linkedCodeGroupId),
    code.pulledBackupAccessCodeId === null ? null : read.accessCode.load(code.pulledBackupAccessCodeId),
    canHaveBackup(code) ? read.readyBackupsOfDevice.load(code.deviceId).then((count) => count > 0) : false,
  ])
  return {
    ...common,
    is_managed: true,
    status: code.status.toLowerCase() as z.input<typeof accessCode>['status'],
    common_code_key: group?.commonCodeKey ?? null,
    ...(code.appearanceName !== null && { appearance: { name: code.appearanceName } }),
    is_backup: code.isBackup,
    is_backup_access_code_available: isBackupAvailable,
    pulled_backup_access_code_id: backup?.isManaged && backup.removedAt === null ? backup.id : null,
    is_external_modification_allowed: code.isExternalModificationAllowed,
    is_offline_access_code: code.isOfflineAccessCode,
    is_one_time_use: code.isOneTimeUse,
    is_scheduled_on_device: code.isScheduledOnDevice,
    is_waiting_for_code_assignment: code.isWaitingForCodeAssignment,
    pending_mutations: showPendingMutations(code, device, pinsFor(showing)),
  }
}

export async function showCommonFields(code: AccessCodeRow, showing: Showing) {
  const { read } = showing
  const device = await deviceFacts(present(await read.device.load(code.deviceId)), read)
  return {
    access_code_id: code.id,
    workspace_id: code.workspaceId,
    device_id: code.deviceId,
    name: code.name,
    code: pinsFor(showing)(code),
    type: code.type.toLowerCase() as 'ongoing' | 'time_bound',
    starts_at: instantOrNull(code.startsAt),
    ends_at: instantOrNull(code.endsAt),
    created_at: code.createdAt.toISOString(),
    errors: await showErrors(accessCodeErrors(code, device), read, device.createdAt),
    warnings: showWarnings(accessCodeWarnings(code, device)),
    dormakaba_oracode_metadata: showOracodeMetadata(code.dormakabaOracodeMetadata),
  }
}
