import { afterAll, vi } from 'vitest'
import type { Database } from '../../src/data/client.ts'
import { startEngine } from '../../src/engine/engine.ts'
import type { EngineTiming } from '../../src/engine/timing.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import type { TestGateway } from './gateway.ts'

/** Has an engine keep the simulated locks of a gateway, sooner than they are used to, until the file is done. */
export async function runEngine({ database, vault }: TestGateway, timing: Partial<EngineTiming> = {}): Promise<void> {
  const { pool } = database
  const running = new AsyncDisposableStack()
  const provider = running.use(simulatedLocks({ pool, vault }))
  const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
  const hasty = { pollMs: 100, backoffFirstMs: 100, backoffMaxMs: 300, ...timing }
  running.use(startEngine({ database, vault, providers: { SIMULATED: provider }, logger, timing: hasty }))
  afterAll(() => running.disposeAsync())
  await untilLocksAreHeard(pool)
}

/** What locks tell before anybody listens is lost. */
export async function untilLocksAreHeard(pool: Database['pool']): Promise<void> {
  const listeners = `select count(*)::int as count from pg_stat_activity
    where datname = current_database() and query like 'listen simulated_lock_event%' and state = 'idle'`
  await vi.waitUntil(async () => (await pool.query(listeners)).rows[0].count === 1, { timeout: 20_000 })
}
