import { randomInt } from 'node:crypto'
import { afterAll, expect, onTestFinished } from 'vitest'
import { connect } from '../../src/data/client.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import { createAccessCode } from '../../src/domain/access-codes/create.ts'
import { createAccessCodeInput, updateAccessCodeInput } from '../../src/domain/access-codes/inputs.ts'
import { updateAccessCode } from '../../src/domain/access-codes/update.ts'
import { deleteLinkedCodeGroup } from '../../src/domain/linked-code-groups/delete.ts'
import { unlimitedProgramming } from '../../src/domain/programming-limits.ts'
import { startEngine } from '../../src/engine/engine.ts'
import type { EngineTiming } from '../../src/engine/timing.ts'
import type { LockProvider } from '../../src/locks/provider.ts'
import { simulatedSandbox } from '../../src/locks/simulated/sandbox.ts'
import { freshDatabase } from './database.ts'
import { addDevice, addWorkspace } from './house.ts'
import { MemoryLocks } from './memory-locks.ts'
import { aViewer } from './viewer.ts'

/** The engine's terms, shorter. */
export const hasty: Partial<EngineTiming> = {
  leaseMs: 2_000,
  readTimeoutMs: 1_000,
  commandTimeoutMs: 150,
  settleMs: 100,
  sendWithinMs: 100,
  pollMs: 100,
  backoffFirstMs: 100,
  backoffMaxMs: 500,
}

/** A database with wishes in it, and locks in memory for an engine to keep them on. Call it at the file's top level. */
export async function engineHouse() {
  const { url } = await freshDatabase()
  const database = connect(url)
  afterAll(() => database[Symbol.asyncDispose]())
  const { pool } = database
  const vault = await openPinVault(pool, [Buffer.alloc(32, 7)])
  const locks = new MemoryLocks()
  const services = {
    pool,
    lookUps: pool,
    writers: pool,
    vault,
    randomInt,
    programmingLimits: unlimitedProgramming,
    sandbox: simulatedSandbox({ pool, vault }),
  }
  const workspaceId = await addWorkspace(database)
  const viewer = aViewer(workspaceId, ['SEE_PINS', 'WRITE_CODES'])
  const one = async (text: string, values: unknown[]) => (await pool.query(text, values)).rows[0]

  return {
    database,
    services,
    viewer,
    vault,
    locks,
    workspaceId,
    async door(given: Parameters<typeof addDevice>[2] = {}) {
      const id = await addDevice(database, workspaceId, given)
      return { id, lock: locks.lockOf(id) }
    },
    async wish(deviceId: string, given: object = {}): Promise<string> {
      const input = createAccessCodeInput.parse({ deviceId, ...given })
      const { accessCodeId } = await createAccessCode(services, viewer, input)
      return accessCodeId
    },
    async update(id: string, given: object): Promise<void> {
      await updateAccessCode(services, viewer, updateAccessCodeInput.parse({ id, ...given }))
    },
    deleteGroup: (commonCodeKey: string) => deleteLinkedCodeGroup(services, viewer, commonCodeKey),
    /** Changes a wish as a verb does: its columns, its version, and its device is woken. */
    async change(codeId: string, columns: string): Promise<void> {
      await pool.query(
        `with locked as (
          select s.device_id from device_sync s join access_code a using (device_id) where a.id = $1 for update of s
        ), changed as (
          update access_code a set ${columns}, wish_version = wish_version + 1, updated_at = now()
          from locked where a.id = $1 and a.device_id = locked.device_id returning a.device_id
        ) update device_sync s set generation = generation + 1, due_at = now() from changed c where s.device_id = c.device_id`,
        [codeId],
      )
      await pool.query(`select pg_notify('latchkey_due', '')`)
    },
    async wake(deviceId: string): Promise<void> {
      await pool.query('update device_sync set due_at = now() where device_id = $1', [deviceId])
      await pool.query(`select pg_notify('latchkey_due', '')`)
    },
    start(timing: Partial<EngineTiming> = hasty, provider: LockProvider = locks): AsyncDisposable {
      const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
      const engine = startEngine({ database, vault, providers: { SIMULATED: provider }, logger, timing })
      let stopped: PromiseLike<void> | undefined
      const stop = () => (stopped ??= engine[Symbol.asyncDispose]())
      onTestFinished(async () => stop())
      return { [Symbol.asyncDispose]: async () => stop() }
    },
    code: (id: string) =>
      one(
        `select status, verification, lock_slot as "lockSlot", errors, warnings, removed_at is not null as "isGone",
          is_scheduled_on_device as "isScheduledOnDevice", appearance_name as "appearanceName" from access_code where id = $1`,
        [id],
      ),
    sync: (deviceId: string) => one('select * from device_sync where device_id = $1', [deviceId]),
    async eventsOf(codeId: string): Promise<string[]> {
      const text = 'select type from event where access_code_id = $1 order by transaction_id, position'
      return (await pool.query(text, [codeId])).rows.map(({ type }) => type)
    },
    /** Newest last. */
    async attempts(codeId: string): Promise<{ type: string; status: string }[]> {
      const text = 'select action_type as type, status from action_attempt where access_code_id = $1 order by id'
      return (await pool.query(text, [codeId])).rows
    },
    /** What the code holds of PINs, those released left out. */
    async claims(codeId: string): Promise<{ from: Date; until: Date | null; enforced: boolean }[]> {
      const text = `select lower(during) as "from", upper(during) as until, enforced from pin_claim
        where access_code_id = $1 and released_at is null order by id`
      return (await pool.query(text, [codeId])).rows
    },
    attempt: (codeId: string) => one('select status, error from action_attempt where access_code_id = $1', [codeId]),
    async eventually(read: () => Promise<unknown>, expected: unknown): Promise<void> {
      await expect.poll(read, { timeout: 10_000, interval: 20 }).toMatchObject(expected as object)
    },
  }
}
