import { join } from 'node:path'
import { seeded } from '../domain/random-ints.ts'
import { call, create } from './callers.ts'
import { type Check, checks } from './checks.ts'
import { type History, newHistory } from './history.ts'
import { chaosHouse } from './house.ts'
import { MortalDatabase } from './mortal-database.ts'
import { MortalProcess } from './mortal-process.ts'
import { settle } from './settle.ts'
import { killDatabase, spoilLocks, strike } from './strikes.ts'
import { callerCount, chaosTiming, gatewayCount, type Protection, workerCount } from './terms.ts'

export interface ChaosOptions {
  readonly seconds: number
  readonly seed: number
  readonly without?: Protection | null
  readonly databaseKills: number
  /** Between one fault of a process and the next, about. */
  readonly strikeEveryMs?: number
  /** Replays of everything at the end, at most. */
  readonly replaysMax?: number
  /** What the processes say is kept here; with the database if not given, and gone with it. */
  readonly logFolder?: string | undefined
}

export interface ChaosReport {
  readonly history: History
  readonly faults: ReadonlyMap<string, number>
  /** Processes that ended by themselves in the midst of their work: none should. */
  readonly endsAtWork: number
  readonly checks: readonly Check[]
}

/** Lets real processes work on a real database while everything is done to them, and looks at what is left. */
export async function runChaos({
  seconds,
  seed,
  without = null,
  databaseKills,
  strikeEveryMs = 500,
  replaysMax = 200,
  logFolder,
}: ChaosOptions): Promise<ChaosReport> {
  await using stack = new AsyncDisposableStack()
  const postgres = stack.use(await MortalDatabase.start())
  const house = stack.use(await chaosHouse(postgres.url, without))
  const env = {
    DATABASE_URL: postgres.url,
    LATCHKEY_DATA_DIR: postgres.folder,
    LATCHKEY_ENCRYPTION_KEYS: house.encryptionKey,
    LATCHKEY_ENGINE_TIMING: JSON.stringify(chaosTiming),
  }
  const begin = (kind: 'gateway' | 'worker', number: number) => {
    const name = `${kind}-${number}`
    return stack.use(new MortalProcess({ name, kind, env, logFile: join(logFolder ?? postgres.folder, `${name}.log`) }))
  }
  const gateways = Array.from({ length: gatewayCount }, (_, index) => begin('gateway', index + 1))
  const workers = Array.from({ length: workerCount }, (_, index) => begin('worker', index + 1))
  const processes = [...gateways, ...workers]

  const history = newHistory()
  const faults = new Map<string, number>()
  const urls = () => gateways.flatMap(({ url }) => url ?? [])
  const called = { apiKey: house.apiKey, doors: house.doors, urls }
  const struck = { processes, postgres, house }
  const over = AbortSignal.timeout(seconds * 1_000)
  await Promise.all([
    strike({ ...struck, strikeEveryMs }, faults, seeded(seed), over),
    spoilLocks(struck, faults, seeded(seed + 1), over),
    killDatabase(struck, faults, databaseKills, seconds * 1_000),
    ...Array.from({ length: callerCount }, (_, index) =>
      call(called, history, seeded(seed + 2 + index), `caller-${index + 1}`, over),
    ),
  ])
  for (const { request } of [...history.creates.values()].slice(0, replaysMax)) await create(called, history, request)
  const left = await settle(house)
  const endsAtWork = processes.reduce((sum, { ends }) => sum + ends.atWork, 0)
  return { history, faults, endsAtWork, checks: await checks(house.database.pool, history, left) }
}

/** What callers were promised: creates, replays and deletes. */
export function acknowledgedOperations({ counts }: History): number {
  return [...counts].reduce((sum, [what, times]) => (/^(creates|replays|deletes)/.test(what) ? sum + times : sum), 0)
}
