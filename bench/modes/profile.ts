import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { measureCell } from '../measure/cell.ts'
import { inspect } from '../measure/inspector.ts'
import { profileWhile } from '../measure/profiler.ts'
import { cursorsOf } from '../measure/same-answers.ts'
import { startServer } from '../measure/server-process.ts'
import type { Options } from '../options.ts'
import { flameGraph } from '../report/flame-graph.ts'
import { hotSpots } from '../report/hot-spots.ts'
import { table } from '../report/tables.ts'
import type { Stand } from '../stand.ts'

const resolversAlone = fileURLToPath(new URL('../measure/resolvers-alone.ts', import.meta.url))
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`

/** Where Latchkey's time goes under each workload. The profiles are kept in .data/profiles, and a flame graph of each. */
export async function profile(stand: Stand, options: Options): Promise<string> {
  const sections: string[] = []
  const folder = fileURLToPath(new URL('../.data/profiles/', import.meta.url))
  mkdirSync(folder, { recursive: true })
  const [peer] = options.peers
  if (!peer) return ''
  await using server = await startServer(peer, {
    databaseUrl: stand.databaseUrl,
    nodeFlags: ['--inspect=127.0.0.1:0', ...(options.isResolversAlone ? ['--import', resolversAlone] : [])],
  })
  using inspector = await inspect(server.inspectorUrl)
  const cursors = await cursorsOf(server, stand.shape)
  const connections = options.connections.includes(16) ? 16 : (options.connections[0] ?? 16)
  for (const operation of options.operations) {
    const measure = (seconds: number) => measureCell(stand, server, operation, { connections, seconds, cursors })
    await measure(options.warmUpSeconds)
    const { result: cell, profile: found } = await profileWhile(inspector, () => measure(options.seconds))
    const name = `${peer.name}-${operation}${options.isResolversAlone ? '-resolvers' : ''}`
    const file = `${folder}${name}.cpuprofile`
    writeFileSync(file, JSON.stringify(found))
    writeFileSync(
      `${folder}${name}.svg`,
      flameGraph(found, `${peer.title}, ${operation}, ${cell.serverUs.toFixed(0)} µs of CPU for each request`),
    )
    const { packages, functions } = hotSpots(found)
    const lines = (spots: typeof packages, count: number) =>
      spots.slice(0, count).map(({ name, share }) => [percent(share), name])
    sections.push(
      `### ${peer.title}, ${operation}, ${connections} connections\n\n` +
        `${cell.requestsPerSecond.toFixed(0)} req/s, ${cell.serverUs.toFixed(0)} µs of server CPU and ` +
        `${cell.postgresUs.toFixed(0)} µs of PostgreSQL's for each request. Profile: ${file}\n\n` +
        `${table([['of the server', 'in'], ...lines(packages, 16)])}\n\n${table([['self', 'function'], ...lines(functions, 25)])}`,
    )
  }
  return `## Where the time goes\n\n${sections.join('\n\n')}`
}
