import { builder } from '../builder.ts'
import { EventConnection } from '../nouns.ts'
import { connectionOfEvents } from './connection.ts'
import { EventType } from './event-type.ts'

export const EventFilter = builder.inputType('EventFilter', {
  description: 'Which events to list or watch: those that meet all that is given.',
  fields: (t) => ({
    types: t.field({ type: [EventType], description: 'Only events of these types.' }),
    deviceId: t.id({ description: 'Only events of this device.' }),
    accessCodeId: t.id({ description: 'Only events of this code.' }),
    linkedCodeGroupId: t.id({ description: 'Only events of this group.' }),
    since: t.field({ type: 'DateTime', description: 'Only events at or after this instant.' }),
  }),
})

builder.queryField('events', (t) =>
  t.field({
    type: EventConnection,
    description:
      'What happened in the workspace, oldest first. Going on from `endCursor` misses nothing: an event is listed only once nothing can be listed before it.',
    args: {
      first: t.arg.int({ description: 'At most this many, up to 100; 20 if not given.' }),
      after: t.arg.string({ description: 'Only events after this cursor.' }),
      filter: t.arg({ type: EventFilter, description: 'Only events that meet all of this.' }),
    },
    authScopes: { readCodes: true },
    resolve: (_root, { filter, ...args }, { read }) => connectionOfEvents(read, filter ?? {}, args),
  }),
)
