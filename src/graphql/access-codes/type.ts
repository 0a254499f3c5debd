import type { AccessCodeRow } from '../../data/read/access-codes.ts'
import type { DeviceRow } from '../../data/read/devices.ts'
import { present } from '../../data/read/present.ts'
import { accessCodeErrors, accessCodeWarnings } from '../../domain/access-codes/issues.ts'
import { pendingMutations, pendingUpdates } from '../../domain/access-codes/lifecycle.ts'
import { canHaveBackup } from '../../domain/access-codes/pulled-backups.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { AccessCodeStatus, AccessCodeType } from '../enums.ts'
import { connectionOfEvents, eventConnectionArgs } from '../events/connection.ts'
import { AccessCode, Device, EventConnection, LinkedCodeGroup, Workspace } from '../nouns.ts'
import { fromDevice, fromRow, readingOf } from '../reading.ts'
import { AccessCodeIssue } from './issue.ts'
import { DormakabaOracodeMetadata, type OracodeMetadata } from './oracode-metadata.ts'
import { PendingMutation } from './pending-mutation.ts'

const CodeVisibility = builder.enumType('CodeVisibility', {
  description: 'Whether a PIN is shown, and if not, why.',
  values: {
    VISIBLE: { description: 'It is shown in `code`.' },
    NOT_ASSIGNED: { description: 'There is none yet: the lock makes it and has not told. Ask again.' },
    HIDDEN: { description: 'The credential that asks has not the scope SEE_PINS.' },
  },
})

const CodeVerification = builder.enumType('CodeVerification', {
  description: 'How sure it is that the lock holds a code as wished.',
  values: {
    READ_BACK: { description: 'It was read back from the lock, PIN and all.' },
    ACKNOWLEDGED: { description: 'The lock, whose PINs cannot be read, said yes to it.' },
    NONE: { description: 'The lock is not known to hold it, or not as wished.' },
  },
})

const AccessCodeAppearance = builder
  .objectRef<{ name: string; firstName: string | null; lastName: string | null }>('AccessCodeAppearance')
  .implement({
    description: 'A name as the lock shows it, which may be cut or altered.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'The whole name, as the lock shows it.' }),
      firstName: t.exposeString('firstName', {
        nullable: true,
        description: 'Null for locks that do not tell names apart.',
      }),
      lastName: t.exposeString('lastName', {
        nullable: true,
        description: 'Null for locks that do not tell names apart.',
      }),
    }),
  })

