import { setTimeout as sleep } from 'node:timers/promises'
import { query } from '../../src/data/statement.ts'
import { count } from './history.ts'
import type { ChaosHouse } from './house.ts'
import type { MortalDatabase } from './mortal-database.ts'
import type { MortalProcess } from './mortal-process.ts'
import { stopMs, strikes } from './terms.ts'

interface Struck {
  readonly processes: readonly MortalProcess[]
  readonly postgres: MortalDatabase
  readonly house: ChaosHouse
}

type Random = (below: number) => number

/** Kills and stops processes and ends sessions, in turn, until the signal. */
export async function strike(
  struck: Struck & { readonly strikeEveryMs: number },
  faults: Map<string, number>,
  random: Random,
  until: AbortSignal,
) {
  let bag: (typeof strikes)[number][] = []
  while (!until.aborted) {
    await sleep(struck.strikeEveryMs * (0.6 + random(80) / 100))
    if (bag.length === 0) bag = [...strikes]
    const [kind] = bag.splice(random(bag.length), 1)
    const { processes } = struck
    const from = random(processes.length)
    const inTurn = [...processes.slice(from), ...processes.slice(0, from)]
    if (kind === 'session') {
      const ended = await endSessions(struck.house)
      if (ended > 0) count(faults, 'database session ended')
    } else if (kind === 'kill') {
      if (inTurn.some((process) => process.isAtWork && process.kill()) || inTurn.some((process) => process.kill())) {
        count(faults, 'kill -9')
      }
    } else if (inTurn.some((process) => process.stopFor(stopMs.least + random(stopMs.most - stopMs.least)))) {
      count(faults, 'SIGSTOP')
    }
  }
}

/** Kills the whole database so many times, spread over the time. */
export async function killDatabase({ postgres }: Struck, faults: Map<string, number>, times: number, overMs: number) {
  for (let time = 1; time <= times; time++) {
    await sleep(overMs / (times + 1))
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

/** Some of those of the processes under test. */
async function endSessions({ database }: ChaosHouse): Promise<number> {
  const text = `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
    where application_name = 'latchkey' order by random() limit 3) s`
  return query(database.pool, text, []).then(
    (rows) => rows.length,
    () => 0,
  )
}
