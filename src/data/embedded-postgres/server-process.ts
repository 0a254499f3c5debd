import { once } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ServerAccount } from './account.ts'
import type { Binaries } from './binaries.ts'
import { runProgram, spawnProgram } from './child-process.ts'
import type { Cluster } from './cluster.ts'
import { isAlive } from './lock-file.ts'
import { logSettings, logTail, openLog } from './server-log.ts'

/** A PostgreSQL process that serves our cluster, whoever spawned it. */
export interface ServerProcess {
  readonly pid: number
  isAlive(): boolean
  /** Resolves when the process is gone; never rejects. */
  readonly exited: Promise<void>
  /** Lets go of a server that others still use: it no longer keeps our process alive. */
  release(): void
}

export interface SpawnedServer extends ServerProcess {
  readonly port: number
  /** The end of what it wrote to its log. */
  saidLast(): Promise<string>
}

export interface SpawnServerOptions {
  readonly cluster: Cluster
  readonly durable: boolean
  readonly binaries: Binaries
  readonly account: ServerAccount | undefined
  /** The pid in a lock file that a dead server left, when it now belongs to some other process. */
  readonly stalePid: number | undefined
}

export async function spawnServer(options: SpawnServerOptions): Promise<SpawnedServer> {
  const { cluster, binaries, account, stalePid } = options
  const port = await freePort()
  const { handle, start } = await openLog(cluster.logFile)
  await using log = handle
  // lock-file.ts recognises a server by these first words.
  const child = await spawnProgram(binaries.postgres, ['-D', cluster.pgdata, ...settings(port, options.durable)], {
    account,
    stdio: ['ignore', log.fd, log.fd],
    detached: true, // Ctrl-C in our terminal is ours to handle
    // PostgreSQL ignores a lock file with this pid, as an init script's own would be, unless its memory is in use.
    env: stalePid === undefined ? {} : { PG_GRANDPARENT_PID: String(stalePid) },
  })
  return {
    pid: child.pid as number,
    port,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    exited: once(child, 'exit').then(() => {}),
    release: () => child.unref(),
    saidLast: () => logTail(cluster.logFile, start),
  }
}

/** A server that another gateway spawned. It is not our child, so its end is seen by looking. */
export function adoptServer(pid: number): ServerProcess {
  const { promise: exited, resolve } = Promise.withResolvers<void>()
  const look = () => {
    if (!isAlive(pid)) resolve()
  }
  const watch = setInterval(look, 100).unref()
  exited.then(() => clearInterval(watch))
  const release = () => {
    clearInterval(watch)
    look()
  }
  return { pid, isAlive: () => isAlive(pid), exited, release }
}

/** A fast shutdown: open transactions are rolled back, everything committed is on disk. Ends within 70 s, by force if need be. */
export async function stopServer(server: ServerProcess, binaries: Binaries): Promise<void> {
  const steps = [
    ['INT', 60_000],
    ['QUIT', 5_000], // recovery will follow at the next start
    ['KILL', 5_000],
  ] as const
  for (const [signal, patienceMs] of steps) {
    await send(signal, server, binaries)
    for (const until = performance.now() + patienceMs; performance.now() < until; await sleep(10))
      if (!server.isAlive()) return
  }
}

async function send(signal: 'INT' | 'QUIT' | 'KILL', server: ServerProcess, binaries: Binaries): Promise<void> {
  try {
    // Windows has no signals: PostgreSQL's are a pipe of its own.
    if (process.platform === 'win32') await runProgram(binaries.pgCtl, ['kill', signal, String(server.pid)], undefined)
    else process.kill(server.pid, `SIG${signal}`)
  } catch (error) {
    if (server.isAlive()) throw error
  }
}

function settings(port: number, durable: boolean): string[] {
  const all = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    ...logSettings,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}
