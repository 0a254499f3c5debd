import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { entryOf, type Peer } from '../peers/peers.ts'
import { onServerCore } from './cores.ts'

export interface ServerProcess extends AsyncDisposable {
  readonly peer: Peer
  readonly url: string
  readonly subscriptionsUrl: string
  readonly pid: number
  /** From being spawned to being able to answer. */
  readonly startedInMs: number
  /** Where its inspector listens, if it was asked to. */
  readonly inspectorUrl: string | undefined
}

export interface StartOptions {
  readonly databaseUrl: string
  /** Flags of Node's own. */
  readonly nodeFlags?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  /** The command that runs another where it should run; by default on the server's core. */
  readonly pin?: (command: readonly string[]) => readonly string[]
}

/** Starts a server and waits until it says where it listens. Rejects with what it said when it cannot. */
export async function startServer(peer: Peer, options: StartOptions): Promise<ServerProcess> {
  const { databaseUrl, nodeFlags = [], environment = {}, pin = onServerCore } = options
  const [command = '', ...args] = pin([process.execPath, ...nodeFlags, entryOf(peer)])
  const startedAt = performance.now()
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH, ...peer.environment(databaseUrl), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  let said = ''
  let inspectorUrl: string | undefined
  let subscriptionsUrl: string | undefined
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    inspectorUrl ??= /ws:\/\/\S+/.exec(text)?.[0]
    said = (said + text).slice(-4_000)
  })
  const gone = once(child, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    const lines = createInterface(child.stdout)
    lines.on('line', (line) => {
      const found = /"(?:graphql|url)":"(http[^"]+\/graphql)"/.exec(line)?.[1]
      subscriptionsUrl = /"subscriptions":"(http[^"]+)"/.exec(line)?.[1] ?? found
      if (found) resolve(found)
      else said = `${said}${line}\n`.slice(-4_000)
    })
    gone.then(() => reject(new Error(`${peer.name} did not start:\n${said}`)))
  })
  return {
    peer,
    url,
    subscriptionsUrl: subscriptionsUrl ?? url,
    pid: child.pid as number,
    startedInMs: performance.now() - startedAt,
    inspectorUrl,
    [Symbol.asyncDispose]: () => end(child, gone),
  }
}

async function end(child: ChildProcess, gone: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const impatient = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await gone
  clearTimeout(impatient)
}
