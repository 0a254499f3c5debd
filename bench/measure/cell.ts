import { restore, sweep, untilQuiet } from '../data-set/pristine.ts'
import type { Stand } from '../stand.ts'
import { isMutation, type Operation } from '../workloads/documents.ts'
import type { Cursors } from '../workloads/requests.ts'
import { cpuMsOf, cpuMsOfChildren, cpuMsOfMachine } from './cpu.ts'
import type { LoadResult } from './load.ts'
import type { ServerProcess } from './server-process.ts'

/** One server under one workload for a few seconds. */
export interface Cell extends LoadResult {
  readonly peer: string
  readonly operation: Operation
  readonly connections: number
  readonly requestsPerSecond: number
  /** CPU time of the server's process for each request, user and system. */
  readonly serverUs: number
  /** The same of PostgreSQL's processes. */
  readonly postgresUs: number
  /** How many cores others used meanwhile: what is above a few hundredths makes the figures worse. */
  readonly othersCores: number
}

let first = 0

export async function measureCell(
  stand: Stand,
  server: ServerProcess,
  operation: Operation,
  { connections, seconds, cursors }: { connections: number; seconds: number; cursors: Cursors },
): Promise<Cell> {
  const { load, shape, database } = stand
  // Other requests each time, and of mutations none twice: what they changed is restored.
  first += 1_009
  const before = used(stand, server)
  const result = await load.run({
    url: server.url,
    document: server.peer.documents[operation],
    ...{ operation, shape, cursors, connections, seconds, first },
  })
  const after = used(stand, server)
  if (isMutation(operation)) {
    await untilQuiet(database)
    await restore(database)
    await sweep(database)
  }
  if (result.bad > 0 || result.requests === 0) {
    throw new Error(
      `${server.peer.name} answered ${result.bad} of ${result.requests} ${operation} badly: ${result.firstBad}`,
    )
  }
  const spent = { server: after.server - before.server, postgres: grown(before.postgres, after.postgres) }
  const others = after.machine - before.machine - spent.server - spent.postgres - (after.load - before.load)
  return {
    ...result,
    peer: server.peer.name,
    operation,
    connections,
    requestsPerSecond: result.requests / result.seconds,
    serverUs: (spent.server * 1000) / result.requests,
    postgresUs: (spent.postgres * 1000) / result.requests,
    othersCores: Math.max(0, others / 1000 / result.seconds),
  }
}

function used({ postgresPid, load }: Stand, { pid }: ServerProcess) {
  return {
    server: cpuMsOf(pid),
    postgres: cpuMsOfChildren(postgresPid),
    load: cpuMsOf(load.pid),
    machine: cpuMsOfMachine(),
  }
}

/** Of processes that come and go meanwhile, as vacuum's do, as much as can still be seen. */
function grown(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  return [...after].reduce((sum, [pid, ms]) => sum + ms - (before.get(pid) ?? 0), 0)
}
