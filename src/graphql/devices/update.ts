import { type Metadata, updateDeviceInput } from '../../domain/devices/inputs.ts'
import { updateDevice } from '../../domain/devices/update.ts'
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { devicePayload } from './payload.ts'

const UpdateDeviceInput = builder.inputType('UpdateDeviceInput', {
  description: 'What is to change in a device. A field that is left out stays as it is; none can be null.',
  validate: { schema: updateDeviceInput },
  fields: (t) => ({
    id: t.id({ required: true, description: 'The id of the device.' }),
    name: t.string({ description: 'What people call it, up to 200 characters.' }),
    customMetadata: t.field({
      type: 'JSON',
      description:
        'Facts of your own, added to those that are kept: an object of texts of up to 500 characters, true and false, under keys of up to 40 characters without periods, 50 of them in all. Null or an empty text takes a key away.',
    }),
    isManaged: t.boolean({
      description:
        'False leaves the lock to others: its codes stay on it as unmanaged ones, its spare codes are taken off, and no code can be created on it.',
    }),
    backupAccessCodePoolEnabled: t.boolean({
      description:
        'True keeps spare codes on the lock, for pullBackupAccessCode; false takes them off, but for those that were pulled.',
    }),
  }),
})

const UpdateDevicePayload = devicePayload('UpdateDevicePayload', 'The device that was changed.')

builder.mutationField('updateDevice', (t) =>
  t.field({
    type: UpdateDevicePayload,
    description: 'Changes what is kept of a device, and whether its codes are managed here.',
    args: { input: t.arg({ type: UpdateDeviceInput, required: true, description: 'The device, and what changes.' }) },
    authScopes: { manageDevices: true },
    errors: {
      types: [InvalidInputError, NotFoundError],
      union: { name: 'UpdateDeviceResult', description: 'The device, or why it stays as it was.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => {
        // Its shape was checked with all the input's.
        const customMetadata = input.customMetadata as Metadata | undefined
        return { id: await updateDevice(context.services, context.viewer, { ...input, customMetadata }) }
      }),
  }),
)
