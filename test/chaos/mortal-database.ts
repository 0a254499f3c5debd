import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/data/embedded-postgres/start.ts'
import { type Relay, startRelay } from './relay.ts'

/** A PostgreSQL that keeps what it promised, is killed now and then, and is always found at the same address. */
export class MortalDatabase implements AsyncDisposable {
  readonly folder: string
  readonly url: string
  readonly #relay: Relay
  #server: EmbeddedPostgres

  private constructor(folder: string, relay: Relay, server: EmbeddedPostgres) {
    this.folder = folder
    this.#relay = relay
    this.#server = server
    const url = new URL(server.url)
    url.port = String(relay.port)
    this.url = url.href
    relay.leadTo(portOf(server))
  }

  static async start(): Promise<MortalDatabase> {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-chaos-'))
    const server = await startEmbeddedPostgres({ dataDir: folder })
    return new MortalDatabase(folder, await startRelay(), server)
  }

  /** kill -9, and started again. */
  async killAndRestart(): Promise<void> {
    const dead = this.#server
    process.kill(dead.pid, 'SIGKILL')
    await dead.exited
    this.#relay.leadTo(null)
    await dead[Symbol.asyncDispose]()
    this.#server = await startEmbeddedPostgres({ dataDir: this.folder })
    this.#relay.leadTo(portOf(this.#server))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#relay[Symbol.asyncDispose]()
    await this.#server[Symbol.asyncDispose]()
    await rm(this.folder, { recursive: true, force: true })
  }
}

const portOf = ({ url }: EmbeddedPostgres): number => Number(new URL(url).port)
