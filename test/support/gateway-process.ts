import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

export interface GatewayProcess {
  readonly url: string
  readonly serverPid: number
  /** Ends it as SIGTERM ends a gateway: it leaves the server properly. */
  leave(): Promise<void>
  /** kill -9 */
  kill(): Promise<void>
}

/** A process of its own that uses a data folder's embedded server. Rejects with what it said when it cannot start. */
export async function gatewayProcess(dataDir: string, options?: { uid: number }): Promise<GatewayProcess> {
  const script = fileURLToPath(new URL('hold-embedded-server.ts', import.meta.url))
  const child = spawn(process.execPath, [script, dataDir], {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options && { uid: options.uid, gid: options.uid }),
  })
  onTestFinished(() => end(child, 'SIGKILL'))
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaint += text
  })
  const closed = once(child, 'close')
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), closed.then(() => [undefined])])
  if (typeof line !== 'string') throw new Error(complaint)
  return { ...JSON.parse(line), leave: () => end(child, 'SIGTERM'), kill: () => end(child, 'SIGKILL') }
}

async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill(signal)
  await exited
}
