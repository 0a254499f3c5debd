import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseError } from 'pg'
import type { Cluster } from './cluster.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { readLock } from './lock-file.ts'
import { type Seat, takeSeat } from './seat.ts'
import { adoptServer, type ServerProcess, type SpawnServerOptions, spawnServer, stopServer } from './server-process.ts'
import { SharedServer } from './shared-server.ts'
import type { EmbeddedPostgres } from './start.ts'

type JoinOptions = Omit<SpawnServerOptions, 'stalePid'>

// A killed server's last processes hold its memory for a second or two, and its files for as long as their disk takes.
const PATIENCE_MS = 30_000

/**
 * Takes a seat at the cluster's server, or starts one first. Others come and go meanwhile: PostgreSQL's own lock file
 * decides who of two starters wins, and whoever loses, or finds the server on its way out, begins again.
 */
export async function joinServer(options: JoinOptions): Promise<EmbeddedPostgres> {
  const { cluster, binaries } = options
  const patience = new Patience()
  for (; patience.lasts; await sleep(50)) {
    const lock = await readLock(cluster.pgdata)
    if (lock.state === 'starting') continue
    if (lock.state === 'held') {
      const server = adoptServer(lock.pid)
      const url = urlOf(cluster, lock.port)
      const seat = await seatAt(server, url, cluster, patience)
      if (seat) return new SharedServer({ url, server, seat, cluster, binaries })
      server.release()
      continue
    }
    const server = await spawnServer({ ...options, stalePid: lock.stalePid })
    const url = urlOf(cluster, server.port)
    const seat = await seatAt(server, url, cluster, patience).catch(async (error) => {
      await stopServer(server, binaries)
      throw error
    })
    if (seat) return new SharedServer({ url, server, seat, cluster, binaries })
    if (server.isAlive()) await stopServer(server, binaries)
    patience.obstacle = (await server.saidLast()) || patience.obstacle
    if (!isPassing(patience.obstacle)) break
  }
  throw new EmbeddedPostgresError(
    `The embedded PostgreSQL did not start in ${cluster.pgdata}. What was said last (${cluster.logFile} has more):\n` +
      patience.obstacle,
  )
}

/**
 * Waits for the server's answer to a first query. Undefined when it is gone, or does not serve this cluster.
 * Throws EmbeddedPostgresError when it does not know our password.
 */
async function seatAt(
  server: ServerProcess,
  url: string,
  cluster: Cluster,
  patience: Patience,
): Promise<Seat | undefined> {
  for (; server.isAlive() && patience.lasts; await sleep(10)) {
    try {
      const answer = await takeSeat(url, cluster.pgdata)
      if (answer === 'foreign') return undefined
      if (answer !== 'closing') return answer
    } catch (error) {
      const { code, message } = error as DatabaseError
      if (code === '28P01')
        throw new EmbeddedPostgresError(
          `The database in ${cluster.pgdata} has another password than the file beside it: restore that from a backup.`,
        )
      // It answers that it is starting up or shutting down: recovery after a crash takes as long as it takes.
      if (code === '57P03') patience.renew()
      patience.obstacle = message
    }
  }
  return undefined
}

class Patience {
  obstacle = ''
  #endsAtMs = performance.now() + PATIENCE_MS

  get lasts(): boolean {
    return performance.now() < this.#endsAtMs
  }

  renew(): void {
    this.#endsAtMs = performance.now() + PATIENCE_MS
  }
}

/** Whether a server gave up for a reason that time or another port cures: another server came first or just left. */
function isPassing(lastWords: string): boolean {
  return /lock file|still in use|could not bind|shutdown request/.test(lastWords)
}

function urlOf({ password }: Cluster, port: number): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
}
