import { accessCodeOrders } from '../../data/read/access-codes.ts'
import { type DeviceRow, deviceOrder } from '../../data/read/devices.ts'
import { cursorOf, type Order } from '../../data/read/keyset.ts'
import type { ConnectedAccountRow } from '../../data/read/workspaces.ts'
import type { CodeConstraint as Constraint } from '../../domain/access-codes/constraints.ts'
import {
  accountErrors,
  deviceErrors,
  deviceWarnings,
  type DeviceIssue as Issue,
  roomWarnings,
} from '../../domain/devices/issues.ts'
import { AccessCodeFilter, accessCodeFilter } from '../access-codes/filter.ts'
import { builder } from '../builder.ts'
import { DeviceProvider } from '../enums.ts'
import {
  AccessCodeConnection,
  ConnectedAccount,
  Device,
  DeviceConnection,
  UnmanagedAccessCodeConnection,
} from '../nouns.ts'
import { connectionOf, pageRequest, reading } from '../pagination.ts'
import { fromDeviceFacts, fromRow, readingOf } from '../reading.ts'
import { CodeConstraint } from './constraint.ts'

const DeviceIssue = builder.objectRef<Issue>('DeviceIssue').implement({
  description: 'What is wrong with a device or an account, or wants attention.',
  fields: (t) => ({
    issueCode: t.exposeString('issueCode', {
      description: 'For machines, in the Seam API’s vocabulary, which is open: expect values that you do not know.',
    }),
    message: t.exposeString('message', { description: 'For people: what is wrong and what to do.' }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when; null where nobody knows.',
    }),
  }),
})

