import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Shape } from '../data-set/shape.ts'
import type { Operation } from '../workloads/documents.ts'
import type { Cursors } from '../workloads/requests.ts'
import { onLoadCore } from './cores.ts'

/** What the load generator is asked for. */
export interface LoadJob {
  readonly url: string
  readonly document: string
  readonly operation: Operation
  readonly shape: Shape
  readonly cursors: Cursors
  readonly connections: number
  readonly seconds: number
  /** The number of the first request. */
  readonly first: number
}

export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Answers that were no answers: errors, refusals, broken connections. */
  readonly bad: number
  /** The first of them, to look at. */
  readonly firstBad: string | null
  readonly bytesPerRequest: number
}

/** The load comes from a process of its own, which lives as long as the benchmark. */
export class LoadGenerator implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #gone: Promise<never>

  constructor() {
    const script = fileURLToPath(new URL('generate-load.ts', import.meta.url))
    const [command = '', ...args] = onLoadCore([process.execPath, script])
    this.#child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    this.#gone = once(this.#child, 'exit').then(() => {
      throw new Error('the load generator is gone')
    })
    this.#gone.catch(() => {})
  }

  get pid(): number {
    return this.#child.pid as number
  }

  async run(job: LoadJob): Promise<LoadResult> {
    this.#child.send(job)
    const answer = once(this.#child, 'message')
    const [result] = await Promise.race([answer, this.#gone])
    return result as LoadResult
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return
    this.#child.disconnect()
    await once(this.#child, 'exit')
  }
}
