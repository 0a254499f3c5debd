import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { query } from '../../src/data/statement.ts'
import { seeded } from '../domain/random-ints.ts'
import { waitInAmbush } from './ambush.ts'
import type { Called } from './asking.ts'
import { call } from './callers.ts'
import { type Check, checks, witnessed } from './checks.ts'
import { create } from './creating.ts'
import { type History, newHistory } from './history.ts'
import { type ChaosHouse, chaosHouse } from './house.ts'
import { MortalDatabase } from './mortal-database.ts'
import { MortalProcess, warmUp } from './mortal-process.ts'
import { replayRotation } from './rotating.ts'
import { settle } from './settle.ts'
import { killDatabase, spoilLocks, strike } from './strikes.ts'
import { callerCount, chaosTiming, gatewayCount, type Protection, workerCount } from './terms.ts'

export interface ChaosOptions {
  readonly seconds: number
  readonly seed: number
  readonly without?: readonly Protection[]
  readonly databaseKills: number
  /** Whether to look no further once the witness has seen a promise broken. */
  readonly stopsWhenBroken?: boolean
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
  without = [],
  databaseKills,
  stopsWhenBroken = false,
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
    // Who asks all the time is not to be told to wait.
    LATCHKEY_RATE_LIMITS: 'off',
    LATCHKEY_ENGINE_TIMING: JSON.stringify(chaosTiming),
    NODE_COMPILE_CACHE: join(postgres.folder, 'compiled'),
  }
  await warmUp(env)
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
  const broken = new AbortController()
  const over = AbortSignal.any([broken.signal, AbortSignal.timeout(seconds * 1_000)])
  await Promise.all([
    strike(struck, faults, seeded(seed), over),
    spoilLocks(struck, faults, seeded(seed + 1), over),
    killDatabase(struck, faults, { times: databaseKills, overMs: seconds * 1_000 }, over),
    ...(stopsWhenBroken ? [watch(house, broken, over)] : []),
    ...house.traps.map((door) => waitInAmbush(house, door, over)),
    ...Array.from({ length: callerCount }, (_, index) =>
      call(called, history, seeded(seed + 2 + index), `caller-${index + 1}`, over),
    ),
  ])
  const endsAtWork = () => processes.reduce((sum, { ends }) => sum + ends.atWork, 0)
  if (broken.signal.aborted) return { history, faults, endsAtWork: endsAtWork(), checks: await witnessed(house) }
  await replay(called, history, replaysMax)
  const left = await settle(house)
  return { history, faults, endsAtWork: endsAtWork(), checks: await checks(house, history, left) }
}

/** Everything again that was asked with a key: nothing may have changed since. */
async function replay(called: Called, history: History, max: number): Promise<void> {
  const some = <T>(all: Iterable<T>) => [...all].slice(0, max / 2)
  for (const { request } of some(history.creates.values())) await create(called, history, 'nobody', request)
  for (const key of some(history.rotations.keys())) await replayRotation(called, history, key)
}

/** Looks at what the witness has seen, until it has seen something. */
async function watch({ database }: ChaosHouse, broken: AbortController, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await sleep(WATCH_EVERY_MS, undefined, { signal: until }).catch(() => undefined)
    const seen = await query(database.pool, 'select from chaos.seen limit 1', []).catch(() => [])
    if (seen.length > 0) broken.abort()
  }
}

const WATCH_EVERY_MS = 500
