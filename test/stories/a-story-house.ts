import { afterAll, expect, vi } from 'vitest'
import { startEngine } from '../../src/engine/engine.ts'
import type { EngineTiming } from '../../src/engine/timing.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { accessCode } from '../api/documents.ts'
import { installWitness } from '../chaos/witness.ts'
import { aSandbox } from '../sandbox/a-sandbox.ts'
import { testGateway } from '../support/gateway.ts'

/** What a lock holds in one slot. */
export interface OnLock {
  readonly slot: string
  readonly pin: string
  readonly name: string | null
  readonly startsAt: string | null
  readonly endsAt: string | null
}

/** What is told of a code at last: that its lock was read without it, and that it is gone. */
export const endingGone = expect.toSatisfy(
  (types: string[]) => types.slice(-2).join() === 'ACCESS_CODE_REMOVED_FROM_DEVICE,ACCESS_CODE_DELETED',
)

/**
 * A house whose locks an engine keeps, asked over HTTP as any client would, with a witness of every change at its locks.
 * Call it at the file's top level.
 */
export async function aStoryHouse(given: Partial<EngineTiming> = {}) {
  // A busy machine makes a story slow, not wrong.
  vi.setConfig({ testTimeout: 90_000 })
  const gateway = await testGateway()
  const { database, vault } = gateway
  await installWitness(database.pool, [])
  const house = await aSandbox(gateway)
  const running = new AsyncDisposableStack()
  afterAll(() => running.disposeAsync())
  const provider = running.use(simulatedLocks({ pool: database.pool, vault }))
  const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
  const timing = { pollMs: 100, backoffFirstMs: 100, backoffMaxMs: 300, ...given }
  running.use(startEngine({ database, vault, providers: { SIMULATED: provider }, logger, timing }))

  const opens = async (deviceId: string, code: string): Promise<boolean> =>
    (await house.enter({ deviceId, code })).opens
  return {
    ...house,
    database,
    /** Waits as long as a slow machine may need. */
    eventually: (read: () => Promise<unknown>) => expect.poll(read, { timeout: 20_000, interval: 25 }),
    /** As a client sees it; null once it is known to be gone. */
    async codeOf(id: string) {
      return (await house.client.ask(`{ accessCode(id: "${id}") { ${accessCode} } }`)).data.accessCode
    },
    async codesOn(deviceId: string) {
      const query = `{ device(id: "${deviceId}") { isOnline accessCodes { nodes { id code status warnings { issueCode } } } } }`
      return (await house.client.ask(query)).data.device
    },
    /** Those that are listed by now: a transaction open anywhere on the server holds events back. */
    async eventsOf(id: string): Promise<string[]> {
      const query = `{ events(first: 100, filter: { accessCodeId: "${id}" }) { nodes { type } } }`
      const { data } = await house.client.ask(query)
      return data.events.nodes.map(({ type }: { type: string }) => type)
    },
    /** What is physically there, whatever anybody has on record. */
    async onLock(deviceId: string): Promise<OnLock[]> {
      const text = 'select id, slot::text, pin, name, starts_at, ends_at from simulated_lock.code where device_id = $1'
      const { rows } = await database.pool.query(`${text} order by code.slot`, [deviceId])
      return rows.map(({ id, slot, pin, name, starts_at, ends_at }) => ({
        slot,
        pin: vault.open(pin, id),
        name,
        startsAt: starts_at?.toISOString() ?? null,
        endsAt: ends_at?.toISOString() ?? null,
      }))
    },
    opens,
    /** Whether the PIN would open the door at that time of the lock's clock, with what it holds now. */
    async opensAt(instant: string, deviceId: string, code: string): Promise<boolean> {
      await house.simulateDevice({ deviceId, clockOffsetMs: Date.parse(instant) - Date.now() })
      const isOpen = await opens(deviceId, code)
      await house.simulateDevice({ deviceId, clockOffsetMs: 0 })
      return isOpen
    },
    /** Ends something in a moment: asks again where that moment was over before anybody looked. Answers when it ends. */
    async endSoon(update: (endsAt: string) => Promise<{ readonly __typename: string }>): Promise<string> {
      for (;;) {
        const endsAt = new Date(Date.now() + 1_500).toISOString()
        const { __typename } = await update(endsAt)
        if (__typename !== 'InvalidInputError') return endsAt
      }
    },
    /** What nobody may ever see at any lock: a PIN in two slots, a living code taken off. */
    async witnessed(): Promise<string[]> {
      return (await database.pool.query('select kind from chaos.seen')).rows.map(({ kind }) => kind)
    },
  }
}
