import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const usage = `Usage: npm run soak -- [--only PART ...] [--runs N] [--commands N] [--seed S] [--path P]
What the suite only samples, at its full figures, which are printed; exits with 1 if anything failed.
  model     houses that live through whatever is asked and befalls locks, held against a model: 300 runs of 50 commands
  time      latency, taking over from a dead worker, a guest's weekend, a noisy neighbour and what refusals take, measured against real processes
  simulate  20,000 histories of wishes, faults and crashes through the engine's decisions
  chaos     gateways, workers and the database killed for a minute
The numbers are those of the model. --seed, --path and --commands repeat a failure, as it was printed.`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    runs: { type: 'string' },
    commands: { type: 'string' },
    seed: { type: 'string' },
    path: { type: 'string' },
    help: { type: 'boolean' },
  },
})

const numbers = { runs: values.runs, commandsPerRun: values.commands, seed: values.seed }
const given = Object.entries(numbers).flatMap(([name, text]) =>
  text === undefined ? [] : [[name, Number(text)] as const],
)
const terms = {
  ...Object.fromEntries(given),
  ...(values.path !== undefined && { path: values.path, runs: 1 }),
}

const soakTests = ['vitest', 'run', '--config', 'vitest.soak.config.ts']
const parts: Readonly<Record<string, readonly string[]>> = {
  model: [...soakTests, 'test/soak/model.test.ts'],
  time: [...soakTests, '--exclude', 'test/soak/model.test.ts'],
  simulate: ['node', 'scripts/simulate.ts', '--seeds', '20000'],
  chaos: ['node', 'scripts/chaos.ts', '--seconds', '60'],
}
const chosen = values.only ?? Object.keys(parts)
const areValid = given.every(([, number]) => Number.isInteger(number)) && chosen.every((part) => part in parts)

if (values.help || !areValid) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

const results = chosen.map((part) => {
  console.log(`── ${part}`)
  const [command = '', ...args] = parts[part] ?? []
  const env = { ...process.env, LATCHKEY_SOAK_MODEL: JSON.stringify(terms) }
  const startedMs = performance.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit', env })
  return { part, isWell: status === 0, seconds: Math.round((performance.now() - startedMs) / 1000) }
})
console.log('')
for (const { part, isWell, seconds } of results) console.log(`${isWell ? 'ok    ' : 'FAILED'} ${part}, ${seconds} s`)
process.exitCode = results.every(({ isWell }) => isWell) ? 0 : 1
