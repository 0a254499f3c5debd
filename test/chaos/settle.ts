import { setTimeout as sleep } from 'node:timers/promises'
import { type Queryable, query } from '../../src/data/statement.ts'
import type { ChaosHouse } from './house.ts'
import { settledWithinMs } from './terms.ts'

/** Once nothing goes wrong any more: waits until all is as wished, or it has taken too long. Answers what is left. */
export async function settle(house: ChaosHouse): Promise<string[]> {
  const untilMs = performance.now() + settledWithinMs
  for (;;) {
    const left = await house
      .heal()
      .then(() => unfinished(house.database.pool))
      .catch((error: Error) => [`the database does not answer: ${error.message}`])
    if (left.length === 0 || performance.now() > untilMs) return left
    await sleep(300)
  }
}

/** Codes that are in no final state, locks with something on its way to them, attempts that nobody ended. */
async function unfinished(on: Queryable): Promise<string[]> {
  const text = `
    select 'code ' || id || ' is ' || status || case when is_in_doubt then ', in doubt' else '' end
      || case when deleted_at is null and ends_at > now() then ', its time is not over' else '' end || ' ' || errors::text as what
    from access_code where is_managed and removed_at is null and not (
      status = 'SET' and verification = 'READ_BACK' and not is_in_doubt and deleted_at is null and ends_at is null)
    union all
    select 'action attempt ' || id || ' is pending' from action_attempt where status = 'PENDING'
    union all
    select 'a command is on its way to ' || device_id from simulated_lock.late_command
    union all
    select 'device ' || device_id || ' is being worked on' from device_sync
    where lease_until > now() or quarantine_until > now() or due_at <= now()`
  return (await query<{ what: string }>(on, text, [])).map(({ what }) => what)
}
