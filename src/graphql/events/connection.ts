import type { EventFilter } from '../../data/read/events.ts'
import { logCursorOf } from '../../data/read/log-cursor.ts'
import type { Reader } from '../../data/read/reader.ts'
import { builder } from '../builder.ts'
import { connectionOf, type PageArgs, pageRequest, reading } from '../pagination.ts'
import { EventType } from './event-type.ts'

/** Of the events of one thing. */
export const eventConnectionArgs = () =>
  builder.args((t) => ({
    first: t.int({ defaultValue: 20, description: 'At most this many, up to 100.' }),
    after: t.string({ description: 'Only events after this cursor.' }),
    types: t.field({ type: [EventType], description: 'Only events of these types.' }),
  }))

export async function connectionOfEvents(read: Reader, filter: EventFilter, args: PageArgs) {
  const page = pageRequest(args)
  return connectionOf(page, await reading(() => read.events(filter, page)), logCursorOf, null)
}
