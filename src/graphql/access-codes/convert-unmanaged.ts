import { present } from '../../data/read/present.ts'
import { convertUnmanagedAccessCode } from '../../domain/access-codes/convert-unmanaged.ts'
import { convertUnmanagedAccessCodeInput } from '../../domain/access-codes/inputs.ts'
import {
  DuplicateAccessCodeError,
  NotFoundError,
  NotModifiableError,
  UnsupportedDeviceError,
} from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCode } from '../nouns.ts'

const ConvertUnmanagedAccessCodeInput = builder.inputType('ConvertUnmanagedAccessCodeInput', {
  description: 'A code of somebody else to take over.',
  validate: { schema: convertUnmanagedAccessCodeInput },
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the unmanaged code.' }),
    isExternalModificationAllowed: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Whether a change at the keypad is accepted from now on; else it is put right.',
    }),
  }),
})

const ConvertUnmanagedAccessCodePayload = builder
  .objectRef<{ id: string }>('ConvertUnmanagedAccessCodePayload')
  .implement({
    description: 'The code, which keeps its id.',
    fields: (t) => ({
      accessCode: t.field({
        type: AccessCode,
        description:
          'The code: SETTING until its lock is read and found to hold it. An event tells whether it was, `UNMANAGED_ACCESS_CODE_CONVERTED` or `UNMANAGED_ACCESS_CODE_CONVERSION_FAILED`.',
        resolve: async ({ id }, _args, { read }) => present(await read.accessCode.load(id)),
      }),
    }),
  })

builder.mutationField('convertUnmanagedAccessCode', (t) =>
  t.field({
    type: ConvertUnmanagedAccessCodePayload,
    description:
      'Takes over a code that somebody else put on a lock: from now on it is kept there, with its PIN and its window, and can be changed and deleted as any other.',
    args: {
      input: t.arg({ type: ConvertUnmanagedAccessCodeInput, required: true, description: 'The code to take over.' }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [NotFoundError, DuplicateAccessCodeError, NotModifiableError, UnsupportedDeviceError],
      union: { name: 'ConvertUnmanagedAccessCodeResult', description: 'The code, or why it stays somebody else’s.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({
        id: await convertUnmanagedAccessCode(context.services, context.viewer, input),
      })),
  }),
)
