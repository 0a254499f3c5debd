import { present } from '../../data/read/present.ts'
import type { HandedOverCode } from '../../domain/access-codes/hand-over.ts'
import { updateAccessCodeInput } from '../../domain/access-codes/inputs.ts'
import type { RecordedCode } from '../../domain/access-codes/record.ts'
import { updateAccessCode } from '../../domain/access-codes/update.ts'
import {
  ConstraintViolationError,
  DeviceFullError,
  DeviceOfflineError,
  DuplicateAccessCodeError,
  InvalidInputError,
  LinkedCodeError,
  NotFoundError,
  NotModifiableError,
  TimeFrameUnsupportedError,
  UnsupportedCodeLengthError,
} from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCodeType } from '../enums.ts'
import { AccessCode, ActionAttempt } from '../nouns.ts'

const UpdateAccessCodeInput = builder.inputType('UpdateAccessCodeInput', {
  description: 'What is to change in a code. A field that is left out stays as it is.',
  validate: { schema: updateAccessCodeInput },
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the code.' }),
    name: t.string({ description: 'What people call it, up to 200 characters. Null takes the name away.' }),
    code: t.string({
      description:
        'Another PIN of 4 to 12 digits. Never null. Needs the scope SEE_PINS; the codes of a group change theirs together, by rotateLinkedCodeGroup.',
    }),
    type: t.field({
      type: AccessCodeType,
      description:
        'ONGOING takes the window away; TIME_BOUND needs both times, given here or already there. Mostly the times alone say enough. Never null.',
    }),
    startsAt: t.field({
      type: 'DateTime',
      description:
        'When it begins to open the door; a past one means now. Null, together with endsAt, makes it ongoing.',
    }),
    endsAt: t.field({
      type: 'DateTime',
      description: 'When it stops opening the door: in the future and after startsAt. Null with startsAt: ongoing.',
    }),
    isExternalModificationAllowed: t.boolean({
      description: 'Whether a change at the keypad is accepted from now on. Never null.',
    }),
    attemptForOfflineDevice: t.boolean({
      description: 'False refuses at once if the device is offline; left out, the change waits for it. Never null.',
    }),
    isManaged: t.boolean({
      description:
        'False hands the code over: it stays on the lock as an `UnmanagedAccessCode` of the same id, in no group. Only of a code that is known to be on its lock, and nothing else can change with it. Never null.',
    }),
  }),
})

const UpdateAccessCodePayload = builder.objectRef<RecordedCode | HandedOverCode>('UpdateAccessCodePayload').implement({
  description: 'The code as it is wished now, and the attempt to bring the change to the lock.',
  fields: (t) => ({
    accessCode: t.field({
      type: AccessCode,
      description:
        'The code: what the lock still has is in `pendingMutations`. Of a code that is handed over, its last view as a managed one.',
      resolve: async (updated, _args, { read }) =>
        'lastView' in updated ? updated.lastView : present(await read.accessCode.load(updated.accessCodeId)),
    }),
    actionAttempt: t.field({
      type: ActionAttempt,
      description: 'Succeeds when the lock has confirmed, or at once where nothing has to change on it now.',
      resolve: async ({ actionAttemptId }, _args, { read }) => present(await read.actionAttempt.load(actionAttemptId)),
    }),
  }),
})

builder.mutationField('updateAccessCode', (t) =>
  t.field({
    type: UpdateAccessCodePayload,
    description:
      'Changes the name, the PIN or the window of a code. It is recorded at once and brought to the lock in its own time: until then the old PIN and window may still open the door.',
    args: { input: t.arg({ type: UpdateAccessCodeInput, required: true, description: 'The code, and what changes.' }) },
    authScopes: { writeCodes: true },
    errors: {
      types: [
        InvalidInputError,
        NotFoundError,
        DuplicateAccessCodeError,
        ConstraintViolationError,
        UnsupportedCodeLengthError,
        TimeFrameUnsupportedError,
        DeviceFullError,
        DeviceOfflineError,
        LinkedCodeError,
        NotModifiableError,
      ],
      union: { name: 'UpdateAccessCodeResult', description: 'The code, or why it stays as it was.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => updateAccessCode(context.services, context.viewer, input)),
  }),
)
