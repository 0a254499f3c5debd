import { z } from 'zod'
import type { ConnectedAccountRow } from '../../data/read/workspaces.ts'
import { accountErrors } from '../../domain/devices/issues.ts'
import { instantAnswer } from '../instants.ts'

export const connectedAccount = z
  .strictObject({
    connected_account_id: z.string(),
    account_type: z.string().describe('The lock stack behind it.'),
    account_type_display_name: z.string(),
    display_name: z.string(),
    created_at: instantAnswer,
    errors: z.array(
      z.strictObject({
        error_code: z.string(),
        is_connected_account_error: z.literal(true),
        message: z.string(),
        created_at: instantAnswer,
      }),
    ),
    warnings: z.array(z.never()).describe('Always empty.'),
    automatically_manage_new_devices: z.literal(true),
    accepted_capabilities: z.array(z.literal('lock')),
    custom_metadata: z.record(z.string(), z.union([z.string(), z.boolean()])).describe('Always empty.'),
  })
  .meta({
    id: 'connected_account',
    description: 'The account at a lock maker, or the hub, through which devices are reached.',
  })

const displayNames = {
  SIMULATED: 'Simulated locks',
  ZWAVE_JS: 'Z-Wave JS',
  ZIGBEE2MQTT: 'Zigbee2MQTT',
  SEAM: 'Seam',
  MATTER: 'Matter',
} as const satisfies Record<ConnectedAccountRow['provider'], string>

export const showConnectedAccount = (account: ConnectedAccountRow): z.input<typeof connectedAccount> => ({
  connected_account_id: account.id,
  account_type: account.provider.toLowerCase(),
  account_type_display_name: displayNames[account.provider],
  display_name: account.displayName,
  created_at: account.createdAt.toISOString(),
  errors: accountErrors(account).map(({ issueCode, message, createdAt }) => ({
    error_code: issueCode,
    is_connected_account_error: true,
    message,
    created_at: (createdAt ?? account.createdAt).toISOString(),
  })),
  warnings: [],
  automatically_manage_new_devices: true,
  accepted_capabilities: ['lock'],
  custom_metadata: {},
})
