import { present } from '../../data/read/present.ts'
import { accessCodeIdInput } from '../../domain/access-codes/inputs.ts'
import { type PulledBackup, pullBackupAccessCode } from '../../domain/access-codes/pull-backup.ts'
import {
  NoBackupAvailableError,
  NotFoundError,
  NotModifiableError,
  UnsupportedDeviceError,
} from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCode } from '../nouns.ts'

const PullBackupAccessCodeInput = builder.inputType('PullBackupAccessCodeInput', {
  description: 'A code with a start and an end, which a guest cannot use.',
  validate: { schema: accessCodeIdInput },
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the code.' }) }),
})

const PullBackupAccessCodePayload = builder.objectRef<PulledBackup>('PullBackupAccessCodePayload').implement({
  description: 'The code, and the one to give to its guest.',
  fields: (t) => ({
    accessCode: t.field({
      type: AccessCode,
      description: 'The code, warned of as `using_backup_access_code`.',
      resolve: async ({ accessCodeId }, _args, { read }) => present(await read.accessCode.load(accessCodeId)),
    }),
    backupAccessCode: t.field({
      type: AccessCode,
      description:
        'The backup, with the window of the code. Within that window its PIN opens the door at once, also while it is SETTING: then the lock is still to be told when it ends.',
      resolve: async ({ backupAccessCodeId }, _args, { read }) =>
        present(await read.accessCode.load(backupAccessCodeId)),
    }),
  }),
})

builder.mutationField('pullBackupAccessCode', (t) =>
  t.field({
    type: PullBackupAccessCodePayload,
    description:
      'Gives the guest of a time-bound code that does not work another one, which is on the lock already: a spare code of its device, with a PIN of its own, for the same window. Asked again it answers the same backup. Moving the window of the code moves that of the backup, and deleting the code deletes both. The device gets a new spare code.',
    args: {
      input: t.arg({ type: PullBackupAccessCodeInput, required: true, description: 'Which code needs a backup.' }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [NotFoundError, NotModifiableError, NoBackupAvailableError, UnsupportedDeviceError],
      union: { name: 'PullBackupAccessCodeResult', description: 'The backup, or why there is none.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => pullBackupAccessCode(context.services, context.viewer, input.id)),
  }),
)
