import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'
import { stopSignal } from '../src/stop-signal.ts'
import { howPinned } from './measure/cores.ts'
import { compare } from './modes/compare.ts'
import { fanOut } from './modes/fan-out.ts'
import { growth } from './modes/growth.ts'
import { memory } from './modes/memory.ts'
import { processes } from './modes/processes.ts'
import { profile } from './modes/profile.ts'
import { startUp } from './modes/start-up.ts'
import { statements } from './modes/statements.ts'
import { type Mode, type Options, readOptions } from './options.ts'
import { p99At, ratiosAt, rowsOf } from './report/summary.ts'
import { cellTables, ratio, ratioTable, table } from './report/tables.ts'
import { openStand, type Stand } from './stand.ts'

/** What one run found: text for people, figures for machines. */
interface Findings {
  readonly sections: string[]
  readonly figures: Record<string, unknown>
}

export async function runBenchmark(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  const findings: Findings = { sections: [], figures: { environment: environment() } }
  {
    await using stand = await openStand(options)
    const measuring = async () => {
      for (const mode of options.modes) await measure[mode](stand, options, findings)
    }
    const interrupted = stopSignal().then(() => {
      throw new Error('interrupted')
    })
    await Promise.race([measuring(), interrupted])
  }
  const text = findings.sections.join('\n\n')
  console.log(`\n${text}`)
  const json = `${JSON.stringify(findings.figures, null, 2)}\n`
  if (options.jsonFile) writeFileSync(options.jsonFile, json)
  if (options.isKept) {
    const folder = new URL('results/', import.meta.url)
    const day = new Date().toISOString().slice(0, 10)
    mkdirSync(folder, { recursive: true })
    writeFileSync(new URL(`${day}.json`, folder), json)
    writeFileSync(new URL(`${day}.md`, folder), `# Figures of ${day}\n\n${describe()}\n\n${text}\n`)
  }
}

const measure: Record<Mode, (stand: Stand, options: Options, findings: Findings) => Promise<void>> = {
  async compare(stand, options, { sections, figures }) {
    const cells = await compare(stand, options)
    const rows = rowsOf(cells)
    const at = options.connections.includes(16) ? 16 : (options.connections[0] ?? 16)
    const ratios = ratiosAt(rows, at)
    const p99 = p99At(rows, 64)
    Object.assign(figures, { ratios, p99At64: p99, rows })
    sections.push(`## Latchkey beside the others, ${at} connections\n\n${ratioTable(ratios)}`)
    const lines = Object.entries(p99).map(([name, { toBestPeer }]) => [name, ratio(toBestPeer)])
    if (lines.length > 0) sections.push(`## p99 at 64 connections\n\n${table([['', "of the best peer's"], ...lines])}`)
    sections.push(`## Every server\n\n${cellTables(rows)}`)
  },
  'fan-out': async (stand, options, findings) => add(findings, 'fanOut', await fanOut(stand, options)),
  growth: async (stand, options, findings) => add(findings, 'growth', await growth(stand, options)),
  memory: async (stand, options, findings) => add(findings, 'memory', await memory(stand, options)),
  'start-up': async (stand, options, findings) => add(findings, 'startUp', await startUp(stand, options)),
  processes: async (stand, options, findings) => add(findings, 'processes', await processes(stand, options)),
  async profile(stand, options, { sections }) {
    sections.push(await profile(stand, options))
  },
  async statements(stand, options, { sections }) {
    sections.push(await statements(stand, options))
  },
}

function add({ sections, figures }: Findings, name: string, found: { section: string; figures: object }): void {
  sections.push(found.section)
  figures[name] = found.figures
}

const environment = () => ({
  node: process.version,
  platform: `${platform()} ${arch()}`,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  pinning: howPinned,
})

function describe(): string {
  const { node, platform, processor, cores, memoryGiB, pinning } = environment()
  return `Node ${node} on ${platform}, ${cores} cores (${processor}), ${memoryGiB} GiB; ${pinning}.`
}
