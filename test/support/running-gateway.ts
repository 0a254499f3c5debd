import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface RunningGateway {
  readonly url: string
  /** All that it has said so far, on standard output and standard error. */
  said(): string
  /** Ends it, and answers what it ended with. */
  end(signal?: NodeJS.Signals): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
}

/** A gateway in a process of its own, as `npm start` runs it, ended when the test is done. */
export async function runningGateway(
  env: Readonly<Record<string, string>>,
  { nodeArgs = [] }: { readonly nodeArgs?: readonly string[] } = {},
): Promise<RunningGateway> {
  const child = spawn(process.execPath, [...nodeArgs, main], {
    env: { PATH: process.env.PATH, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exit = once(child, 'close')
  const end: RunningGateway['end'] = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    const [code, by] = await exit
    return { code, signal: by }
  }
  onTestFinished(async () => {
    await end()
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  return { url: await listeningUrl(child, () => said), said: () => said, end }
}

async function listeningUrl(child: ChildProcessByStdio<null, Readable, Readable>, said: () => string): Promise<string> {
  for (;;) {
    const [, url] = /"url":"(http[^"]+)".*"msg":"listening"/.exec(said()) ?? []
    if (url) return url
    const isOver = await Promise.race([
      once(child.stdout, 'data').then(() => false),
      once(child, 'exit').then(() => true),
    ])
    if (isOver) throw new Error(`the gateway did not start:\n${said()}`)
  }
}
