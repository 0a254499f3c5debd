import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/**
 * Lets each program come up once and end properly, so that what it compiled is kept for those that are killed: they come
 * back in a third of the time.
 */
export async function warmUp(env: Readonly<Record<string, string>>): Promise<void> {
  for (const program of Object.values(programs)) {
    const child = spawn(process.execPath, program, { env: environment(env), stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    for await (const line of createInterface(child.stdout)) if (isUp(line)) child.kill('SIGTERM')
    await exited
  }
}

const source = (file: string) => fileURLToPath(new URL(`../../src/${file}`, import.meta.url))
const programs = { gateway: [source('main.ts')], worker: [source('cli.ts'), 'worker'] }

/** Before it is tried again: without its database, a process ends as soon as it starts. */
const RESTART_AFTER_MS = 200

interface MortalProcessOptions {
  readonly name: string
  readonly kind: keyof typeof programs
  readonly env: Readonly<Record<string, string>>
  /** What it says is appended to it. */
  readonly logFile: string
}

/** A gateway or a worker that is started again whenever it ends. */
export class MortalProcess implements AsyncDisposable {
  readonly name: string
  /** Where it serves; null while it does not, and for a worker. */
  url: string | null = null
  /** How often it ended of its own accord after it had begun to work, and before. */
  readonly ends = { atWork: 0, atStart: 0 }
  readonly #options: MortalProcessOptions
  #child: ChildProcess | null = null
  #isReady = false
  #isDisposed = false
  #waking: NodeJS.Timeout | null = null
  #wokenMs = -Infinity

  constructor(options: MortalProcessOptions) {
    this.name = options.name
    this.#options = options
    void this.#live()
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  /** Whether it is past its start and not stopped. */
  get isAtWork(): boolean {
    return this.#isReady && this.#waking === null
  }

  /** kill -9. False if there is nothing to kill. */
  kill(): boolean {
    this.#wake()
    return this.#child?.kill('SIGKILL') ?? false
  }

  /** SIGSTOP, and SIGCONT in a while. False if it is stopped, was so less than `restMs` ago, or is not there. */
  stopFor(ms: number, restMs: number): boolean {
    const hasRested = performance.now() - this.#wokenMs > restMs
    if (!this.isAtWork || !hasRested || !this.#child?.kill('SIGSTOP')) return false
    this.#waking = setTimeout(() => this.#wake(), ms)
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true
    const child = this.#child
    if (!child) return
    const exited = once(child, 'exit')
    this.kill()
    await exited
  }

  #wake(): void {
    if (this.#waking) {
      clearTimeout(this.#waking)
      this.#wokenMs = performance.now()
    }
    this.#waking = null
    this.#child?.kill('SIGCONT')
  }

  async #live(): Promise<void> {
    const { kind, env, logFile } = this.#options
    while (!this.#isDisposed) {
      const child = spawn(process.execPath, programs[kind], {
        env: environment(env),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      this.#child = child
      const exit = once(child, 'exit')
      const log = createWriteStream(logFile, { flags: 'a' })
      child.stderr.pipe(log, { end: false })
      createInterface(child.stdout).on('line', (line) => {
        log.write(`${line}\n`)
        this.#hear(line)
      })
      const [code] = await exit
      // A number: it ended by itself. A signal was ours.
      if (code !== null && !this.#isDisposed) this.ends[this.#isReady ? 'atWork' : 'atStart']++
      this.#child = null
      this.#isReady = false
      this.url = null
      log.end()
      await new Promise((resolve) => setTimeout(resolve, RESTART_AFTER_MS))
    }
  }

  #hear(line: string): void {
    if (!isUp(line)) return
    this.#isReady = true
    this.url = JSON.parse(line).url ?? null
  }
}

const isUp = (line: string): boolean => line.startsWith('{') && ['listening', 'working'].includes(JSON.parse(line).msg)

const environment = (env: Readonly<Record<string, string>>) => ({ PATH: process.env.PATH, PORT: '0', ...env })
