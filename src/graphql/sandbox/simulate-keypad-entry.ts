import { InvalidInputError, NotFoundError, UnsupportedDeviceError } from '../../domain/errors.ts'
import { simulateKeypadEntryInput } from '../../domain/sandbox/inputs.ts'
import { type KeypadEntry, simulateKeypadEntry } from '../../domain/sandbox/simulate-keypad-entry.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCode } from '../nouns.ts'

const SimulateKeypadEntryInput = builder.inputType('SimulateKeypadEntryInput', {
  description: 'A PIN to enter at a door.',
  validate: { schema: simulateKeypadEntryInput },
  fields: (t) => ({
    deviceId: t.id({ required: true, description: 'The device: a simulated lock.' }),
    code: t.string({
      required: true,
      description: 'The PIN to enter: 4 to 12 digits. Needs the scope SEE_PINS.',
    }),
  }),
})

const SimulateKeypadEntryPayload = builder.objectRef<KeypadEntry>('SimulateKeypadEntryPayload').implement({
  description: 'What became of the PIN that was entered.',
  fields: (t) => ({
    opens: t.exposeBoolean('opens', { description: 'Whether the door opened for it.' }),
    accessCode: t.field({
      type: AccessCode,
      nullable: true,
      description:
        'The managed code that was used; null if the door stayed shut, or a code that is not managed opened it.',
      resolve: ({ accessCodeId }, _args, { read }) =>
        accessCodeId === null ? null : read.accessCode.load(accessCodeId),
    }),
  }),
})

builder.mutationField('simulateKeypadEntry', (t) =>
  t.field({
    type: SimulateKeypadEntryPayload,
    description:
      'Enters a PIN at a simulated lock of a sandbox workspace. A lock that is online tells of it a moment later: an event ACCESS_CODE_USED, or ACCESS_DENIED.',
    args: { input: t.arg({ type: SimulateKeypadEntryInput, required: true, description: 'The door and the PIN.' }) },
    authScopes: { writeCodes: true },
    errors: {
      types: [InvalidInputError, NotFoundError, UnsupportedDeviceError],
      union: { name: 'SimulateKeypadEntryResult', description: 'What the door did, or why nothing was entered.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => simulateKeypadEntry(context.services, context.viewer, input)),
  }),
)
