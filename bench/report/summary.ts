import type { Cell } from '../measure/cell.ts'
import { median } from '../measure/statistics.ts'
import { isRival } from '../peers/peers.ts'
import type { Operation } from '../workloads/documents.ts'

/** Medians over the rounds of one server under one workload. */
export interface Row {
  readonly peer: string
  readonly operation: Operation
  readonly connections: number
  readonly requestsPerSecond: number
  /** The slowest and the fastest round, as shares of the median. */
  readonly spread: readonly [number, number]
  readonly p50Ms: number
  readonly p99Ms: number
  readonly serverUs: number
  readonly postgresUs: number
  readonly othersCores: number
  readonly bytesPerRequest: number
}

export function rowsOf(cells: readonly Cell[]): Row[] {
  const groups = Map.groupBy(cells, ({ peer, operation, connections }) => `${peer} ${operation} ${connections}`)
  return [...groups.values()].map((rounds) => {
    const [{ peer, operation, connections }] = rounds as [Cell, ...Cell[]]
    const of = (field: (cell: Cell) => number) => median(rounds.map(field))
    const speeds = rounds.map((cell) => cell.requestsPerSecond)
    const speed = median(speeds)
    return {
      peer,
      operation,
      connections,
      requestsPerSecond: speed,
      spread: [Math.min(...speeds) / speed, Math.max(...speeds) / speed],
      p50Ms: of((cell) => cell.p50Ms),
      p99Ms: of((cell) => cell.p99Ms),
      serverUs: of((cell) => cell.serverUs),
      postgresUs: of((cell) => cell.postgresUs),
      othersCores: of((cell) => cell.othersCores),
      bytesPerRequest: of((cell) => cell.bytesPerRequest),
    }
  })
}

/** How Latchkey stands to the others. Above 1 is better than they. */
export interface Ratios {
  /** In requests a second. */
  readonly toBestPeer: number | null
  readonly toLimit: number | null
  /** In CPU time of server and database together for each request, which other work on the machine disturbs less. */
  readonly cpuToBestPeer: number | null
  readonly cpuToLimit: number | null
}

const cpuOf = ({ serverUs, postgresUs }: Row): number => serverUs + postgresUs

export function ratiosAt(rows: readonly Row[], connections: number): Partial<Record<Operation, Ratios>> {
  const some = rows.filter((row) => row.connections === connections)
  const groups = Map.groupBy(some, ({ operation }) => operation)
  return Object.fromEntries(
    [...groups].flatMap(([operation, servers]) => {
      const ours = servers.find(({ peer }) => peer === 'latchkey')
      if (!ours) return []
      const limit = servers.find(({ peer }) => peer === 'limit')
      const rivals = servers.filter(({ peer }) => isRival({ name: peer }))
      const best = Math.max(...rivals.map((row) => row.requestsPerSecond))
      const leanest = Math.min(...rivals.map(cpuOf))
      return [
        [
          operation,
          {
            toBestPeer: rivals.length > 0 ? ours.requestsPerSecond / best : null,
            toLimit: limit ? ours.requestsPerSecond / limit.requestsPerSecond : null,
            cpuToBestPeer: rivals.length > 0 ? leanest / cpuOf(ours) : null,
            cpuToLimit: limit ? cpuOf(limit) / cpuOf(ours) : null,
          },
        ],
      ]
    }),
  )
}

/** Our p99 over the best peer's: below 1 is better than it. */
export function p99At(rows: readonly Row[], connections: number): Partial<Record<Operation, { toBestPeer: number }>> {
  const groups = Map.groupBy(
    rows.filter((row) => row.connections === connections),
    ({ operation }) => operation,
  )
  return Object.fromEntries(
    [...groups].flatMap(([operation, servers]) => {
      const ours = servers.find(({ peer }) => peer === 'latchkey')
      const rivals = servers.filter(({ peer }) => isRival({ name: peer }))
      if (!ours || rivals.length === 0) return []
      return [[operation, { toBestPeer: ours.p99Ms / Math.min(...rivals.map(({ p99Ms }) => p99Ms)) }]]
    }),
  )
}
