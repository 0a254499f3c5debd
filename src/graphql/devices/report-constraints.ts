import { reportDeviceConstraintsInput } from '../../domain/devices/inputs.ts'
import { reportDeviceConstraints } from '../../domain/devices/report-constraints.ts'
import { InvalidInputError, NotFoundError, UnsupportedDeviceError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { devicePayload } from './payload.ts'

const ReportDeviceConstraintsInput = builder.inputType('ReportDeviceConstraintsInput', {
  description:
    'Which lengths of PIN a device takes: either `supportedCodeLengths`, or `minCodeLength` and `maxCodeLength`.',
  validate: { schema: reportDeviceConstraintsInput },
  fields: (t) => ({
    deviceId: t.id({ required: true, description: 'The id of the device.' }),
    supportedCodeLengths: t.intList({ description: 'Each length that it takes, in digits, 4 to 20.' }),
    minCodeLength: t.int({ description: 'The shortest that it takes, in digits, 4 to 20.' }),
    maxCodeLength: t.int({ description: 'The longest that it takes, in digits, 4 to 20.' }),
  }),
})

const ReportDeviceConstraintsPayload = devicePayload(
  'ReportDeviceConstraintsPayload',
  'The device, with what it takes.',
)

builder.mutationField('reportDeviceConstraints', (t) =>
  t.field({
    type: ReportDeviceConstraintsPayload,
    description:
      'Tells which lengths of PIN a device takes, for devices whose hub does not pass it on. Codes that are there stay as they are.',
    args: {
      input: t.arg({ type: ReportDeviceConstraintsInput, required: true, description: 'The device, and the lengths.' }),
    },
    authScopes: { manageDevices: true },
    errors: {
      types: [InvalidInputError, NotFoundError, UnsupportedDeviceError],
      union: { name: 'ReportDeviceConstraintsResult', description: 'The device, or why nothing was written down.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({
        id: await reportDeviceConstraints(context.services, context.viewer, input),
      })),
  }),
)
