import { z } from 'zod'
import type { DeviceRow } from '../../data/read/devices.ts'
import type { Reader } from '../../data/read/reader.ts'
import { deviceFacts } from '../../domain/devices/device-facts.ts'
import { type DeviceIssue, deviceErrors, deviceWarnings, roomWarnings } from '../../domain/devices/issues.ts'
import { deviceError } from '../access-codes/issues.ts'
import { instantAnswer } from '../instants.ts'

export const deviceErrorAnswer = z
  .strictObject({
    error_code: z.string(),
    is_device_error: z.boolean(),
    is_connected_account_error: z.literal(true).optional(),
    message: z.string(),
    created_at: instantAnswer.describe('Since when; where nobody knows, since the device is known.'),
  })
  .meta({ id: 'device_error', description: 'What keeps a device from working, its account’s errors included.' })

export const deviceWarningAnswer = z
  .strictObject({
    warning_code: z.string(),
    message: z.string(),
    created_at: instantAnswer.describe('Since when; where nobody knows, since the device is known.'),
    active_access_code_count: z.int().optional().describe('Of `max_access_codes_reached`.'),
    max_active_access_code_count: z.int().optional().describe('Of `max_access_codes_reached`.'),
  })
  .meta({ id: 'device_warning', description: 'What wants attention on a device.' })

export interface ShownIssues {
  readonly errors: z.input<typeof deviceErrorAnswer>[]
  readonly warnings: z.input<typeof deviceWarningAnswer>[]
}

export async function showDeviceIssues(device: DeviceRow, read: Reader): Promise<ShownIssues> {
  const facts = await deviceFacts(device, read)
  const max = device.maxActiveCodesSupported
  const count = max === null ? 0 : await read.activeCodesOfDevice.load(device.id)
  const warning = ({ issueCode, message, createdAt }: DeviceIssue) => ({
    warning_code: issueCode,
    message,
    created_at: (createdAt ?? device.createdAt).toISOString(),
  })
  const counts = { active_access_code_count: count, ...(max !== null && { max_active_access_code_count: max }) }
  return {
    errors: deviceErrors(facts).map((issue) => deviceError(issue, device.createdAt)),
    warnings: [
      ...deviceWarnings(facts).map(warning),
      ...roomWarnings(device, count).map((issue) => ({ ...warning(issue), ...counts })),
    ],
  }
}
