import { afterAll } from 'vitest'
import { connect, type Database } from '../../src/data/client.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import type { Prisma } from '../../src/data/prisma/client.ts'
import type { LockAddress, LockProvider } from '../../src/locks/provider.ts'
import type { SimulatedStack } from '../../src/locks/simulated/lock-session.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { type LockTraits, setTraits } from '../../src/locks/simulated/traits.ts'
import { freshDatabase } from '../support/database.ts'
import { addDevice, addWorkspace } from '../support/house.ts'

export interface SimulatedHouse {
  readonly databaseUrl: string
  readonly database: Database
  readonly stack: SimulatedStack
  readonly provider: LockProvider
  readonly workspaceId: string
  /** A lock behind a new device. */
  lock(device?: Partial<Prisma.DeviceCreateManyInput>, traits?: Partial<LockTraits>): Promise<LockAddress>
  /** The same locks with connections of their own, as another process reaches them. */
  otherProcess(connectionsMax?: number): Promise<{ readonly stack: SimulatedStack; readonly provider: LockProvider }>
}

/** Simulated locks over the calling test file's own database. Call it at the file's top level. */
export async function simulatedHouse(): Promise<SimulatedHouse> {
  const { url: databaseUrl } = await freshDatabase()
  const closing = new AsyncDisposableStack()
  afterAll(() => closing.disposeAsync())

  async function process(connectionsMax = 10) {
    const database = closing.use(connect(databaseUrl, { connectionsMax }))
    const stack = { pool: database.pool, vault: await openPinVault(database.pool, [Buffer.alloc(32, 7)]) }
    return { database, stack, provider: closing.use(simulatedLocks(stack)) }
  }

  const { database, stack, provider } = await process()
  const workspaceId = await addWorkspace(database)
  return {
    ...{ databaseUrl, database, stack, provider, workspaceId },
    async lock(device, traits) {
      const lock = { workspaceId, deviceId: await addDevice(database, workspaceId, device) }
      if (traits) await setTraits(stack, lock, traits)
      return lock
    },
    otherProcess: process,
  }
}
