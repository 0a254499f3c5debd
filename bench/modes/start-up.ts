import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryOf } from '../measure/cpu.ts'
import { startServer } from '../measure/server-process.ts'
import { median, shuffled } from '../measure/statistics.ts'
import type { Options } from '../options.ts'
import { peers } from '../peers/peers.ts'
import { table } from '../report/tables.ts'
import type { Stand } from '../stand.ts'

/** How long each server takes to be there, and Latchkey without any database to begin with. */
export async function startUp({ databaseUrl }: Stand, options: Options) {
  const times = new Map<string, { ms: number[]; mib: number[] }>()
  for (let round = 0; round < options.rounds; round++) {
    for (const peer of shuffled(options.peers)) {
      await using server = await startServer(peer, { databaseUrl })
      const { ms, mib } = times.get(peer.name) ?? { ms: [], mib: [] }
      times.set(peer.name, { ms: [...ms, server.startedInMs], mib: [...mib, memoryOf(server.pid)] })
    }
  }
  const lines = options.peers.map(({ name, title }) => {
    const { ms = [], mib = [] } = times.get(name) ?? {}
    return [title, median(ms).toFixed(0), median(mib).toFixed(0)]
  })
  const alone = options.peers.some(({ name }) => name === 'latchkey') ? await fromNothing() : []
  const figures = Object.fromEntries([...times].map(([name, { ms }]) => [name, median(ms)]))
  const section = `## Start-up\n\n${table([['', 'ms to the first answer', 'resident MiB then'], ...lines, ...alone])}`
  return { section, figures }
}

/** With a PostgreSQL of its own: made on the first start, and there already on the second. */
async function fromNothing(): Promise<string[][]> {
  const latchkey = peers.find(({ name }) => name === 'latchkey')
  if (!latchkey) return []
  const dataDir = mkdtempSync(join(tmpdir(), 'latchkey-bench-start-'))
  try {
    const lines: string[][] = []
    for (const title of ['Latchkey, its own database and the demo house to be made', 'Latchkey, both there']) {
      const environment = { LATCHKEY_DATA_DIR: dataDir, LATCHKEY_DEMO: 'true', DATABASE_URL: '' }
      await using server = await startServer(latchkey, { databaseUrl: '', environment })
      lines.push([title, server.startedInMs.toFixed(0), memoryOf(server.pid).toFixed(0)])
    }
    return lines
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}
