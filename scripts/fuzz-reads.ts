import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const usage = `Usage: npm run fuzz:reads -- [--documents N] [--seed S]
Asks a gateway that compiles queries and one that leaves them to resolvers the same random documents, and compares the
answers to the byte; exits with 1 if any differ. A document that differs is the one of its number under the seed.
  --documents  how many, 20,000 unless told
  --seed       what is drawn, of the house and of the documents`

const { values } = parseArgs({
  options: { documents: { type: 'string', default: '20000' }, seed: { type: 'string' }, help: { type: 'boolean' } },
})
const given = { documents: Number(values.documents), ...(values.seed !== undefined && { seed: Number(values.seed) }) }

if (values.help || !Object.values(given).every((number) => Number.isInteger(number))) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}
const { status } = spawnSync('vitest', ['run', 'test/compiled/random-documents.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, LATCHKEY_FUZZ_READS: JSON.stringify(given) },
})
process.exitCode = status ?? 1
