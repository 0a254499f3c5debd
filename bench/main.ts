// npm run bench: see README.md for what can be asked for.
import { install } from './install.ts'

install()
const { runBenchmark } = await import('./run.ts')
try {
  await runBenchmark(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
// Whatever an interruption left running ends with this process.
process.exit()
