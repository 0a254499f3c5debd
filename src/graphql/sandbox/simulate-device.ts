import { InvalidInputError, NotFoundError, NotModifiableError, UnsupportedDeviceError } from '../../domain/errors.ts'
import { simulateDeviceInput } from '../../domain/sandbox/inputs.ts'
import { simulateDevice } from '../../domain/sandbox/simulate-device.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { devicePayload } from './device-payload.ts'
import { SimulatedFault } from './simulated-fault.ts'

const SimulateDeviceInput = builder.inputType('SimulateDeviceInput', {
  description: 'How a simulated lock is to behave from now on. What is left out stays as it is.',
  validate: { schema: simulateDeviceInput },
  fields: (t) => ({
    deviceId: t.id({ required: true, description: 'The device: a simulated lock.' }),
    isOnline: t.boolean({ description: 'Whether it can be reached from now on.' }),
    isRemoved: t.boolean({ description: 'Whether it is taken out of its account, or put back into it.' }),
    latencyMs: t.int({ description: 'How much longer than usual each call takes, in milliseconds, up to an hour.' }),
    clockOffsetMs: t.int({ description: 'How far its clock is ahead, in milliseconds; negative: behind.' }),
    faults: t.field({
      type: [SimulatedFault],
      description: 'What goes wrong from now on, after the faults that it has already. At most 20.',
    }),
    clearFaults: t.boolean({
      required: true,
      defaultValue: false,
      description:
        'Whether to make it whole first: reachable, quick, punctual and without faults. What is on its way to it stays so.',
    }),
    loseCodeId: t.id({
      description:
        'A code on it, managed or not, that it loses without telling: it is missed when the lock is read next.',
    }),
  }),
})

const SimulateDevicePayload = devicePayload('SimulateDevicePayload', 'The device that behaves differently now.')

builder.mutationField('simulateDevice', (t) =>
  t.field({
    type: SimulateDevicePayload,
    description: 'Has a simulated lock of a sandbox workspace misbehave, or behave again.',
    args: {
      input: t.arg({ type: SimulateDeviceInput, required: true, description: 'The lock, and how it is to behave.' }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [InvalidInputError, NotFoundError, UnsupportedDeviceError, NotModifiableError],
      union: { name: 'SimulateDeviceResult', description: 'The device, or why it stays as it is.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({ deviceId: await simulateDevice(context.services, context.viewer, input) })),
  }),
)
