import { type Database, poolBeside } from './data/client.ts'
import type { PinVault } from './data/pins/vault.ts'
import { startEngine } from './engine/engine.ts'
import type { EngineTiming } from './engine/timing.ts'
import { simulatedLocks } from './locks/simulated/simulated-locks.ts'
import type { Logger } from './server/log.ts'

/** The engine with every lock stack that there is. Any number of processes may run one on the same database. */
export function startLockEngine(
  { database, vault }: { database: Database; vault: PinVault },
  logger: Logger,
  timing: Partial<EngineTiming> = {},
): AsyncDisposable {
  const stack = new AsyncDisposableStack()
  // Dozens of devices at work at once would leave those who ask the API no connection.
  const pool = stack.use(poolBeside(database, 'engine'))
  const simulated = stack.use(simulatedLocks({ pool, vault }))
  stack.use(startEngine({ database: { pool }, vault, providers: { SIMULATED: simulated }, logger, timing }))
  return stack
}
