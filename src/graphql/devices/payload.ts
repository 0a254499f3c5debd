import { present } from '../../data/read/present.ts'
import { builder } from '../builder.ts'
import { Device } from '../nouns.ts'

/** The answer of a mutation that changed what is kept of a device. */
export const devicePayload = (name: string, description: string) =>
  builder.objectRef<{ readonly id: string }>(name).implement({
    description,
    fields: (t) => ({
      device: t.field({
        type: Device,
        description: 'The device as it is now.',
        resolve: async ({ id }, _args, { read }) => present(await read.device.load(id)),
      }),
    }),
  })
