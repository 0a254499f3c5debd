import type pg from 'pg'

/** Runs `load` on tables without their indexes, and builds these afterwards: many times faster than keeping them up. */
export async function withoutIndexes(client: pg.Client, tables: readonly string[], load: () => Promise<void>) {
  const { rows: constraints } = await client.query<{ drop: string; add: string }>(
    `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
        format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as add
      from pg_constraint where conrelid = any($1::regclass[]) and contype::text = 'x'`,
    [tables],
  )
  const { rows: indexes } = await client.query<{ drop: string; add: string }>(
    `select format('drop index %s', indexrelid::regclass) as drop, pg_get_indexdef(indexrelid) as add from pg_index
      where indrelid = any($1::regclass[])
        and not exists (select from pg_constraint where conindid = indexrelid)`,
    [tables],
  )
  const both = [...constraints, ...indexes]
  for (const { drop } of both) await client.query(drop)
  await load()
  for (const { add } of both) await client.query(add)
}
