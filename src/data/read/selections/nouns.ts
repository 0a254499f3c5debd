import type { AccessCode, ConnectedAccount, Device, LinkedCodeGroup } from '../../prisma/client.ts'
import type { DeviceRow } from '../devices.ts'
import { groupSummary, type LinkedCodeGroupRow } from '../linked-code-groups.ts'
import type { Kind } from './kinds.ts'

/** A thing that can be selected: its table, what its rows hold, and what each row leads to. */
export interface Noun {
  readonly table: string
  readonly kinds: Readonly<Record<string, Kind>>
  /** The one thing that a row refers to, by a field of the row. */
  readonly toOne: Readonly<Record<string, { readonly noun: NounName; readonly join: Join }>>
  /** What no column holds: an expression over the row. */
  readonly expressions: Readonly<Record<string, (alias: string) => string>>
  /** What its codes say together: an expression over those of them that are not known to be gone, `a`. */
  readonly summary: Readonly<Record<string, string>>
}

type Join = (from: string, to: string) => string
export type NounName = 'AccessCode' | 'Device' | 'LinkedCodeGroup' | 'ConnectedAccount'

const accessCode = {
  id: 'id',
  workspaceId: 'id',
  deviceId: 'id',
  linkedCodeGroupId: 'id',
  name: 'text',
  appearanceName: 'text',
  pinCiphertext: 'bytes',
  pinHash: 'bytes',
  type: 'word',
  status: 'word',
  verification: 'word',
  startsAt: 'instant',
  endsAt: 'instant',
  createdAt: 'instant',
  updatedAt: 'instant',
  isManaged: 'boolean',
  isBackup: 'boolean',
  pulledBackupAccessCodeId: 'id',
  isExternalModificationAllowed: 'boolean',
  isOfflineAccessCode: 'boolean',
  isOneTimeUse: 'boolean',
  maxTimeRounding: 'word',
  prefersNativeScheduling: 'boolean',
  isScheduledOnDevice: 'boolean',
  isWaitingForCodeAssignment: 'boolean',
  isConverting: 'boolean',
  cannotBeManaged: 'boolean',
  cannotDelete: 'boolean',
  errors: 'json',
  warnings: 'json',
  dormakabaOracodeMetadata: 'json',
  wishVersion: 'int',
  refusedWishVersion: 'int',
  overriddenWishVersion: 'int',
  lockSlot: 'text',
  isInDoubt: 'boolean',
  confirmedAt: 'instant',
  confirmedPinCiphertext: 'bytes',
  confirmedPinHash: 'bytes',
  confirmedName: 'text',
  confirmedStartsAt: 'instant',
  confirmedEndsAt: 'instant',
  deletedAt: 'instant',
  removedAt: 'instant',
} as const satisfies Record<keyof AccessCode, Kind>

const device = {
  id: 'id',
  workspaceId: 'id',
  connectedAccountId: 'id',
  provider: 'word',
  name: 'text',
  deviceType: 'text',
  manufacturer: 'text',
  isManaged: 'boolean',
  removedAt: 'instant',
  offlineSince: 'instant',
  batteryLevel: 'float',
  timeZone: 'text',
  canProgramOnlineAccessCodes: 'boolean',
  canProgramOfflineAccessCodes: 'boolean',
  supportsNativeScheduling: 'boolean',
  supportsBackupAccessCodePool: 'boolean',
  backupAccessCodePoolEnabled: 'boolean',
  needsTimeZoneForWindows: 'boolean',
  supportedCodeLengths: 'ints',
  codeConstraints: 'json',
  maxActiveCodesSupported: 'int',
  customMetadata: 'json',
  lastReadAt: 'instant',
  createdAt: 'instant',
  accountDisconnectedAt: 'instant',
} as const satisfies Record<keyof Device | keyof DeviceRow, Kind>

const connectedAccount = {
  id: 'id',
  workspaceId: 'id',
  provider: 'word',
  displayName: 'text',
  disconnectedAt: 'instant',
  createdAt: 'instant',
} as const satisfies Record<keyof ConnectedAccount, Kind>

const linkedCodeGroup = {
  id: 'id',
  workspaceId: 'id',
  commonCodeKey: 'text',
  createdAt: 'instant',
  endedAt: 'instant',
  name: 'text',
  startsAt: 'instant',
  endsAt: 'instant',
  statuses: 'words',
  errors: 'json',
  deviceIds: 'words',
  pinHolderId: 'id',
  pinCiphertext: 'bytes',
} as const satisfies Record<keyof LinkedCodeGroup | keyof LinkedCodeGroupRow, Kind>

const ofWorkspace = (from: string, to: string) => `${to}.workspace_id = ${from}.workspace_id`

export const nouns: Readonly<Record<NounName, Noun>> = {
  AccessCode: {
    table: 'access_code',
    kinds: accessCode,
    toOne: {
      device: {
        noun: 'Device',
        join: (from, to) => `join device ${to} on ${ofWorkspace(from, to)} and ${to}.id = ${from}.device_id`,
      },
      linkedCodeGroup: {
        noun: 'LinkedCodeGroup',
        join: (from, to) => `left join linked_code_group ${to}
          on ${ofWorkspace(from, to)} and ${to}.id = ${from}.linked_code_group_id and ${to}.ended_at is null`,
      },
    },
    expressions: {},
    summary: {},
  },
  Device: {
    table: 'device',
    kinds: device,
    toOne: {
      connectedAccount: {
        noun: 'ConnectedAccount',
        join: (from, to) =>
          `left join connected_account ${to} on ${ofWorkspace(from, to)} and ${to}.id = ${from}.connected_account_id`,
      },
    },
    expressions: {
      accountDisconnectedAt: (alias) => `(select c.disconnected_at from connected_account c
        where c.workspace_id = ${alias}.workspace_id and c.id = ${alias}.connected_account_id)`,
    },
    summary: {},
  },
  LinkedCodeGroup: {
    table: 'linked_code_group',
    kinds: linkedCodeGroup,
    toOne: {},
    expressions: {},
    summary: groupSummary,
  },
  ConnectedAccount: { table: 'connected_account', kinds: connectedAccount, toOne: {}, expressions: {}, summary: {} },
}