builder.node(AccessCode, {
  description:
    'A PIN on one device, for a time or for good. Its fields show what is wished; `pendingMutations` what the lock still lacks.',
  id: { resolve: ({ id }) => id },
  fields: (t) => ({
    workspace: t.field({
      type: Workspace,
      description: 'The workspace that it belongs to.',
      resolve: async ({ workspaceId }, _args, { read }) => present(await read.workspace.load(workspaceId)),
    }),
    device: t.field({
      type: Device,
      description: 'The device that it is for.',
      resolve: deviceOf,
      ...readingOf({ by: 'REFERENCE', to: 'device', noun: 'Device', field: null }),
    }),
    name: t.exposeString('name', { nullable: true, description: 'What people call it; null if it was given no name.' }),
    appearance: t.field({
      type: AccessCodeAppearance,
      nullable: true,
      description: 'Its name as the lock shows it; null until it was programmed.',
      ...fromRow<AccessCodeRow>()(['appearanceName'], ({ appearanceName: name }) =>
        name === null ? null : { name, firstName: null, lastName: null },
      ),
    }),
    code: t.string({
      nullable: true,
      description: 'The PIN, always text, since leading zeros count. Null as `codeVisibility` says.',
      ...fromRow<AccessCodeRow>()(['id', 'pinCiphertext'], (code, { read, viewer }) =>
        viewer.scopes.has('SEE_PINS') ? read.pin(code) : null,
      ),
    }),
    codeVisibility: t.field({
      type: CodeVisibility,
      description: 'Whether the PIN is shown, and if not, why.',
      ...fromRow<AccessCodeRow>()(['pinCiphertext'], ({ pinCiphertext }, { viewer }) => {
        if (!viewer.scopes.has('SEE_PINS')) return 'HIDDEN'
        return pinCiphertext === null ? 'NOT_ASSIGNED' : 'VISIBLE'
      }),
    }),
    verification: t.expose('verification', {
      type: CodeVerification,
      description: 'How sure it is that the lock holds it as wished.',
    }),
    type: t.expose('type', { type: AccessCodeType, description: 'How long it is meant to last.' }),
    status: t.expose('status', {
      type: AccessCodeStatus,
      description: 'Where it stands between the wish and the lock.',
    }),
    startsAt: t.expose('startsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it begins to open the door; null if ongoing.',
    }),
    endsAt: t.expose('endsAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'When it stops opening the door; null if ongoing, or if the lock itself ends a one-time offline code.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was recorded, here or as found on the lock.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      description: 'When somebody asked for a change of it last. What happens at the lock does not count.',
    }),
    commonCodeKey: t.string({
      nullable: true,
      description: 'The key of its group; null if it is in none.',
      resolve: async ({ linkedCodeGroupId }, _args, { read }) =>
        linkedCodeGroupId && (await read.linkedCodeGroup.load(linkedCodeGroupId))?.commonCodeKey,
      ...readingOf({ by: 'REFERENCE', to: 'linkedCodeGroup', noun: 'LinkedCodeGroup', field: 'commonCodeKey' }),
    }),
    linkedCodeGroup: t.field({
      type: LinkedCodeGroup,
      nullable: true,
      description: 'The codes that share its PIN; null if it is in no group.',
      resolve: ({ linkedCodeGroupId }, _args, { read }) =>
        linkedCodeGroupId === null ? null : read.linkedCodeGroup.load(linkedCodeGroupId),
      ...readingOf({ by: 'REFERENCE', to: 'linkedCodeGroup', noun: 'LinkedCodeGroup', field: null }),
    }),
    pendingMutations: t.field({
      type: [PendingMutation],
      description: 'Changes that are wished and not yet confirmed by the lock.',
      ...fromDevice(pendingNeeds, (code, device) =>
        [...pendingMutations(code, device), ...pendingUpdates(code)].map((mutation) => ({ ...mutation, code })),
      ),
    }),
    errors: t.field({
      type: [AccessCodeIssue],
      description: 'What is wrong with it, the errors of its device and account included. Empty: nothing is.',
      ...fromDevice(['errors'], accessCodeErrors),
    }),
    warnings: t.field({
      type: [AccessCodeIssue],
      description: 'What wants attention and stops nothing, on its device too.',
      ...fromDevice(['warnings', 'deletedAt', 'isOfflineAccessCode', 'startsAt', 'endsAt'], accessCodeWarnings),
    }),
    isManaged: t.exposeBoolean('isManaged', {
      description: 'Whether it is managed here. True but in its last view after a hand-over.',
    }),
    isBackup: t.exposeBoolean('isBackup', {
      description: 'Whether it is one of the spare codes of its device, or was until it was pulled.',
    }),
    isBackupAccessCodeAvailable: t.boolean({
      description: 'Whether pullBackupAccessCode would give a backup for it now. False once one was pulled.',
      resolve: async (code, _args, { read }) => {
        return canHaveBackup(code) && (await read.readyBackupsOfDevice.load(code.deviceId)) > 0
      },
      ...readingOf({
        by: 'READY_BACKUPS',
        needs: [
          'deletedAt',
          'status',
          'isManaged',
          'isBackup',
          'isOfflineAccessCode',
          'type',
          'pulledBackupAccessCodeId',
        ],
        of: canHaveBackup,
      }),
    }),
    pulledBackupAccessCode: t.field({
      type: AccessCode,
      nullable: true,
      description: 'The backup code that was pulled for it; null if none was, or it is gone.',
      resolve: async ({ pulledBackupAccessCodeId: id }, _args, { read }) => {
        const backup = id === null ? null : await read.accessCode.load(id)
        return backup?.isManaged && backup.removedAt === null ? backup : null
      },
    }),
    isExternalModificationAllowed: t.exposeBoolean('isExternalModificationAllowed', {
      description: 'Whether a change at the keypad is accepted. If not, the code is set again as wished.',
    }),
    isOfflineAccessCode: t.exposeBoolean('isOfflineAccessCode', {
      description:
        'Whether its PIN is worked out so that the lock accepts it without a connection. It cannot be changed or deleted.',
    }),
    isOneTimeUse: t.exposeBoolean('isOneTimeUse', { description: 'Whether it opens the door only once.' }),
    isScheduledOnDevice: t.exposeBoolean('isScheduledOnDevice', {
      description: 'Whether it is on the lock ahead of its time, and the lock will let it begin.',
    }),
    isWaitingForCodeAssignment: t.exposeBoolean('isWaitingForCodeAssignment', {
      description: 'Whether the lock makes the PIN and has not told it yet.',
    }),
    dormakabaOracodeMetadata: t.field({
      type: DormakabaOracodeMetadata,
      nullable: true,
      description: 'What dormakaba’s Oracode says of it; null on other locks.',
      ...fromRow<AccessCodeRow>()(
        ['dormakabaOracodeMetadata'],
        ({ dormakabaOracodeMetadata }) => dormakabaOracodeMetadata as OracodeMetadata | null,
      ),
    }),
    events: t.field({
      type: EventConnection,
      description: 'What happened to it, oldest first.',
      args: eventConnectionArgs(),
      authScopes: { readCodes: true },
      resolve: ({ id }, { types, ...args }, { read }) => connectionOfEvents(read, { accessCodeId: id, types }, args),
    }),
  }),
})

/** What is pending is told from what is wished and what the lock was seen to hold. */
const pendingNeeds = [
  'id',
  'status',
  'name',
  'startsAt',
  'endsAt',
  'createdAt',
  'updatedAt',
  'deletedAt',
  'prefersNativeScheduling',
  'pinCiphertext',
  'pinHash',
  'wishVersion',
  'overriddenWishVersion',
  'confirmedAt',
  'confirmedName',
  'confirmedPinCiphertext',
  'confirmedPinHash',
  'confirmedStartsAt',
  'confirmedEndsAt',
] as const

/** Through the batch: a hundred codes ask for their devices in one statement. */
async function deviceOf({ deviceId }: AccessCodeRow, _args: object, { read }: Context): Promise<DeviceRow> {
  return present(await read.device.load(deviceId))
}
