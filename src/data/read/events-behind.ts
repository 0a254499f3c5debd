import type { Realm } from '../realm.ts'
import type { Queryable } from '../statement.ts'
import { buffered, type EventBuffer } from './event-buffer.ts'
import { eventsBetween, isAfter, type LogPosition } from './event-log.ts'
import type { EventFilter, EventRow } from './events.ts'

const PAGE_SIZE = 500

export interface LogPlace {
  readonly on: Queryable
  readonly realm: Realm
  readonly filter: EventFilter
  readonly after: LogPosition
}

/**
 * Everything behind a place, each once: from the table as far as that goes, then what comes into the buffer.
 *
 * @param join from when on events come into the buffer: those behind the position that it resolves to
 */
export async function* eventsBehind(
  { on, realm, filter, after }: LogPlace,
  join: () => Promise<LogPosition>,
  buffer: EventBuffer,
): AsyncGenerator<EventRow> {
  let seen = after
  // Most of it before joining, so that a long gap fills no buffer; then what happened between the two.
  yield* fromTable(null)
  yield* fromTable(await join())
  // The table may have shown more than had come to those who joined.
  yield* buffered(buffer, (event) => isAfter(event, seen))

  async function* fromTable(upTo: LogPosition | null): AsyncGenerator<EventRow> {
    for (;;) {
      const page = await eventsBetween(on, realm, filter, { after: seen, upTo, limit: PAGE_SIZE })
      seen = page.at(-1) ?? seen
      yield* page
      if (page.length < PAGE_SIZE) return
    }
  }
}
