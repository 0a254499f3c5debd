import { mkdirSync, writeFileSync } from 'node:fs'
import { arch, cpus, platform, totalmem } from 'node:os'
import { howPinned } from './measure/cores.ts'
import { compare } from './modes/compare.ts'
import { profile } from './modes/profile.ts'
import { statements } from './modes/statements.ts'
import { readOptions } from './options.ts'
import { p99At, ratiosAt, rowsOf } from './report/summary.ts'
import { cellTables, ratio, ratioTable, table } from './report/tables.ts'
import { openStand } from './stand.ts'

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
    if (options.modes.includes('compare')) {
      const cells = await compare(stand, options)
      const rows = rowsOf(cells)
      const at = options.connections.includes(16) ? 16 : (options.connections[0] ?? 16)
      const ratios = ratiosAt(rows, at)
      const p99 = p99At(rows, 64)
      Object.assign(findings.figures, { ratios, p99At64: p99, rows })
      findings.sections.push(
        `## Latchkey beside the others, ${at} connections\n\n${ratioTable(ratios)}`,
        ...(Object.keys(p99).length > 0
          ? [
              `## p99 at 64 connections, to the best peer's\n\n${table([['', 'of the best peer'], ...Object.entries(p99).map(([name, { toBestPeer }]) => [name, ratio(toBestPeer)])])}`,
            ]
          : []),
        `## Every server\n\n${cellTables(rows)}`,
      )
    }
    if (options.modes.includes('statements')) findings.sections.push(await statements(stand, options))
    if (options.modes.includes('profile')) findings.sections.push(await profile(stand, options))
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
