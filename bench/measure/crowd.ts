import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { onLoadCore } from './cores.ts'

export interface CrowdJob {
  readonly url: string
  readonly transport: 'sse' | 'ws'
  readonly document: string
  /** One for each subscriber. */
  readonly keys: readonly string[]
}

/** Many subscribers of one server, in a process of their own. */
export class Crowd implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #gone: Promise<never>

  private constructor(child: ChildProcess) {
    this.#child = child
    this.#gone = once(child, 'exit').then(() => {
      throw new Error('the subscribers are gone')
    })
    this.#gone.catch(() => {})
  }

  /** Resolves when all have asked for their events. */
  static async open(job: CrowdJob): Promise<Crowd> {
    const script = fileURLToPath(new URL('subscribe.ts', import.meta.url))
    const [command = '', ...args] = onLoadCore([process.execPath, script])
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child.send(job)
    const crowd = new Crowd(child)
    await crowd.#answer()
    return crowd
  }

  /** Resolves when each of them has got so many events ; false if that takes too long. */
  async hasGot(events: number, withinMs: number): Promise<boolean> {
    this.#child.send({ events, withinMs })
    return (await this.#answer()) as boolean
  }

  /** What has come so far, or is on its way, no longer counts. */
  async forget(): Promise<void> {
    this.#child.send('forget')
    await this.#answer()
  }

  async #answer(): Promise<unknown> {
    const [answer] = await Promise.race([once(this.#child, 'message'), this.#gone])
    return answer
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return
    this.#child.disconnect()
    await once(this.#child, 'exit')
  }
}
