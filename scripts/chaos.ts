import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { acknowledgedOperations, runChaos } from '../test/chaos/run.ts'
import { databaseKills, type Protection, protections } from '../test/chaos/terms.ts'

const usage = `Usage: node scripts/chaos.ts [--seconds N] [--seed S] [--without NAME] [--logs FOLDER]
Two gateways and three workers on twelve simulated doors, while they are killed, stopped and cut off, and their database
killed ${databaseKills} times. Prints what was done and each promise that was broken, and exits with 1 if one was. The seed is that of the
faults and wishes; how real processes meet them differs from run to run.
--without takes a protection away: ${protections.join(', ')}.`

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
if (values.help || !(seconds >= 5) || !Number.isInteger(seed) || !isProtection(values.without)) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

const { without } = values
console.log(`seed ${seed}, ${seconds} s${without ? `, without ${without}` : ''}`)
const { history, faults, endsAtWork, checks } = await runChaos({
  seconds,
  seed,
  without: without ?? null,
  logFolder: values.logs,
  databaseKills,
})
console.log(`\n${acknowledgedOperations(history)} operations acknowledged`)
print([...history.counts])
const atProcesses = [...faults].filter(([kind]) => !kind.startsWith('lock ')).reduce((sum, [, times]) => sum + times, 0)
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

function print(rows: readonly (readonly [string, number])[]): void {
  for (const [what, times] of rows) console.log(`  ${String(times).padStart(6)}  ${what}`)
}

function isProtection(name: string | undefined): name is Protection | undefined {
  return name === undefined || (protections as readonly string[]).includes(name)
}
