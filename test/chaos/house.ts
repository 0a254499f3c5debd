import { randomBytes } from 'node:crypto'
import { connect, type Database } from '../../src/data/client.ts'
import { migrate } from '../../src/data/migrate.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import { addApiKey } from '../../src/domain/auth/api-keys.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import type { LockAddress } from '../../src/locks/provider.ts'
import { addFault, clearFaults } from '../../src/locks/simulated/faults.ts'
import { setAtKeypad } from '../../src/locks/simulated/keypad.ts'
import type { SimulatedStack } from '../../src/locks/simulated/lock-session.ts'
import { setTraits } from '../../src/locks/simulated/traits.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { doorCount, lateByMs, latencyMs, type Protection, trapCount } from './terms.ts'
import { installWitness } from './witness.ts'

/** Doors with a code of somebody else's on each, as the processes under test find them. */
export interface ChaosHouse extends AsyncDisposable {
  readonly database: Database
  readonly stack: SimulatedStack
  readonly apiKey: string
  readonly encryptionKey: string
  readonly doors: readonly LockAddress[]
  /** Doors with nothing on them that nobody but `waitInAmbush` uses. */
  readonly traps: readonly LockAddress[]
  /** One fault of some kind, for the next call of some lock. */
  spoil(random: (below: number) => number): Promise<string>
  heal(): Promise<void>
}

export async function chaosHouse(url: string, without: readonly Protection[]): Promise<ChaosHouse> {
  await migrate(url)
  const database = connect(`${url}?application_name=chaos`, { connectionsMax: 4 })
  const { pool } = database
  // Its sessions end with the database, whatever they are at.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const key = randomBytes(32)
  const vault = await openPinVault(pool, [key])
  const stack = { pool, vault }
  const workspaceId = await addWorkspace(database)
  const apiKey = newToken('API_KEY')
  await addApiKey({ writers: pool, vault }, { workspaceId, name: 'Chaos', key: apiKey })
  const addDoor = async (given: Parameters<typeof addDevice>[2], ms: number): Promise<LockAddress> => {
    const door = { workspaceId, deviceId: await addDevice(database, workspaceId, given) }
    // A lock that finds no duplicates hides no mistake.
    await setTraits(stack, door, { slotCount: 60, latencyMs: ms, checksDuplicates: false })
    return door
  }
  const doors: LockAddress[] = []
  for (let number = 1; number <= doorCount; number++) {
    // Every third door keeps no time, so that its codes come and go just in time.
    const door = await addDoor({ supportsNativeScheduling: number % 3 !== 0 }, latencyMs(number))
    doors.push(door)
    await setAtKeypad(stack, door, { slot: String(number), pin: `900000${String(number).padStart(2, '0')}` })
  }
  const traps = await Promise.all(Array.from({ length: trapCount }, () => addDoor({}, 0)))
  await installWitness(pool, without)
  const aDoor = (random: (below: number) => number) => doors[random(doors.length)] as LockAddress
  return {
    ...{ database, stack, apiKey, doors, traps },
    encryptionKey: key.toString('base64'),
    async spoil(random) {
      const fault = faults[random(faults.length)] ?? faults[0]
      await addFault(stack, aDoor(random), { ...fault, times: 1 })
      return `lock ${fault.kind.toLowerCase().replace('_', ' ')}`
    },
    async heal() {
      for (const door of [...doors, ...traps]) await clearFaults(stack, door)
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

const faults = [
  { kind: 'DROPS_ANSWER' },
  { kind: 'APPLIES_LATE', afterMs: lateByMs },
  { kind: 'APPLIES_LATE', afterMs: lateByMs / 4 },
  { kind: 'REFUSES', reason: 'BUSY', isPermanent: false },
  { kind: 'DROPS_ANSWER', calls: ['list'] },
] as const
