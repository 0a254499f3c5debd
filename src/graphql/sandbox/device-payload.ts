import { present } from '../../data/read/present.ts'
import { builder } from '../builder.ts'
import { Device } from '../nouns.ts'

/** The answer of a mutation that did something to a lock: its device, by id. */
export const devicePayload = (name: string, description: string) =>
  builder.objectRef<{ readonly deviceId: string }>(name).implement({
    description,
    fields: (t) => ({
      device: t.field({
        type: Device,
        description: 'The device, as the gateway knows it: what was done at the lock it finds out in its own time.',
        resolve: async ({ deviceId }, _args, { read }) => present(await read.device.load(deviceId)),
      }),
    }),
  })
