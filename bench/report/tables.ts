import { peers } from '../peers/peers.ts'
import type { Ratios, Row } from './summary.ts'

/** A Markdown table: what stands in its first line are the heads. */
export function table(lines: readonly (readonly string[])[]): string {
  const [head = [], ...body] = lines
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const row = (line: readonly string[]) =>
    `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [row(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...body.map(row)].join('\n')
}

const titleOf = (name: string): string => peers.find((peer) => peer.name === name)?.title ?? name

const whole = (value: number): string => value.toFixed(0)
export const ratio = (value: number | null | undefined): string => (value == null ? '–' : value.toFixed(2))

/** One table for each workload and number of connections, the fastest server first. */
export function cellTables(rows: readonly Row[]): string {
  const groups = Map.groupBy(rows, ({ operation, connections }) => `${operation} · ${connections} connections`)
  return [...groups]
    .map(([title, servers]) => {
      const limit = servers.find(({ peer }) => peer === 'limit')?.requestsPerSecond
      const sorted = servers.toSorted((a, b) => b.requestsPerSecond - a.requestsPerSecond)
      const body = sorted.map((row) => [
        titleOf(row.peer),
        whole(row.requestsPerSecond),
        `${row.spread[0].toFixed(2)}–${row.spread[1].toFixed(2)}`,
        ratio(limit && row.requestsPerSecond / limit),
        `${row.p50Ms.toFixed(1)} / ${row.p99Ms.toFixed(1)}`,
        whole(row.serverUs),
        whole(row.postgresUs),
        row.othersCores.toFixed(2),
      ])
      const head = [
        '',
        'req/s',
        'spread',
        'of the limit',
        'p50 / p99 ms',
        'server CPU µs',
        'PostgreSQL CPU µs',
        'others, cores',
      ]
      return `### ${title}\n\n${table([head, ...body])}`
    })
    .join('\n\n')
}

export function ratioTable(ratios: Readonly<Record<string, Ratios>>): string {
  const head = ['', 'to the best peer', 'to the limit', 'CPU: to the best peer', 'CPU: to the limit']
  const body = Object.entries(ratios).map(([operation, { toBestPeer, toLimit, cpuToBestPeer, cpuToLimit }]) => [
    operation,
    ...[toBestPeer, toLimit, cpuToBestPeer, cpuToLimit].map(ratio),
  ])
  return table([head, ...body])
}
