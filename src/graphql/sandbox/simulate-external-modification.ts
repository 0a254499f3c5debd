import { present } from '../../data/read/present.ts'
import { InvalidInputError, NotFoundError, NotModifiableError, UnsupportedDeviceError } from '../../domain/errors.ts'
import { simulateExternalModificationInput } from '../../domain/sandbox/inputs.ts'
import { simulateExternalModification } from '../../domain/sandbox/simulate-external-modification.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCode } from '../nouns.ts'

const SimulateExternalModificationInput = builder.inputType('SimulateExternalModificationInput', {
  description: 'A code to change at its door.',
  validate: { schema: simulateExternalModificationInput },
  fields: (t) => ({
    accessCodeId: t.id({ required: true, description: 'The managed code, which its lock holds.' }),
    code: t.string({
      description: 'Its PIN from now on: 4 to 12 digits. Needs the scope SEE_PINS. Null: the code is deleted there.',
    }),
  }),
})

const SimulateExternalModificationPayload = builder
  .objectRef<{ readonly accessCodeId: string }>('SimulateExternalModificationPayload')
  .implement({
    description: 'The code that is different at its lock now.',
    fields: (t) => ({
      accessCode: t.field({
        type: AccessCode,
        description: 'The code, as the gateway knows it: the change it finds when it reads the lock next.',
        resolve: async ({ accessCodeId }, _args, { read }) => present(await read.accessCode.load(accessCodeId)),
      }),
    }),
  })

builder.mutationField('simulateExternalModification', (t) =>
  t.field({
    type: SimulateExternalModificationPayload,
    description:
      'Changes or deletes a managed code at the keypad of a simulated lock of a sandbox workspace. Once the lock is read, the code is set again as wished, or the change is accepted where `isExternalModificationAllowed`.',
    args: {
      input: t.arg({ type: SimulateExternalModificationInput, required: true, description: 'The code and its PIN.' }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [InvalidInputError, NotFoundError, UnsupportedDeviceError, NotModifiableError],
      union: { name: 'SimulateExternalModificationResult', description: 'The code, or why it stays as it is.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({
        accessCodeId: await simulateExternalModification(context.services, context.viewer, input),
      })),
  }),
)
