import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { DEMO_WORKSPACE_ID, seedDemoHouse } from '../../prisma/seed.ts'
import { startEngine } from '../../src/engine/engine.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { testGateway } from '../support/gateway.ts'
import { Gate } from './gate.ts'

export type DemoGateway = Awaited<ReturnType<typeof demoGateway>>

/** How long is waited for what is otherwise than in a gateway that was started; nothing else is. */
const timing = { pollMs: 100, backoffFirstMs: 300, backoffMaxMs: 1_000 }

/**
 * What a reader has after `npm start`: a gateway with the demo house, its engine, and the file with the demo's key. Call it
 * at a test file's top level, and `begin` before the first test that asks it.
 */
export async function demoGateway() {
  const gateway = await testGateway()
  const { database, vault } = gateway
  const { pool } = database
  const gate = new Gate()
  const stack = new AsyncDisposableStack()
  let folder = ''
  let client: Awaited<ReturnType<typeof gateway.clientOf>> | undefined

  const isTrue = async (condition: string) => (await pool.query(`select (${condition}) as "isSo"`)).rows[0].isSo
  return {
    ...gateway,
    get client() {
      if (!client) throw new Error('the house was asked before it was there')
      return client
    },
    get keyFile() {
      return join(folder, 'demo-key')
    },
    /** For commands that open the database themselves. */
    get environment() {
      const key = gateway.encryptionKey.toString('base64')
      return { DATABASE_URL: gateway.databaseUrl, LATCHKEY_ENCRYPTION_KEYS: key, LATCHKEY_DATA_DIR: folder }
    },
    async begin(): Promise<void> {
      await seedDemoHouse(database, vault)
      client = await gateway.clientOf(DEMO_WORKSPACE_ID)
      folder = await mkdtemp(join(tmpdir(), 'latchkey-docs-'))
      await writeFile(join(folder, 'demo-key'), client.key)
      const locks = stack.use(simulatedLocks({ pool, vault }))
      const providers = { SIMULATED: gate.before(locks) }
      stack.use(startEngine({ database, vault, providers, logger: { info() {}, warn() {} }, timing }))
      await vi.waitUntil(() => isTrue(locksAreHeard), patience)
    },
    async end(): Promise<void> {
      gate.open()
      await stack.disposeAsync()
      await rm(folder, { recursive: true, force: true })
    },
    /**
     * Asks while nothing moves: all that was wished before has reached its lock, as for a reader who takes a moment over
     * each example, and nothing new does, as in the instant in which an answer is given.
     */
    async whileAllIsStill<Result>(ask: () => Promise<Result>): Promise<Result> {
      await vi.waitUntil(() => isTrue(nothingIsDue), patience)
      gate.close()
      try {
        return await ask()
      } finally {
        gate.open()
      }
    },
  }
}

export const patience = { timeout: 15_000, interval: 25 }

const nothingIsDue = `select bool_and(due_at > clock_timestamp() and lease_until is null) from device_sync`
const locksAreHeard = `exists (select from pg_stat_activity
  where datname = current_database() and query = 'listen simulated_lock_event')`
