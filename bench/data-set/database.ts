import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import pg from 'pg'
import { migrate } from '../../src/data/migrate.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import { projectPrismaDir, readMigrations } from '../../src/data/schema-engine/prisma-folder.ts'
import { apiKeyOf, encryptionKey } from './ids.ts'
import { withoutIndexes } from './indexes.ts'
import { sealPins } from './pins.ts'
import { keepPristine } from './pristine.ts'
import { statements } from './rows.ts'
import { codesIn, type Shape } from './shape.ts'

/** The URL of a database with this data set in it, made if it is not there or was made differently. */
export async function dataSet(serverUrl: string, shape: Shape, say: (text: string) => void): Promise<string> {
  const name = `bench_${codesIn(shape)}_${shape.workspaces}`
  const url = databaseUrl(serverUrl, name)
  const version = await versionOf(shape)
  const server = await connected(serverUrl)
  try {
    const { rows } = await server.query(
      `select shobj_description(oid, 'pg_database') as version from pg_database where datname = $1`,
      [name],
    )
    if (rows[0]?.version === version) return url
    const startedAt = performance.now()
    if (rows.length > 0) await server.query(`drop database ${name} with (force)`)
    await server.query(`create database ${name}`)
    await server.query(`alter database ${name} set timezone to 'UTC'`)
    await migrate(url)
    await fill(url, shape)
    await server.query(`comment on database ${name} is '${version}'`)
    say(`${codesIn(shape)} codes generated in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
    return url
  } finally {
    await server.end()
  }
}

export async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  return client
}

async function fill(url: string, shape: Shape): Promise<void> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const vault = await openPinVault(pool, [encryptionKey])
  await pool.end()
  const client = await connected(url)
  try {
    await client.query('create schema bench')
    // What is written refers to what is written, so nobody need look.
    await client.query('set session_replication_role = replica')
    await sealPins(client, vault, shape)
    await withoutIndexes(client, ['access_code', 'pin_claim', 'action_attempt', 'event'], async () => {
      for (const statement of statements(shape)) await client.query(statement)
    })
    for (let n = 0; n < shape.workspaces; n++) {
      const key = apiKeyOf(n)
      await client.query(
        `insert into api_key (id, workspace_id, name, token_hash, first_characters, scopes)
          values (bench.id('key', $1), bench.id('workspace', $1), 'Benchmark', $2, $3, enum_range(null::scope))`,
        [n, createHash('sha256').update(key).digest(), key.slice(0, 12)],
      )
    }
    await client.query('drop table bench.pin, bench.probe_pin, bench.code')
    await keepPristine(client)
    await client.query('vacuum (analyze)')
  } finally {
    await client.end()
  }
}

/** Changes with whatever the rows are made from. */
async function versionOf(shape: Shape): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(shape))
  for (const file of ['rows', 'ids', 'pins', 'pristine']) {
    hash.update(readFileSync(new URL(`${file}.ts`, import.meta.url)))
  }
  hash.update(JSON.stringify(await readMigrations(projectPrismaDir)))
  return hash.digest('hex')
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}
