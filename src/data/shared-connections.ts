import pg from 'pg'
import type { Queryable } from './statement.ts'

/** One is enough for one gateway's thread; with two, PostgreSQL can use another core. */
const COUNT = 2

/**
 * Connections on which short reads of all requests travel together: those of one turn of the event loop in one packet, and
 * none waits for the answers to those before it. A pool would give each a connection of its own, and a packet each way.
 *
 * For statements of which none takes much longer than the others: PostgreSQL carries out those of a connection one by one.
 */
export class SharedConnections implements Queryable, AsyncDisposable {
  readonly #connections: readonly SharedConnection[]

  constructor(options: pg.ClientConfig) {
    this.#connections = Array.from({ length: COUNT }, () => new SharedConnection(options))
  }

  query(query: pg.Query, done: (error: Error | null | undefined) => void): void {
    // The first of those that have least to do: while there is little, the others are not even opened.
    this.#connections.reduce((best, each) => (each.underWay < best.underWay ? each : best)).query(query, done)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#connections.map((each) => each.end()))
  }
}

class SharedConnection {
  readonly #options: pg.ClientConfig
  #client: pg.Client | undefined
  #isCorked = false
  underWay = 0

  constructor(options: pg.ClientConfig) {
    this.#options = options
  }

  query(query: pg.Query, done: (error: Error | null | undefined) => void): void {
    this.#client ??= this.#open()
    this.#cork(this.#client)
    this.underWay++
    const client: Queryable = this.#client
    client.query(query, (error) => {
      this.underWay--
      done(error)
    })
  }

  async end(): Promise<void> {
    await this.#client?.end()
  }

  /** Asked before it is there, it answers when it is. One that breaks fails what is under way, and the next asker opens another. */
  #open(): pg.Client {
    const client = new pg.Client(this.#options)
    const forget = () => {
      if (this.#client === client) this.#client = undefined
    }
    client.on('error', forget)
    client.on('end', forget)
    client.connect().catch(forget)
    return client
  }

  /** Until every request that has come in this turn has asked. */
  #cork({ connection: { stream } }: pg.Client): void {
    if (this.#isCorked) return
    this.#isCorked = true
    stream.cork()
    setImmediate(() => {
      this.#isCorked = false
      stream.uncork()
    })
  }
}
