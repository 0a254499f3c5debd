// npm run bench: see README.md for what can be asked for.
import { install } from './install.ts'

install()
const { runBenchmark } = await import('./run.ts')
await runBenchmark(process.argv.slice(2))
