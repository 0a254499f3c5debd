import { deviceOrder } from '../../data/read/devices.ts'
import { cursorOf, type Order } from '../../data/read/keyset.ts'
import { builder } from '../builder.ts'
import { DeviceProvider } from '../enums.ts'
import { Device, DeviceConnection } from '../nouns.ts'
import { connectionOf, pageRequest, reading } from '../pagination.ts'
import { readingOf } from '../reading.ts'
import { searchText } from '../search-text.ts'

const DeviceFilter = builder.inputType('DeviceFilter', {
  description: 'Which devices to list: those that meet all that is given.',
  fields: (t) => ({
    ids: t.idList({ description: 'Only these. Ids of no device of the workspace match nothing.' }),
    provider: t.field({ type: DeviceProvider, description: 'Only those reached through this lock stack.' }),
    isOnline: t.boolean({ description: 'Only those that can be reached, or only those that cannot.' }),
    search: t.string({
      description: 'Only those whose name holds this, or whose id begins with it. Case does not matter.',
      validate: { schema: searchText },
    }),
    canShareCodeOfLength: t.int({
      description: 'Only those that take a PIN of this many digits which the caller chooses, room and windows aside.',
    }),
  }),
})

builder.queryFields((t) => ({
  device: t.field({
    type: Device,
    nullable: true,
    description: 'A device by its id; null if this workspace has none of that id.',
    args: { id: t.arg.id({ required: true, description: 'The id of the device.' }) },
    authScopes: { readCodes: true },
    resolve: (_root, { id }, { read }) => read.device.load(id),
    ...readingOf({ by: 'LOOK_UP', noun: 'Device', key: ({ id }: { id: string }) => ({ id }) }),
  }),
  devices: t.field({
    type: DeviceConnection,
    description: 'The devices of the workspace, newest first.',
    args: {
      first: t.arg.int({
        description: 'At most this many from the start, up to 100; 20 if neither first nor last is given.',
      }),
      after: t.arg.string({ description: 'Only devices after this cursor.' }),
      last: t.arg.int({ description: 'At most this many from the end, up to 100.' }),
      before: t.arg.string({ description: 'Only devices before this cursor.' }),
      filter: t.arg({ type: DeviceFilter, description: 'Only devices that meet all of this.' }),
    },
    authScopes: { readCodes: true },
    resolve: async (_root, { filter, ...args }, { read }) => {
      const page = pageRequest(args)
      const where = filter ?? {}
      return connectionOf(
        page,
        await reading(() => read.devices(where, page)),
        (device) => cursorOf(deviceOrder, device),
        () => read.deviceCount(where),
      )
    },
    ...readingOf({
      by: 'LIST',
      noun: 'Device',
      parent: null,
      filter: ({ filter }: { filter?: typeof DeviceFilter.$inferInput | null }) => filter ?? {},
      order: () => deviceOrder as Order,
    }),
  }),
}))
