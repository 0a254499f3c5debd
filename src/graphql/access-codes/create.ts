import { present } from '../../data/read/present.ts'
import { createAccessCode } from '../../domain/access-codes/create.ts'
import { createAccessCodeInput } from '../../domain/access-codes/inputs.ts'
import type { RecordedCode } from '../../domain/access-codes/record.ts'
import {
  ConstraintViolationError,
  DeviceFullError,
  DeviceOfflineError,
  DuplicateAccessCodeError,
  IdempotencyConflictError,
  InvalidInputError,
  LinkedCodeError,
  NotFoundError,
  TimeFrameUnsupportedError,
  UnsupportedCodeLengthError,
  UnsupportedDeviceError,
} from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCode, ActionAttempt } from '../nouns.ts'
import { creationFields } from './creation-fields.ts'

const CreateAccessCodeInput = builder.inputType('CreateAccessCodeInput', {
  description: 'A code for one device.',
  validate: { schema: createAccessCodeInput },
  fields: (t) => ({
    deviceId: t.id({ required: true, description: 'The id of the device.' }),
    commonCodeKey: t.string({
      description:
        'Up to 200 characters. Joins the group of this key, with that group’s PIN, or founds it. Joining needs the scope SEE_PINS. Keys beginning with `auto_set_by_` cannot be founded.',
    }),
    ...creationFields(t),
  }),
})

const CreateAccessCodePayload = builder.objectRef<RecordedCode>('CreateAccessCodePayload').implement({
  description: 'The code that was recorded, and the attempt to put it on the lock.',
  fields: (t) => ({
    accessCode: t.field({
      type: AccessCode,
      description: 'The code. After a replay it is shown as it is now, or as it was last.',
      resolve: async ({ accessCodeId }, _args, { read }) => present(await read.accessCode.load(accessCodeId)),
    }),
    actionAttempt: t.field({
      type: ActionAttempt,
      description: 'Succeeds when the lock has confirmed, or at once where programming is deferred.',
      resolve: async ({ actionAttemptId }, _args, { read }) => present(await read.actionAttempt.load(actionAttemptId)),
    }),
  }),
})

builder.mutationField('createAccessCode', (t) =>
  t.field({
    type: CreateAccessCodePayload,
    description: 'Creates a code on one device. It is recorded at once, and put on the lock in its own time.',
    args: {
      input: t.arg({ type: CreateAccessCodeInput, required: true, description: 'The code to create, and where.' }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [
        InvalidInputError,
        NotFoundError,
        DuplicateAccessCodeError,
        ConstraintViolationError,
        UnsupportedDeviceError,
        UnsupportedCodeLengthError,
        TimeFrameUnsupportedError,
        DeviceFullError,
        DeviceOfflineError,
        LinkedCodeError,
        IdempotencyConflictError,
      ],
      union: { name: 'CreateAccessCodeResult', description: 'The code, or why there is none.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => createAccessCode(context.services, context.viewer, input)),
  }),
)
