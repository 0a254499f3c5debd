import { parseArgs } from 'node:util'
import { simulateMany } from '../test/engine/simulation/simulate.ts'
import { type Protection, protections } from '../test/engine/simulation/terms.ts'

const usage = `Usage: node scripts/simulate.ts [--seeds N] [--from S] [--without NAME] [--later]
Runs the histories of seeds S to S+N-1 through the engine's decisions and prints every broken promise with its seed.
--without takes a protection away: ${protections.join(', ')}.
--later lets some commands land after their quarantine, and demands that they are found and undone.`

/** Exit code 1: a promise was broken. */
function main(): number {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      without: { type: 'string', multiple: true, default: [] },
      later: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const count = Number(values.seeds)
  const from = Number(values.from)
  const isKnown = (name: string): name is Protection => protections.includes(name as Protection)
  if (values.help || !Number.isInteger(count) || !Number.isInteger(from) || !values.without.every(isKnown)) {
    console.error(usage)
    return 2
  }
  const terms = { without: new Set(values.without.filter(isKnown)), later: values.later }
  const startedMs = performance.now()
  let violations = 0
  for (const { seed, atMs, message } of simulateMany({ from, count }, terms)) {
    violations++
    console.log(`seed ${seed}, after ${Math.round(atMs)} ms: ${message}`)
  }
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`${count} seeds from ${from} in ${seconds} s: ${violations} violations`)
  return violations > 0 ? 1 : 0
}

process.exitCode = main()
