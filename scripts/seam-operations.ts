import { spawnSync } from 'node:child_process'

/** Writes down anew what works here and with Seam's stand-in: test/seam/operations.json. */
const { status } = spawnSync('vitest', ['run', 'test/seam/compare.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, WRITE_OPERATIONS: 'yes' },
})
process.exitCode = status ?? 1
