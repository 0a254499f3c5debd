import { createPubSub } from 'graphql-yoga'
import { followEvents, type LoggedEvent } from '../shared/event-log.ts'
import { builder } from './builder.ts'

const pubSub = createPubSub<{ events: [workspaceId: string, event: LoggedEvent] }>()
let following: Promise<void> | undefined

const Event = builder.objectRef<LoggedEvent>('Event').implement({
  fields: (t) => ({
    id: t.exposeID('id'),
    type: t.exposeString('type'),
    occurredAt: t.expose('occurredAt', { type: 'DateTime' }),
    accessCodeId: t.exposeID('accessCodeId', { nullable: true }),
  }),
})

builder.subscriptionType({
  fields: (t) => ({
    events: t.field({
      type: Event,
      subscribe: async (_root, _args, { viewer }) => {
        following ??= followEvents((event) => pubSub.publish('events', event.workspaceId, event))
        await following
        return pubSub.subscribe('events', viewer.workspaceId)
      },
      resolve: (event) => event,
    }),
  }),
})
