import { z } from 'zod'
import type { DeviceRow } from '../../data/read/devices.ts'
import type { Reader } from '../../data/read/reader.ts'
import type { CodeConstraint } from '../../domain/access-codes/constraints.ts'
import { batteryStatus } from '../../domain/devices/battery.ts'
import { instantAnswer } from '../instants.ts'
import { constraint, showConstraint } from './constraint.ts'
import { deviceErrorAnswer, deviceWarningAnswer, showDeviceIssues } from './issues.ts'

export const customMetadata = z.record(z.string(), z.union([z.string(), z.boolean()]))

const commonFields = {
  device_id: z.string(),
  workspace_id: z.string(),
  connected_account_id: z.string().nullable().describe('Null for a device that is reached without an account.'),
  device_type: z.string(),
  capabilities_supported: z.array(z.enum(['access_code', 'lock', 'thermostat', 'battery'])),
  can_program_online_access_codes: z.boolean().optional().describe('Absent: the model cannot; false: not at present.'),
  can_program_offline_access_codes: z.boolean().optional().describe('Absent: the model cannot; false: not at present.'),
  can_unlock_with_code: z.literal(true).optional().describe('It has a keypad.'),
  custom_metadata: customMetadata,
  location: z.strictObject({ time_zone: z.string(), timezone: z.string() }).optional(),
  errors: z.array(deviceErrorAnswer),
  warnings: z.array(deviceWarningAnswer),
  created_at: instantAnswer,
}

const commonProperties = {
  online: z.boolean(),
  name: z.string(),
  manufacturer: z.string().optional(),
  battery_level: z.number().optional().describe('From 0, empty, to 1, full.'),
  battery: z.strictObject({ level: z.number(), status: z.enum(['critical', 'low', 'good', 'full']) }).optional(),
  model: z.strictObject({ display_name: z.string(), manufacturer_display_name: z.string() }),
}

export const device = z
  .strictObject({
    ...commonFields,
    is_managed: z.literal(true),
    display_name: z.string(),
    space_ids: z.array(z.string()).describe('Always empty: there are no spaces.'),
    properties: z.strictObject({
      ...commonProperties,
      appearance: z.strictObject({ name: z.string() }),
      code_constraints: z.array(constraint).optional(),
      supported_code_lengths: z.array(z.int()).optional(),
      max_active_codes_supported: z.int().optional(),
      supports_backup_access_code_pool: z.boolean().optional(),
      backup_access_code_pool_enabled: z.boolean().optional(),
    }),
  })
  .meta({ id: 'device', description: 'A lock, or another thing of an account that can hold no codes.' })

export const unmanagedDevice = z
  .strictObject({ ...commonFields, is_managed: z.literal(false), properties: z.strictObject(commonProperties) })
  .meta({ id: 'unmanaged_device', description: 'A device that is left to others. All codes on it are unmanaged.' })

export async function showDevice(row: DeviceRow, read: Reader): Promise<z.input<typeof device>> {
  return {
    ...(await showCommonFields(row, read)),
    is_managed: true,
    display_name: row.name,
    space_ids: [],
    properties: {
      ...showCommonProperties(row),
      appearance: { name: row.name },
      ...(takesCodes(row) && {
        code_constraints: (row.codeConstraints as unknown as CodeConstraint[]).map(showConstraint),
        supported_code_lengths: row.supportedCodeLengths,
        ...(row.maxActiveCodesSupported !== null && { max_active_codes_supported: row.maxActiveCodesSupported }),
        supports_backup_access_code_pool: row.supportsBackupAccessCodePool,
        backup_access_code_pool_enabled: row.backupAccessCodePoolEnabled,
      }),
    },
  }
}

export async function showUnmanagedDevice(row: DeviceRow, read: Reader): Promise<z.input<typeof unmanagedDevice>> {
  return { ...(await showCommonFields(row, read)), is_managed: false, properties: showCommonProperties(row) }
}

async function showCommonFields(row: DeviceRow, read: Reader) {
  const { canProgramOnlineAccessCodes: online, canProgramOfflineAccessCodes: offline, timeZone } = row
  return {
    device_id: row.id,
    workspace_id: row.workspaceId,
    connected_account_id: row.connectedAccountId,
    device_type: row.deviceType,
    capabilities_supported: capabilitiesOf(row),
    ...(online !== null && { can_program_online_access_codes: online }),
    ...(offline !== null && { can_program_offline_access_codes: offline }),
    ...(takesCodes(row) && { can_unlock_with_code: true as const }),
    custom_metadata: row.customMetadata as z.input<typeof customMetadata>,
    ...(timeZone !== null && { location: { time_zone: timeZone, timezone: timeZone } }),
    ...(await showDeviceIssues(row, read)),
    created_at: row.createdAt.toISOString(),
  }
}

function showCommonProperties({ name, offlineSince, removedAt, manufacturer, batteryLevel, deviceType }: DeviceRow) {
  return {
    online: offlineSince === null && removedAt === null,
    name,
    ...(manufacturer !== null && { manufacturer: manufacturer.toLowerCase() }),
    ...(batteryLevel !== null && {
      battery_level: batteryLevel,
      battery: { level: batteryLevel, status: batteryStatus(batteryLevel) },
    }),
    model: { display_name: deviceType, manufacturer_display_name: manufacturer ?? deviceType },
  }
}

function capabilitiesOf(row: DeviceRow): z.input<typeof device>['capabilities_supported'] {
  return [
    ...(takesCodes(row) ? (['access_code', 'lock'] as const) : []),
    ...(row.deviceType.endsWith('_thermostat') ? (['thermostat'] as const) : []),
    ...(row.batteryLevel !== null ? (['battery'] as const) : []),
  ]
}

const takesCodes = (row: DeviceRow): boolean =>
  row.canProgramOnlineAccessCodes !== null || row.canProgramOfflineAccessCodes !== null
