import { DeviceFullError, InvalidInputError, NotFoundError, UnsupportedDeviceError } from '../../domain/errors.ts'
import { simulateUnmanagedAccessCodeInput } from '../../domain/sandbox/inputs.ts'
import { simulateUnmanagedAccessCode } from '../../domain/sandbox/simulate-unmanaged-access-code.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { devicePayload } from './device-payload.ts'

const SimulateUnmanagedAccessCodeInput = builder.inputType('SimulateUnmanagedAccessCodeInput', {
  description: 'A code to program at a door.',
  validate: { schema: simulateUnmanagedAccessCodeInput },
  fields: (t) => ({
    deviceId: t.id({ required: true, description: 'The device: a simulated lock.' }),
    code: t.string({ required: true, description: 'Its PIN: 4 to 12 digits. Needs the scope SEE_PINS.' }),
    name: t.string({ description: 'What the lock calls it, up to 200 characters.' }),
  }),
})

const SimulateUnmanagedAccessCodePayload = devicePayload(
  'SimulateUnmanagedAccessCodePayload',
  'The device that holds a code which is not managed.',
)

builder.mutationField('simulateUnmanagedAccessCode', (t) =>
  t.field({
    type: SimulateUnmanagedAccessCodePayload,
    description:
      'Programs a code at the keypad of a simulated lock of a sandbox workspace, as somebody at the door does. It becomes an `UnmanagedAccessCode` once the lock is read.',
    args: {
      input: t.arg({ type: SimulateUnmanagedAccessCodeInput, required: true, description: 'The door and the code.' }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [InvalidInputError, NotFoundError, UnsupportedDeviceError, DeviceFullError],
      union: { name: 'SimulateUnmanagedAccessCodeResult', description: 'The device, or why it holds no such code.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({
        deviceId: await simulateUnmanagedAccessCode(context.services, context.viewer, input),
      })),
  }),
)
