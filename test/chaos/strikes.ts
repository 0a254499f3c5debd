import { setTimeout as sleep } from 'node:timers/promises'
import { query } from '../../src/data/statement.ts'
import { count } from './history.ts'
import type { ChaosHouse } from './house.ts'
import type { MortalDatabase } from './mortal-database.ts'
import type { MortalProcess } from './mortal-process.ts'
import { restBetweenStopsMs, stopMs, strikes } from './terms.ts'

interface Struck {
  readonly processes: readonly MortalProcess[]
  readonly postgres: MortalDatabase
  readonly house: ChaosHouse
}

/** About. */
const STRIKE_EVERY_MS = 500

type Random = (below: number) => number

/** Kills and stops processes and ends sessions, in turn, until the signal. */
export async function strike(struck: Struck, faults: Map<string, number>, random: Random, until: AbortSignal) {
  let bag: (typeof strikes)[number][] = []
  while (!until.aborted) {
    await sleep(STRIKE_EVERY_MS * (0.6 + random(80) / 100))
    if (bag.length === 0) bag = [...strikes]
    const [kind] = bag.splice(random(bag.length), 1)
    const inTurn = await victims(struck, random)
    if (kind === 'session') {
      const ended = await endSessions(struck.house)
      if (ended > 0) count(faults, 'database session ended')
    } else if (kind === 'kill') {
      // Now and then one that is only just starting: were it always so, a slow machine would do nothing but start.
      const killable = random(6) === 0 ? inTurn : inTurn.filter(({ isAtWork }) => isAtWork)
      if (killable.some((process) => process.kill())) count(faults, 'kill -9')
    } else {
      const ms = stopMs.least + random(stopMs.most - stopMs.least)
      if (inTurn.some((process) => process.stopFor(ms, restBetweenStopsMs))) count(faults, 'SIGSTOP')
    }
  }
}

/** All processes: the first to be struck is every other time one that is in the midst of a command. */
async function victims({ processes, house }: Struck, random: Random): Promise<MortalProcess[]> {
  const from = random(processes.length)
  const inTurn = [...processes.slice(from), ...processes.slice(0, from)]
  const pid = random(2) === 0 ? await commander(house) : null
  return inTurn.sort((a, b) => Number(b.pid === pid) - Number(a.pid === pid))
}

/** Kills the whole database so many times, spread over the time, or until the signal. */
export async function killDatabase(
  { postgres }: Struck,
  faults: Map<string, number>,
  { times, overMs }: { readonly times: number; readonly overMs: number },
  until: AbortSignal,
) {
  for (let time = 1; time <= times; time++) {
    await sleep(overMs / (times + 1), undefined, { signal: until }).catch(() => undefined)
    if (until.aborted) return
    await postgres.killAndRestart()
    count(faults, 'kill -9 of PostgreSQL')
  }
}

/** Has locks drop answers, act late and refuse, until the signal. */
export async function spoilLocks({ house }: Struck, faults: Map<string, number>, random: Random, until: AbortSignal) {
  while (!until.aborted) {
    await sleep(250 + random(500))
    const kind = await house.spoil(random).catch(() => null)
    if (kind) count(faults, kind)
  }
}

/** Who is at work on a lock now, by its process id; null if nobody is, or nobody can tell. */
async function commander({ database }: ChaosHouse): Promise<number | null> {
  const text = `select split_part(lease_owner, ' ', 2)::int as pid from device_sync where lease_until > now()
    order by quarantine_until is null, random() limit 1`
  return query<{ pid: number }>(database.pool, text, []).then(
    ([row]) => row?.pid ?? null,
    () => null,
  )
}

/** Some of those of the processes under test. */
async function endSessions({ database }: ChaosHouse): Promise<number> {
  const text = `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
    where application_name like 'latchkey%' order by random() limit 3) s`
  return query(database.pool, text, []).then(
    (rows) => rows.length,
    () => 0,
  )
}
