import { setTimeout } from 'node:timers/promises'
import type pg from 'pg'

/** Copies what mutations change, so that every measurement of one begins with the same rows. */
export async function keepPristine(client: pg.Client): Promise<void> {
  await client.query(`create unlogged table bench.code_before as
    select id, name, type, status, starts_at, ends_at, updated_at, wish_version, deleted_at, is_scheduled_on_device from access_code`)
  await client.query('alter table bench.code_before add primary key (id)')
  await client.query('create unlogged table bench.claim_before as select id, during from pin_claim')
  await client.query('alter table bench.claim_before add primary key (id)')
  await client.query('vacuum (analyze) bench.code_before, bench.claim_before')
}

/** Quiet for so many looks in a row, a busy server has no more requests of a load that has ended. */
const QUIET_LOOKS = 5
const LOOK_MS = 40

/** Resolves when nothing is under way any more: servers finish requests whose answers nobody waits for. */
export async function untilQuiet(client: pg.Client): Promise<void> {
  for (let quiet = 0; quiet < QUIET_LOOKS; ) {
    const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from pg_stat_activity
      where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid() and state <> 'idle'`)
    quiet = rows[0]?.count === 0 ? quiet + 1 : 0
    await setTimeout(LOOK_MS)
  }
}

/** What the data set is about was made before; what mutations write is made now. */
const sinceThen = `>= '2021-01-01Z'`

/** Takes back whatever mutations did since the data set was made. */
export async function restore(client: pg.Client): Promise<void> {
  await client.query(`begin; set local session_replication_role = replica;
    create temporary table changed on commit drop as
      select workspace_id, id, created_at ${sinceThen} as is_new from access_code where updated_at ${sinceThen};
    delete from event where occurred_at ${sinceThen};
    delete from action_attempt where created_at ${sinceThen};
    delete from pin_claim p using changed c where p.workspace_id = c.workspace_id and p.access_code_id = c.id
      and not exists (select from bench.claim_before b where b.id = p.id);
    update pin_claim p set during = b.during, released_at = null from changed c, bench.claim_before b
      where p.workspace_id = c.workspace_id and p.access_code_id = c.id and b.id = p.id
        and (p.during <> b.during or p.released_at is not null);
    delete from access_code a using changed c where a.id = c.id and c.is_new;
    update access_code a set name = b.name, type = b.type, status = b.status, starts_at = b.starts_at, ends_at = b.ends_at,
        updated_at = b.updated_at, wish_version = b.wish_version, deleted_at = b.deleted_at,
        is_scheduled_on_device = b.is_scheduled_on_device
      from changed c, bench.code_before b where c.id = a.id and b.id = a.id;
    delete from audit_entry;
    delete from audit_seal;
    delete from linked_code_group where created_at ${sinceThen};
    update device_sync set generation = 0, due_at = '2100-01-01Z' where generation <> 0;
    commit`)
}

/** Clears dead rows away, or they would be the next measurement's. What is known of the tables stays true. */
export async function sweep(client: pg.Client): Promise<void> {
  for (const table of [
    'access_code',
    'pin_claim',
    'action_attempt',
    'event',
    'device_sync',
    'linked_code_group',
    'audit_entry',
  ]) {
    await client.query(`vacuum ${table}`)
  }
}
