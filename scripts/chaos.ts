import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { runChaos } from '../test/chaos/run.ts'
import { databaseKills, doorCount, protections } from '../test/chaos/terms.ts'

const usage = `Usage: node scripts/chaos.ts [--seconds N] [--seed S] [--without NAME] [--logs FOLDER]
Two gateways and three workers on ${doorCount} simulated doors, while they are killed, stopped and cut off, and their database
killed ${databaseKills} times. Prints what was done and each promise that was broken, and exits with 1 if one was. The seed is that of the
faults and wishes; how real processes meet them differs from run to run.
--without takes a protection away, or all of them: ${protections.join(', ')}, all. It then ends as soon as one
of the promises about locks is seen broken.`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    without: { type: 'string' },
    logs: { type: 'string' },
    help: { type: 'boolean' },
  },
})
const [seconds, seed] = [Number(values.seconds), Number(values.seed)]
const without = protections.filter((name) => values.without === name || values.without === 'all')
const isKnown = values.without === undefined || without.length > 0
if (values.help || !(seconds >= 5) || !Number.isInteger(seed) || !isKnown) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

console.log(`seed ${seed}, ${seconds} s${without.length > 0 ? `, without ${without.join(' and ')}` : ''}`)
const { history, faults, endsAtWork, checks } = await runChaos({
  seconds,
  seed,
  without,
  ...(without.length > 0 && { stopsWhenBroken: true }),
  logFolder: values.logs,
  databaseKills,
})
console.log(`\n${sum(history.acknowledged)} operations acknowledged`)
print([...history.acknowledged, ...history.others])
const atProcesses = sum([...faults].filter(([kind]) => !kind.startsWith('lock ')))
console.log(`\n${atProcesses} faults of processes and database, ${Math.round((atProcesses / seconds) * 60)} a minute`)
print([...faults])
console.log('\nbroken promises')
print([
  ...checks.map(({ promise, violations }) => [promise, violations.length] as const),
  ['processes that gave up at work', endsAtWork],
])
for (const { promise, violations } of checks)
  for (const what of violations.slice(0, 5)) console.log(`  ${promise}: ${what}`)
process.exitCode = endsAtWork > 0 || checks.some(({ violations }) => violations.length > 0) ? 1 : 0

function sum(counts: Iterable<readonly [string, number]>): number {
  return [...counts].reduce((all, [, times]) => all + times, 0)
}

function print(rows: readonly (readonly [string, number])[]): void {
  for (const [what, times] of rows) console.log(`  ${String(times).padStart(6)}  ${what}`)
}
