import type pg from 'pg'
import { type Realm, reaches } from '../realm.ts'
import { isUuid } from '../uuid.ts'
import { closable } from './closable.ts'
import { buffered, EventBuffer } from './event-buffer.ts'
import { meets } from './event-filter.ts'
import { type LogPosition, notYetCommitted } from './event-log.ts'
import { type EventFilter, type EventRow, eventsByIds } from './events.ts'
import { eventsBehind } from './events-behind.ts'
import { type Deliver, LogFollower } from './log-follower.ts'

export interface EventStreamOptions {
  /** How many events may wait for one reader before it is told that it is too slow. */
  readonly bufferMax?: number
  /** Told of broken connections and failed reads: they are tried again. */
  readonly onTrouble?: (error: Error) => void
}

/** The workspace has no such event to go on from. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError'
}

/** Events as they happen, in any process, for any number of readers: one per process. Follows only while one reads. */
export class EventStream implements AsyncDisposable {
  readonly #pool: pg.Pool
  readonly #bufferMax: number
  readonly #onTrouble: (error: Error) => void
  readonly #open = new Set<() => void>()
  readonly #stopping = new Set<Promise<void>>()
  #follower: LogFollower | undefined

  constructor(pool: pg.Pool, { bufferMax = 1_000, onTrouble = () => {} }: EventStreamOptions = {}) {
    this.#pool = pool
    this.#bufferMax = bufferMax
    this.#onTrouble = onTrouble
  }

  /** How many read. */
  get readerCount(): number {
    return this.#open.size
  }

  /** How far delivery lags behind what is committed, because of a transaction that runs long anywhere on the server. */
  get lagMs(): number {
    return this.#follower?.heldBackMs ?? 0
  }

  /**
   * A workspace's events that meet the filter, in log order: all that commit after the returned promise is resolved, or
   * all behind an event, each once. Throws SlowConsumerError when read too slowly.
   *
   * @throws UnknownEventError
   */
  async follow(
    realm: Realm,
    filter: EventFilter,
    afterEventId: string | null = null,
  ): Promise<AsyncIterableIterator<EventRow>> {
    if (afterEventId === null) {
      return this.changes(realm, (event) => meets(event, filter), new EventBuffer(this.#bufferMax, 'FAIL'))
    }
    const after = await this.#positionOf(realm, afterEventId)
    const buffer = new EventBuffer(this.#bufferMax, 'FAIL')
    const reader = this.#reader(realm, (event) => meets(event, filter), buffer)
    const place = { on: this.#pool, realm, filter, after }
    return closable(eventsBehind(place, reader.join, buffer), reader.close)
  }

  /** As they happen; by default the newest only, where a reader wants to know that something happened, not what. */
  async changes(
    realm: Realm,
    isMeant: (event: EventRow) => boolean,
    buffer = new EventBuffer(1, 'FORGET_OLDEST'),
  ): Promise<AsyncIterableIterator<EventRow>> {
    const reader = this.#reader(realm, isMeant, buffer)
    try {
      await reader.join()
      // After joining: in between, an event could commit that neither the snapshot nor the follower would know as new.
      const isNew = await notYetCommitted(this.#pool)
      return closable(buffered(buffer, isNew), reader.close)
    } catch (error) {
      reader.close()
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of [...this.#open]) close()
    await Promise.all(this.#stopping)
  }

  /** Someone who reads, until closed; from joining on events come into the buffer. */
  #reader(realm: Realm, isMeant: (event: EventRow) => boolean, buffer: EventBuffer) {
    let follower: LogFollower | undefined
    const deliver: Deliver = (event) => {
      if (
        event.workspaceId === realm.workspaceId &&
        reaches(realm, event.deviceId) &&
        isMeant(event) &&
        !buffer.push(event)
      )
        close()
    }
    const close = () => {
      if (!this.#open.delete(close)) return
      follower?.remove(deliver)
      buffer.end()
      if (this.#open.size === 0) this.#stopFollowing()
    }
    this.#open.add(close)
    const join = async (): Promise<LogPosition> => {
      this.#follower ??= new LogFollower(this.#pool, this.#onTrouble)
      const joining = this.#follower
      await joining.started.catch((error) => {
        if (this.#follower === joining) this.#stopFollowing()
        throw error
      })
      follower = joining
      const position = joining.add(deliver)
      if (!this.#open.has(close)) joining.remove(deliver)
      return position
    }
    return { join, close }
  }

  #stopFollowing(): void {
    const follower = this.#follower
    if (!follower) return
    this.#follower = undefined
    const stopping = follower[Symbol.asyncDispose]()
    this.#stopping.add(stopping)
    stopping.finally(() => this.#stopping.delete(stopping))
  }

  async #positionOf(realm: Realm, eventId: string): Promise<LogPosition> {
    const [event] = isUuid(eventId) ? await eventsByIds(this.#pool, realm, [eventId.toLowerCase()]) : []
    if (!event) throw new UnknownEventError('no event of this id')
    return event
  }
}
