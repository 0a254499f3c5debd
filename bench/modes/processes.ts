import { measureCell } from '../measure/cell.ts'
import { onBothCores } from '../measure/cores.ts'
import { cursorsOf } from '../measure/same-answers.ts'
import { type ServerProcess, startServer } from '../measure/server-process.ts'
import { median, shuffled } from '../measure/statistics.ts'
import type { Options } from '../options.ts'
import { peers } from '../peers/peers.ts'
import { ratio, table } from '../report/tables.ts'
import type { Stand } from '../stand.ts'
import type { Operation } from '../workloads/documents.ts'

const counts = [1, 2] as const
const operations = ['Q1', 'Q2', 'Q4', 'M1'] as const satisfies readonly Operation[]

/** One gateway and two on one database, behind one port. They share the machine with PostgreSQL and the load generator. */
export async function processes(stand: Stand, options: Options) {
  await using stack = new AsyncDisposableStack()
  const latchkey = peers.find(({ name }) => name === 'latchkey')
  if (!latchkey) throw new Error('there is nobody to measure')
  const houses: { count: number; server: ServerProcess; cursors: readonly string[] }[] = []
  for (const count of counts) {
    const server = stack.use(
      await startServer(
        { ...latchkey, entry: '../measure/many-processes.ts' },
        { databaseUrl: stand.databaseUrl, environment: { BENCH_PROCESSES: String(count) }, pin: onBothCores },
      ),
    )
    houses.push({ count, server, cursors: await cursorsOf(server, stand.shape) })
  }
  const connections = options.isSmoke ? 4 : 64
  const lines = [['', 'req/s of 1', 'of 2', 'ratio']]
  const figures: Record<string, number> = {}
  for (const operation of operations) {
    const speeds = new Map(counts.map((count) => [count as number, [] as number[]]))
    for (const { server, cursors } of houses) await measure(server, cursors, options.warmUpSeconds)
    for (let round = 0; round < options.rounds; round++) {
      for (const { count, server, cursors } of shuffled(houses)) {
        const cell = await measure(server, cursors, options.seconds)
        speeds.get(count)?.push(cell.requestsPerSecond)
      }
    }
    const [one = 1, two = 1] = counts.map((count) => median(speeds.get(count) ?? []))
    figures[operation] = two / one
    lines.push([operation, one.toFixed(0), two.toFixed(0), ratio(two / one)])

    function measure(server: ServerProcess, cursors: readonly string[], seconds: number) {
      return measureCell(stand, server, operation, { connections, seconds, cursors })
    }
  }
  const section = `## From one process to two\n\nAt ${connections} connections.\n\n${table(lines)}`
  return { section, figures }
}
