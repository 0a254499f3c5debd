import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Everything that can be found out without running the gateway. Prints which check failed, and goes on to the next. */
const contract = '../shared/tools/check-contract.mjs'

const checks: readonly (readonly [name: string, ...command: string[]])[] = [
  ['types', 'tsc', '--noEmit'],
  ['format, lint and arrows', 'biome', 'ci', '.'],
  // Its peers bring types of their own, which are there once it has run.
  ...(existsSync('bench/generated') ? [['types of the benchmark', 'tsc', '--noEmit', '-p', 'bench'] as const] : []),
  ['dead code', 'knip'],
  ['schema.graphql is up to date', 'node', 'scripts/check-schema.ts'],
  ...(existsSync(contract) ? [['contract', 'node', contract] as const] : []),
]

const failed = checks.filter(([name, command = '', ...args]) => {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`)
  return status !== 0
})
console.log(failed.length === 0 ? 'Every check passed.' : `Failed: ${failed.map(([name]) => name).join(', ')}.`)
process.exitCode = failed.length === 0 ? 0 : 1
