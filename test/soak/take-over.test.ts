import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import type { EngineTiming } from '../../src/engine/timing.ts'
import { setTraits } from '../../src/locks/simulated/traits.ts'
import { engineHouse } from '../support/engine-house.ts'

const house = await engineHouse()
const { pool } = house.database
const stack = { pool, vault: house.vault }

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url))

/** Slow enough that a worker can be met in the midst of a command, within its deadline. */
const lockLatencyMs = 700
const timing: Partial<EngineTiming> = {
  leaseMs: 3_000,
  readTimeoutMs: 1_500,
  commandTimeoutMs: 1_500,
  settleMs: 500,
  sendWithinMs: 500,
  pollMs: 200,
}
const takeOverMaxMs = 4_000

test('a worker killed in the midst of a command is followed by another within the lease and a second', async () => {
  const { id } = await house.door()
  await setTraits(stack, { workspaceId: house.workspaceId, deviceId: id }, { latencyMs: lockLatencyMs })
  const [first, second] = [worker(), worker()]
  const code = await house.wish(id, { code: '4711' })
  const isCommanding = async () => (await house.sync(id)).quarantine_until !== null
  await expect.poll(isCommanding, { timeout: 15_000, interval: 10 }).toBe(true)

  const { lease_owner, epoch } = await house.sync(id)
  const [victim, heir] = lease_owner.startsWith(`worker ${first.pid} `) ? [first, second] : [second, first]
  victim.kill('SIGKILL')
  const killedAtMs = performance.now()
  await expect
    .poll(async () => Number((await house.sync(id)).epoch), { timeout: 15_000, interval: 10 })
    .toBe(Number(epoch) + 1)
  expect(performance.now() - killedAtMs).toBeLessThan(takeOverMaxMs)
  expect((await house.sync(id)).lease_owner).toMatch(`worker ${heir.pid} `)

  await house.eventually(() => house.code(code), { status: 'SET', verification: 'READ_BACK' })
  const { rows } = await pool.query('select slot from simulated_lock.code where device_id = $1', [id])
  expect(rows).toHaveLength(1)
}, 60_000)

/** An engine in a process of its own. */
function worker() {
  const child = spawn(process.execPath, [cli, 'worker'], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: pool.options.connectionString,
      LATCHKEY_ENCRYPTION_KEYS: Buffer.alloc(32, 7).toString('base64'),
      LATCHKEY_ENGINE_TIMING: JSON.stringify(timing),
      LOG_LEVEL: 'silent',
    },
    stdio: 'ignore',
  })
  const exit = once(child, 'exit')
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exit
  })
  return child
}
