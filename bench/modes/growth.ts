import { dataSet } from '../data-set/database.ts'
import { grown } from '../data-set/shape.ts'
import { type Cell, measureCell } from '../measure/cell.ts'
import { cursorsOf } from '../measure/same-answers.ts'
import { type ServerProcess, startServer } from '../measure/server-process.ts'
import { median, shuffled } from '../measure/statistics.ts'
import type { Options } from '../options.ts'
import { peers } from '../peers/peers.ts'
import { ratio, table } from '../report/tables.ts'
import type { Stand } from '../stand.ts'
import type { Operation } from '../workloads/documents.ts'

const sizes = (isSmoke: boolean) => (isSmoke ? [1_000, 4_000] : [1_000, 1_000_000]) as [number, number]
const operations = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5p', 'Q5'] as const satisfies readonly Operation[]
const titles = { Q5p: 'Q5 without totalCount', Q5: 'Q5 with totalCount' } as Partial<Record<Operation, string>>

interface Growth {
  /** CPU of server and PostgreSQL for each request at 16 connections, in a large workspace over that in a small one. */
  readonly cpu: number
  /** The same of the median latency at one connection. */
  readonly latency: number
}

/** What a request costs as its workspace grows: the same answers from a thousand codes and from a million. */
export async function growth(stand: Stand, options: Options) {
  await using stack = new AsyncDisposableStack()
  const latchkey = peers.find(({ name }) => name === 'latchkey')
  if (!latchkey) throw new Error('there is nobody to measure')
  const houses: { codes: number; server: ServerProcess; stand: Stand; cursors: readonly string[] }[] = []
  for (const codes of sizes(options.isSmoke)) {
    const shape = grown(codes)
    const databaseUrl = await dataSet(stand.serverUrl, shape, console.log)
    const server = stack.use(await startServer(latchkey, { databaseUrl }))
    houses.push({ codes, server, stand: { ...stand, shape, databaseUrl }, cursors: await cursorsOf(server, shape) })
  }

  const found: [Operation, Growth][] = []
  const lines = [['', 'CPU µs', '', 'CPU ratio', 'p50 ms, 1 connection', '', 'latency ratio']]
  for (const operation of operations) {
    const cells = new Map(houses.map(({ codes }) => [codes, { busy: [] as Cell[], alone: [] as Cell[] }]))
    const { warmUpSeconds, seconds } = options
    for (const house of houses) await measure(house, 16, warmUpSeconds)
    for (let round = 0; round < options.rounds; round++) {
      for (const house of shuffled(houses)) {
        cells.get(house.codes)?.busy.push(await measure(house, 16, seconds))
        cells.get(house.codes)?.alone.push(await measure(house, 1, seconds / 2))
      }
    }
    const both = [...cells.values()].map(({ busy, alone }) => ({
      cpu: median(busy.map(({ serverUs, postgresUs }) => serverUs + postgresUs)),
      p50: median(alone.map(({ p50Ms }) => p50Ms)),
    }))
    const [small, large] = both as [(typeof both)[number], (typeof both)[number]]
    const growth = { cpu: large.cpu / small.cpu, latency: large.p50 / small.p50 }
    found.push([operation, growth])
    lines.push([
      titles[operation] ?? operation,
      ...both.map(({ cpu }) => cpu.toFixed(0)),
      ratio(growth.cpu),
      ...both.map(({ p50 }) => p50.toFixed(2)),
      ratio(growth.latency),
    ])
    console.log(`growth of ${operation} measured`)

    function measure(house: (typeof houses)[number], connections: number, seconds: number): Promise<Cell> {
      return measureCell(house.stand, house.server, operation, { connections, seconds, cursors: house.cursors })
    }
  }
  const [few, many] = sizes(options.isSmoke).map((codes) => codes.toLocaleString('en'))
  const section = `## As a workspace grows\n\nLatchkey's answers from ${few} codes and, in the second column of each pair, from ${many}.\n\n${table(lines)}`
  return { section, figures: Object.fromEntries(found) }
}
