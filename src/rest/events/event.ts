import { z } from 'zod'
import { eventDescriptions } from '../../data/read/event-descriptions.ts'
import type { EventRow } from '../../data/read/events.ts'
import type { Showing } from '../access-codes/access-code.ts'
import { customMetadata } from '../devices/device.ts'
import { instantAnswer } from '../instants.ts'
import { factsOf } from './event-facts.ts'
import { eventTypes } from './event-types.ts'

const issues = (code: 'error_code' | 'warning_code') =>
  z
    .array(z.strictObject({ [code]: z.string(), message: z.string(), created_at: instantAnswer }))
    .optional()
    .describe('Of trouble: what was wrong then and still is.')

export const event = z
  .strictObject({
    event_id: z.string(),
    event_type: z.enum(Object.values(eventTypes)),
    workspace_id: z.string(),
    created_at: instantAnswer,
    occurred_at: instantAnswer,
    event_description: z.string(),
    access_code_id: z.string().optional(),
    device_id: z.string().optional(),
    connected_account_id: z
      .string()
      .nullable()
      .optional()
      .describe('Null for a device that is reached without an account.'),
    device_custom_metadata: customMetadata.optional(),
    changed_properties: z
      .array(z.strictObject({ property: z.string(), from: z.string().nullable(), to: z.string().nullable() }))
      .optional()
      .describe('Of `access_code.changed`. PINs are left out.'),
    requested_mutations: z
      .array(
        z.strictObject({
          mutation_code: z.string(),
          from: z.record(z.string(), z.unknown()).optional(),
          to: z.record(z.string(), z.unknown()).optional(),
        }),
      )
      .optional()
      .describe('Of `access_code.mutations_requested`. PINs are left out.'),
    from: z.record(z.string(), z.string().nullable()).optional(),
    to: z.record(z.string(), z.string().nullable()).optional(),
    description: z.string().optional(),
    code: z
      .string()
      .nullable()
      .optional()
      .describe('The PIN that the code has now, which may be another than then: no event keeps one.'),
    backup_access_code_id: z.string().optional(),
    method: z.literal('keycode').optional(),
    access_code_is_managed: z.boolean().optional(),
    error_code: z.string().optional(),
    access_code_errors: issues('error_code'),
    access_code_warnings: issues('warning_code'),
    device_errors: issues('error_code'),
    device_warnings: issues('warning_code'),
    connected_account_errors: issues('error_code'),
    connected_account_warnings: issues('warning_code'),
  })
  .meta({ id: 'event', description: 'Something that happened. Which fields it has depends on `event_type`.' })

export async function showEvent(row: EventRow, showing: Showing): Promise<z.input<typeof event>> {
  const { read } = showing
  const [code, device] = await Promise.all([
    row.accessCodeId === null ? null : read.accessCode.load(row.accessCodeId),
    row.deviceId === null ? null : read.device.load(row.deviceId),
  ])
  const occurred_at = row.occurredAt.toISOString()
  return {
    event_id: row.id,
    event_type: eventTypes[row.type],
    workspace_id: row.workspaceId,
    created_at: occurred_at,
    occurred_at,
    event_description: eventDescriptions[row.type],
    ...(row.accessCodeId !== null && { access_code_id: row.accessCodeId }),
    ...(device && {
      device_id: device.id,
      connected_account_id: device.connectedAccountId,
      device_custom_metadata: device.customMetadata as z.input<typeof customMetadata>,
    }),
    ...(await factsOf(row, { code, device }, showing)),
  }
}