builder.node(Device, {
  description:
    'A lock, or another thing of an account that can hold no codes. What a lock accepts is told by its fields, never by its brand.',
  id: { resolve: ({ id }) => id },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'What people call the device.' }),
    deviceType: t.exposeString('deviceType', { description: 'The kind of device, such as `august_lock`.' }),
    manufacturer: t.exposeString('manufacturer', { nullable: true, description: 'Who makes it; null where unknown.' }),
    provider: t.expose('provider', {
      type: DeviceProvider,
      description: 'The lock stack through which it is reached.',
    }),
    connectedAccount: t.field({
      type: ConnectedAccount,
      nullable: true,
      description: 'The account or hub through which it is reached; null for a device without one.',
      resolve: ({ connectedAccountId }, _args, { read }) =>
        connectedAccountId === null ? null : read.connectedAccount.load(connectedAccountId),
      ...readingOf({ by: 'REFERENCE', to: 'connectedAccount', noun: 'ConnectedAccount', field: null }),
    }),
    isOnline: t.boolean({
      description: 'Whether it could be reached when it was tried last.',
      ...fromRow<DeviceRow>()(['offlineSince'], ({ offlineSince }) => offlineSince === null),
    }),
    isManaged: t.exposeBoolean('isManaged', {
      description: 'Whether codes can be set on it here. All codes of an unmanaged device are unmanaged.',
    }),
    batteryLevel: t.exposeFloat('batteryLevel', {
      nullable: true,
      description: 'From 0, empty, to 1, full; null where the device does not tell.',
    }),
    timeZone: t.exposeString('timeZone', {
      nullable: true,
      description: 'Its IANA time zone, such as `Europe/Lisbon`; null where unknown.',
    }),
    canProgramOnlineAccessCodes: t.exposeBoolean('canProgramOnlineAccessCodes', {
      nullable: true,
      description:
        'Whether codes can be set on it from afar: true now, false not at present, null if the model cannot at all.',
    }),
    canProgramOfflineAccessCodes: t.exposeBoolean('canProgramOfflineAccessCodes', {
      nullable: true,
      description:
        'Whether its maker can work out codes that it accepts without a connection: true now, false not at present, null if the model cannot at all.',
    }),
    supportsNativeScheduling: t.exposeBoolean('supportsNativeScheduling', {
      description: 'Whether it keeps the time of a code itself, so that codes can be set on it up to 72 hours ahead.',
    }),
    supportsBackupAccessCodePool: t.exposeBoolean('supportsBackupAccessCodePool', {
      description: 'Whether spare codes can be kept on it, for pullBackupAccessCode.',
    }),
    backupAccessCodePoolEnabled: t.exposeBoolean('backupAccessCodePoolEnabled', {
      description: 'Whether spare codes are kept on it. Changed by updateDevice.',
    }),
    supportedCodeLengths: t.exposeIntList('supportedCodeLengths', {
      description: 'The numbers of digits that a PIN on it may have. Empty where it holds no codes.',
    }),
    codeConstraints: t.field({
      type: [CodeConstraint],
      description: 'What else it asks of the codes that it takes. Empty: nothing.',
      ...fromRow<DeviceRow>()(['codeConstraints'], ({ codeConstraints }) => codeConstraints as unknown as Constraint[]),
    }),
    maxActiveCodesSupported: t.exposeInt('maxActiveCodesSupported', {
      nullable: true,
      description: 'How many codes it holds at once, those set ahead of time included; null where no limit is known.',
    }),
    customMetadata: t.expose('customMetadata', {
      type: 'JSON',
      description: 'What the workspace noted about it by updateDevice: an object of texts and booleans.',
    }),
    errors: t.field({
      type: [DeviceIssue],
      description: 'What keeps it from working, its account’s errors included. Empty: nothing does.',
      ...fromDeviceFacts((device) => deviceErrors(device)),
    }),
    warnings: t.field({
      type: [DeviceIssue],
      description: 'What wants attention and stops nothing yet.',
      ...fromDeviceFacts((device, activeCodes) => [
        ...deviceWarnings(device),
        ...(activeCodes === null ? [] : roomWarnings(device, activeCodes)),
      ]),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it became known to the gateway.' }),
    accessCodes: t.field({
      type: AccessCodeConnection,
      description:
        'The managed codes on it, newest first. Backup codes are left out unless `filter.isBackup` asks for them.',
      args: {
        first: t.arg.int({ defaultValue: 20, description: 'At most this many, up to 100.' }),
        after: t.arg.string({ description: 'Only codes after this cursor.' }),
        filter: t.arg({ type: AccessCodeFilter, description: 'Only codes that meet all of this.' }),
      },
      authScopes: { readCodes: true },
      resolve: async ({ id }, { first, after, filter }, { read, viewer }) => {
        const page = pageRequest({ first, after })
        const where = accessCodeFilter(filter, read, viewer)
        return connectionOf(
          page,
          await reading(() => read.accessCodesOf('device_id', where, page).load(id)),
          (code) => cursorOf(accessCodeOrders.CREATED_AT_DESC, code),
          () => read.accessCodeCountOf('device_id', where).load(id),
        )
      },
      ...readingOf({
        by: 'LIST',
        noun: 'AccessCode',
        parent: 'device_id',
        filter: ({ filter }: { filter?: Parameters<typeof accessCodeFilter>[0] }, { read, viewer }) =>
          accessCodeFilter(filter, read, viewer),
        order: () => accessCodeOrders.CREATED_AT_DESC as Order,
      }),
    }),
    unmanagedAccessCodes: t.field({
      type: UnmanagedAccessCodeConnection,
      description: 'The codes found on it that this workspace did not create, newest first.',
      args: {
        first: t.arg.int({ defaultValue: 20, description: 'At most this many, up to 100.' }),
        after: t.arg.string({ description: 'Only codes after this cursor.' }),
      },
      authScopes: { readCodes: true },
      resolve: async ({ id }, args, { read }) => {
        const page = pageRequest(args)
        return connectionOf(
          page,
          await reading(() => read.unmanagedAccessCodesOfDevice(page).load(id)),
          (code) => cursorOf(accessCodeOrders.CREATED_AT_DESC, code),
          null,
        )
      },
    }),
  }),
})

builder.node(ConnectedAccount, {
  description: 'The account at a lock maker, or the hub, through which devices are reached.',
  id: { resolve: ({ id }) => id },
  fields: (t) => ({
    provider: t.expose('provider', { type: DeviceProvider, description: 'The lock stack behind it.' }),
    displayName: t.exposeString('displayName', { description: 'What people call the account.' }),
    errors: t.field({
      type: [DeviceIssue],
      description: 'What keeps its devices from being reached.',
      ...fromRow<ConnectedAccountRow>()(['displayName', 'disconnectedAt'], accountErrors),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was connected first.' }),
    devices: t.field({
      type: DeviceConnection,
      description: 'The devices that are reached through it, newest first.',
      args: {
        first: t.arg.int({ defaultValue: 20, description: 'At most this many, up to 100.' }),
        after: t.arg.string({ description: 'Only devices after this cursor.' }),
      },
      authScopes: { readCodes: true },
      resolve: async ({ id }, args, { read }) => {
        const page = pageRequest(args)
        return connectionOf(
          page,
          await reading(() => read.devicesOfAccount(page).load(id)),
          (device) => cursorOf(deviceOrder, device),
          () => read.deviceCountOfAccount.load(id),
        )
      },
      ...readingOf({
        by: 'LIST',
        noun: 'Device',
        parent: 'connected_account_id',
        filter: () => ({}),
        order: () => deviceOrder as Order,
      }),
    }),
  }),
})
