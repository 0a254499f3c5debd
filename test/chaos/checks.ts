import { type Queryable, query } from '../../src/data/statement.ts'
import type { History } from './history.ts'
import type { ChaosHouse } from './house.ts'
import { lost } from './lost.ts'

/** A promise, and each time it was broken. */
export interface Check {
  readonly promise: string
  readonly violations: readonly string[]
}

/** What the witness saw: true or not at every moment. */
export async function witnessed({ database }: ChaosHouse): Promise<Check[]> {
  const seen = async (promise: string, kind: string) => ({
    promise,
    violations: await told(database.pool, seenText, [kind]),
  })
  return [
    await seen('moments with one PIN in two slots of a lock', 'one PIN twice'),
    await seen('codes taken off their lock while said to be SET', 'SET and taken off'),
    await seen('codes taken off their lock to change them', 'open and taken off'),
    await seen('codes of others touched', 'others touched'),
  ]
}

/** What is left when everything has come to rest: `left` is what has not. */
export async function checks(house: ChaosHouse, history: History, left: readonly string[]): Promise<Check[]> {
  const { pool: on } = house.database
  return [
    { promise: 'acknowledged operations lost', violations: await lost(house, history) },
    { promise: 'answers that say otherwise than was asked for', violations: history.wrongAnswers },
    { promise: 'replays with another answer', violations: history.changedReplays },
    ...(await witnessed(house)),
    { promise: 'codes of others gone', violations: await told(on, othersGone, []) },
    { promise: 'codes and devices stuck', violations: left },
    { promise: 'differences between wishes and locks', violations: await told(on, differences, []) },
    { promise: 'groups of several PINs', violations: await told(on, dividedGroups, []) },
    { promise: 'claims held by codes that are gone', violations: await told(on, heldClaims, []) },
    {
      promise: 'backups that two have, or of another time than their codes',
      violations: await told(on, oddBackups, []),
    },
  ]
}

async function told(on: Queryable, text: string, values: unknown[]): Promise<string[]> {
  return (await query<{ what: string }>(on, text, values)).map(({ what }) => what)
}

/** With what had happened at the lock just before. */
const seenText = `
  select concat(device_id, ', slot ', slots, ' at ', at::time, (
    select string_agg(E'\n    ' || s.at::time || ' ' || s.what, '' order by s.at) from (
      select * from chaos.story s where s.device_id = seen.device_id and s.at <= seen.at order by s.at desc limit 40
    ) s)) as what
  from chaos.seen where kind = $1 order by at`

/** What is wished and not on its lock, and what is on a lock and not wished. */
const differences = `
  with wished as (
    select device_id, pin_hash, name from access_code
    where is_managed and deleted_at is null and removed_at is null and (ends_at is null or ends_at > now())
  ), held as (
    select c.device_id, c.pin_hash, c.name from simulated_lock.code c
    where not exists (select from chaos.others o where o.device_id = c.device_id and o.pin_hash = c.pin_hash)
  )
  select 'not on lock ' || device_id as what from (select * from wished except all select * from held) missing
  union all
  select 'not wished on lock ' || device_id from (select * from held except all select * from wished) spare`

const dividedGroups = `
  select linked_code_group_id::text as what from access_code
  where linked_code_group_id is not null and is_managed and deleted_at is null and removed_at is null
  group by 1 having count(distinct pin_hash) > 1`

const othersGone = `
  select 'gone from ' || device_id as what from chaos.others o where not exists (
    select from simulated_lock.code c where c.device_id = o.device_id and c.slot = o.slot and c.pin_hash = o.pin_hash)`

const heldClaims = `
  select c.id::text as what from pin_claim c join access_code a on a.id = c.access_code_id
  where c.released_at is null and a.removed_at is not null`

const oddBackups = `
  select pulled_backup_access_code_id::text as what from access_code where pulled_backup_access_code_id is not null
  group by 1 having count(*) > 1
  union all
  select b.id::text from access_code a join access_code b on b.id = a.pulled_backup_access_code_id
  where a.deleted_at is null and (b.deleted_at is not null or (a.starts_at, a.ends_at) is distinct from (b.starts_at, b.ends_at))`
