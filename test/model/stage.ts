import { afterAll } from 'vitest'
import { startEngine } from '../../src/engine/engine.ts'
import type { LockProvider } from '../../src/locks/provider.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { type TestGateway, testGateway } from '../support/gateway.ts'
import { untilLocksAreHeard } from '../support/simulated-engine.ts'

/**
 * Nothing but what is done runs into a deadline, and whoever failed leaves the door alone until time is made to pass:
 * how long that would have taken is no matter here.
 */
const timing = {
  leaseMs: 120_000,
  readTimeoutMs: 60_000,
  commandTimeoutMs: 60_000,
  sendWithinMs: 30_000,
  settleMs: 1_000,
  pollMs: 500,
  backoffFirstMs: 600_000,
  backoffMaxMs: 600_000,
}

export interface Stage {
  readonly gateway: TestGateway
  /** Past all gates. */
  readonly locks: LockProvider
  readonly gates: Gates
}

/** A gateway, and the engine on simulated locks, which passes no gate that is shut. Call it at the file's top level. */
export async function aStage(): Promise<Stage> {
  const gateway = await testGateway({ connectionsMax: 20, queryCostMax: 100_000 })
  const { database, vault } = gateway
  const gates = new Gates()
  const running = new AsyncDisposableStack()
  const locks = running.use(simulatedLocks({ pool: database.pool, vault }))
  const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
  const providers = { SIMULATED: gates.before(locks) }
  running.use(startEngine({ database, vault, providers, logger, timing, devicesMax: 500 }))
  afterAll(async () => {
    gates.openAll()
    await running.disposeAsync()
  })
  await untilLocksAreHeard(database.pool)
  return { gateway, locks, gates }
}

/** Let the engine to the doors of a workspace, or have it wait before it looks at any. */
class Gates {
  readonly #shut = new Map<string, PromiseWithResolvers<void>>()
  readonly #waiting = new Map<string, number>()

  isShut(workspaceId: string): boolean {
    return this.#shut.has(workspaceId)
  }

  /** At how many doors of a workspace the engine waits. */
  waitingAt(workspaceId: string): number {
    return this.#waiting.get(workspaceId) ?? 0
  }

  shut(workspaceId: string): void {
    if (!this.#shut.has(workspaceId)) this.#shut.set(workspaceId, Promise.withResolvers())
  }

  open(workspaceId: string): void {
    this.#shut.get(workspaceId)?.resolve()
    this.#shut.delete(workspaceId)
  }

  openAll(): void {
    for (const workspaceId of this.#shut.keys()) this.open(workspaceId)
  }

  async #pass(workspaceId: string): Promise<void> {
    const gate = this.#shut.get(workspaceId)
    if (!gate) return
    this.#waiting.set(workspaceId, this.waitingAt(workspaceId) + 1)
    await gate.promise
    this.#waiting.set(workspaceId, this.waitingAt(workspaceId) - 1)
  }

  before(provider: LockProvider): LockProvider {
    return {
      ...provider,
      capabilities: async (lock) => {
        await this.#pass(lock.workspaceId)
        return provider.capabilities(lock)
      },
    }
  }
}
