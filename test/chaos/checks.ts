import { type Queryable, query } from '../../src/data/statement.ts'
import type { History } from './history.ts'

/** A promise, and each time it was broken. */
export interface Check {
  readonly promise: string
  readonly violations: readonly string[]
}

export async function checks(on: Queryable, history: History, left: readonly string[]): Promise<Check[]> {
  const seen = (kind: string) =>
    told(on, "select device_id || ' ' || slots || ' ' || at as what from chaos.seen where kind = $1", [kind])
  return [
    { promise: 'acknowledged operations lost', violations: await lost(on, history) },
    { promise: 'replays with another answer', violations: history.changedReplays },
    { promise: 'moments with one PIN in two slots of a lock', violations: await seen('one PIN twice') },
    { promise: 'codes taken off their lock while said to be SET', violations: await seen('SET and taken off') },
    { promise: 'codes and devices stuck', violations: left },
    { promise: 'differences between wishes and locks', violations: await told(on, differences, []) },
    {
      promise: 'codes of others touched',
      violations: [...(await seen('others touched')), ...(await told(on, othersGone, []))],
    },
    { promise: 'claims held by codes that are gone', violations: await told(on, heldClaims, []) },
  ]
}

/** Each acknowledged code is there, or was deleted as acknowledged, or its window is over and it is gone. */
async function lost(on: Queryable, { creates, askedToDelete, deleted }: History): Promise<string[]> {
  const text = `select id, removed_at is not null as "isGone", deleted_at is not null as "isDeleted",
      coalesce(ends_at <= now(), false) as "isOver" from access_code where is_managed`
  const rows = await query<{ id: string; isGone: boolean; isDeleted: boolean; isOver: boolean }>(on, text, [])
  const codes = new Map(rows.map((row) => [row.id, row]))
  return [...creates.values()]
    .flatMap(({ ids }) => ids)
    .flatMap((id) => {
      const code = codes.get(id)
      if (!code) return [`created ${id}, which is nowhere`]
      if (deleted.has(id)) return code.isDeleted || code.isOver ? [] : [`deleted ${id}, which is wished as before`]
      return code.isGone && !code.isOver && !askedToDelete.has(id) ? [`created ${id}, which is gone`] : []
    })
}

async function told(on: Queryable, text: string, values: unknown[]): Promise<string[]> {
  return (await query<{ what: string }>(on, text, values)).map(({ what }) => what)
}

/** What is wished and not on its lock, and what is on a lock and not wished. */
const differences = `
  with wished as (
    select device_id, pin_hash from access_code
    where is_managed and deleted_at is null and removed_at is null and (ends_at is null or ends_at > now())
  ), held as (
    select c.device_id, c.pin_hash from simulated_lock.code c
    where not exists (select from chaos.others o where o.device_id = c.device_id and o.pin_hash = c.pin_hash)
  )
  select 'not on lock ' || device_id as what from (select * from wished except all select * from held) missing
  union all
  select 'not wished on lock ' || device_id from (select * from held except all select * from wished) spare`

const othersGone = `
  select 'gone from ' || device_id as what from chaos.others o where not exists (
    select from simulated_lock.code c where c.device_id = o.device_id and c.slot = o.slot and c.pin_hash = o.pin_hash)`

const heldClaims = `
  select c.id::text as what from pin_claim c join access_code a on a.id = c.access_code_id
  where c.released_at is null and a.removed_at is not null`
