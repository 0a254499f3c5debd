import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface GatewayProcess extends AsyncDisposable {
  url: string
}

const projectFolder = new URL('../..', import.meta.url).pathname
const startDeadlineMs = 110_000

/** The gateway as `npm start` runs it, on a new embedded database and a free port. */
export async function startGatewayProcess(env: NodeJS.ProcessEnv = {}): Promise<GatewayProcess> {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-browser-test-'))
  const { DATABASE_URL: _, LATCHKEY_API_KEY: __, ...inherited } = process.env
  const child = spawn(process.execPath, ['src/main.ts'], {
    cwd: projectFolder,
    env: { ...inherited, PORT: '0', LATCHKEY_DATA_DIR: dataDir, LATCHKEY_DEMO: 'true', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    await exited
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    return { url: await listeningUrl(child), [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits for the log line that says where it listens. */
async function listeningUrl(child: ChildProcess): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const output: string[] = []
  const fail = (why: string) => reject(new Error(`The gateway ${why}. Its output:\n${output.join('\n')}`))
  const timer = setTimeout(() => fail(`said nothing of listening within ${startDeadlineMs} ms`), startDeadlineMs)
  child.once('exit', (code) => fail(`ended with ${code}`))
  child.stderr?.on('data', (chunk) => output.push(String(chunk)))
  // Read to the end, or a full pipe would stop the gateway.
  if (child.stdout)
    createInterface(child.stdout).on('line', (line) => {
      output.push(line)
      const { msg, url } = parsed(line)
      if (msg === 'listening' && typeof url === 'string') resolve(url)
    })
  return promise.finally(() => clearTimeout(timer))
}

function parsed(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line)
  } catch {
    return {}
  }
}
