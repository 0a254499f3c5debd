import { createHash } from 'node:crypto'
import type pg from 'pg'

/** One credential may hold so many streams of the product's. */
const STREAMS_PER_KEY = 100

/** Keys of the first workspace for so many subscribers: there until disposed of. */
export async function subscriberKeys(database: pg.Client, subscribers: number) {
  const keys = Array.from(
    { length: Math.ceil(subscribers / STREAMS_PER_KEY) },
    (_, n) => `seam_lk_benchmark_subscriber_${n}_0000000000000000`,
  )
  await database.query(`delete from api_key where name = 'Subscriber'`)
  await database.query(
    `insert into api_key (id, workspace_id, name, token_hash, first_characters, scopes)
      select bench.id('subscriber', n), bench.id('workspace', 0), 'Subscriber', hash, 'seam_lk_benc', enum_range(null::scope)
      from unnest($1::bytea[]) with ordinality as k (hash, n)`,
    [keys.map((key) => createHash('sha256').update(key).digest())],
  )
  return {
    keyOf: (subscriber: number): string => keys[Math.floor(subscriber / STREAMS_PER_KEY)] ?? '',
    [Symbol.asyncDispose]: async () => void (await database.query(`delete from api_key where name = 'Subscriber'`)),
  }
}
