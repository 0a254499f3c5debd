import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import type { Cluster } from './cluster.ts'
import { type Seat, takeSeat } from './seat.ts'
import { trimLog } from './server-log.ts'
import { type ServerProcess, stopServer } from './server-process.ts'
import type { EmbeddedPostgres } from './start.ts'

interface Parts {
  readonly url: string
  readonly server: ServerProcess
  readonly seat: Seat
  readonly cluster: Cluster
  readonly binaries: Binaries
}

/** The server, for as long as this gateway keeps its seat at it. The last to leave stops it. */
export class SharedServer implements EmbeddedPostgres {
  readonly #parts: Parts
  readonly #trimming: NodeJS.Timeout
  /** The seat we have, or the one we are getting back; undefined when the server went instead. */
  #seat: Promise<Seat | undefined>
  #left: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.#seat = Promise.resolve(this.#keep(parts.seat))
    this.#trimming = setInterval(() => void trimLog(parts.cluster.logFile), 60_000).unref()
  }

  get url(): string {
    return this.#parts.url
  }

  get pid(): number {
    return this.#parts.server.pid
  }

  get exited(): Promise<void> {
    return this.#parts.server.exited
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#left ??= this.#leave()
    await this.#left
  }

  async #leave(): Promise<void> {
    const { server, binaries } = this.#parts
    clearInterval(this.#trimming)
    // A server that does not answer is left running: the next start finds it, or finds it gone.
    const seat = await Promise.race([this.#seat, sleep(10_000, undefined, { ref: false })])
    const isLast = await seat?.leave().catch(() => false)
    if (isLast) await stopServer(server, binaries)
    await seat?.close()
    server.release()
  }

  // When one of its processes crashes, PostgreSQL ends every session and goes on.
  #keep(seat: Seat): Seat {
    seat.lost.then(() => {
      if (!this.#left) this.#seat = this.#takeBack()
    })
    return seat
  }

  async #takeBack(): Promise<Seat | undefined> {
    const { url, server, cluster } = this.#parts
    for (; server.isAlive(); await sleep(50)) {
      const answer = await takeSeat(url, cluster.pgdata).catch(() => 'closing' as const)
      if (typeof answer === 'object') return this.#keep(answer)
    }
    return undefined
  }
}
