import { builder } from '../builder.ts'
import { AccessCode, Device, Event, LinkedCodeGroup } from '../nouns.ts'
import { EventType } from './event-type.ts'

builder.node(Event, {
  description: 'Something that happened, kept for good. What it speaks of may have changed, or gone, since.',
  id: { resolve: ({ id }) => id },
  fields: (t) => ({
    type: t.expose('type', { type: EventType, description: 'What kind of thing happened.' }),
    occurredAt: t.expose('occurredAt', {
      type: 'DateTime',
      description: 'When it happened, by the database’s clock or as the lock told.',
    }),
    accessCode: t.field({
      type: AccessCode,
      nullable: true,
      description: 'The code concerned, as it is now; null if it is gone, is unmanaged, or none is concerned.',
      resolve: async ({ accessCodeId }, _args, { read }) => {
        const code = accessCodeId === null ? null : await read.accessCode.load(accessCodeId)
        return code?.isManaged && code.removedAt === null ? code : null
      },
    }),
    accessCodeId: t.exposeID('accessCodeId', {
      nullable: true,
      description: 'The id of the code concerned, gone or not; null if none is.',
    }),
    device: t.field({
      type: Device,
      nullable: true,
      description: 'The device concerned; null if none is.',
      resolve: ({ deviceId }, _args, { read }) => (deviceId === null ? null : read.device.load(deviceId)),
    }),
    deviceId: t.exposeID('deviceId', {
      nullable: true,
      description: 'The id of the device concerned; null if none is.',
    }),
    linkedCodeGroup: t.field({
      type: LinkedCodeGroup,
      nullable: true,
      description: 'The group concerned, as it is now; null if it has ended, or none is concerned.',
      resolve: ({ linkedCodeGroupId }, _args, { read }) =>
        linkedCodeGroupId === null ? null : read.linkedCodeGroup.load(linkedCodeGroupId),
    }),
    linkedCodeGroupId: t.exposeID('linkedCodeGroupId', {
      nullable: true,
      description: 'The id of the group concerned, ended or not; null if none is.',
    }),
    payload: t.expose('payload', {
      type: 'JSON',
      description: 'More facts: an object, often empty. What is in it is said of each type. PINs never are.',
    }),
  }),
})
