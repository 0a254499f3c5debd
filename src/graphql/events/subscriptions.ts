import { closable } from '../../data/read/closable.ts'
import { SlowConsumerError } from '../../data/read/event-buffer.ts'
import { UnknownEventError } from '../../data/read/event-stream.ts'
import type { EventRow, EventFilter as Filter } from '../../data/read/events.ts'
import type { Reader } from '../../data/read/reader.ts'
import { badUserInput } from '../bad-user-input.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { type Delivery, freshReader, unpack } from '../delivery.ts'
import { Event } from '../nouns.ts'
import { EventFilter } from './queries.ts'
import { slowConsumer } from './slow-consumer.ts'

builder.subscriptionField('events', (t) =>
  t.field({
    type: Event,
    description:
      'What happens in the workspace from now on, or from `afterEventId` on: each event once, those of one code in the order in which they happened. A client that reads too slowly gets the error `SLOW_CONSUMER`, and goes on with `afterEventId`.',
    args: {
      filter: t.arg({ type: EventFilter, description: 'Only events that meet all of this.' }),
      afterEventId: t.arg.id({
        description: 'The id of the last event that was seen: begins behind it, so that nothing is missed or repeated.',
      }),
    },
    authScopes: { readCodes: true },
    subscribe: (_root, { filter, afterEventId }, context) => deliveries(context, filter ?? {}, afterEventId ?? null),
    resolve: (delivery, _args, context) => unpack(delivery, context),
  }),
)

async function deliveries(context: Context, filter: Filter, afterEventId: string | null) {
  const events = await context.events.follow(context.viewer, filter, afterEventId).catch(asBadInput)
  const delivered = async function* (): AsyncGenerator<Delivery<EventRow>> {
    try {
      for await (const item of events) yield { item, read: readerOf(item, context) }
    } catch (error) {
      throw error instanceof SlowConsumerError ? slowConsumer(error) : error
    }
  }
  return closable(delivered(), () => void events.return?.())
}

/**
 * One for all who are delivered the same event and reach all of its workspace, so that two hundred of them read its code
 * once. A reader shows what its own viewer reaches, so that a client session has one of its own.
 */
function readerOf(event: EventRow, context: Context): Reader {
  if (context.viewer.deviceIds !== null) return freshReader(context)
  const read = readers.get(event) ?? freshReader(context)
  readers.set(event, read)
  return read
}

const readers = new WeakMap<EventRow, Reader>()

function asBadInput(error: unknown): never {
  if (!(error instanceof UnknownEventError)) throw error
  throw badUserInput([{ path: ['afterEventId'], message: 'This workspace has no event of this id.' }])
}
