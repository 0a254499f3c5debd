import { type Cell, measureCell } from '../measure/cell.ts'
import { cursorsOf, mustAnswerTheSame } from '../measure/same-answers.ts'
import { mustChangeTheSame } from '../measure/same-changes.ts'
import { type ServerProcess, startServer } from '../measure/server-process.ts'
import { shuffled } from '../measure/statistics.ts'
import type { Options } from '../options.ts'
import type { Stand } from '../stand.ts'
import { isMutation } from '../workloads/documents.ts'

/** All servers up at once, each a process of its own; round by round, each in its turn, in another order each time. */
export async function compare(stand: Stand, options: Options): Promise<readonly Cell[]> {
  await using stack = new AsyncDisposableStack()
  const { shape, databaseUrl } = stand
  const servers: ServerProcess[] = []
  for (const peer of options.peers) servers.push(stack.use(await startServer(peer, { databaseUrl })))

  await mustAnswerTheSame(servers, shape)
  if (options.operations.some(isMutation)) await mustChangeTheSame(stand.serverUrl, options.peers)
  console.log(`${servers.length} servers give the same answers.`)

  const cursors = new Map<ServerProcess, readonly string[]>()
  for (const server of servers) cursors.set(server, await cursorsOf(server, shape))
  const cells: Cell[] = []
  for (const operation of options.operations) {
    const measure = (server: ServerProcess, connections: number, seconds: number) =>
      measureCell(stand, server, operation, { connections, seconds, cursors: cursors.get(server) ?? [] })
    for (const server of servers) await measure(server, options.connections.at(-1) ?? 16, options.warmUpSeconds)
    for (let round = 0; round < options.rounds; round++) {
      for (const connections of options.connections) {
        for (const server of shuffled(servers)) cells.push(await measure(server, connections, options.seconds))
      }
    }
    console.log(`${operation} measured`)
  }
  return cells
}
