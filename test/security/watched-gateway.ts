import { randomInt } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { connect } from '../../src/data/client.ts'
import { startEmbeddedPostgres } from '../../src/data/embedded-postgres/start.ts'
import { openPinVault } from '../../src/data/pins/open-vault.ts'
import { sealedColumns } from '../../src/data/pins/rotate-keys.ts'
import { encryptionKeysFromFile } from '../../src/encryption-keys.ts'
import { runningGateway } from '../support/running-gateway.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { KnownSecrets } from './known-secrets.ts'

export type WatchedGateway = Awaited<ReturnType<typeof watchedGateway>>

/** Answers as they left the gateway, headers and all. */
type Bodies = string[]

/**
 * A gateway in a process of its own that logs all it can, with the PostgreSQL that comes along: everything that it keeps
 * is in one folder. What it answers is kept by who may read it.
 */
export async function watchedGateway() {
  const dataDir = await temporaryFolder()
  const crash = `process.on('SIGUSR2', () => { throw new Error('something unforeseen') })`
  const gateway = await runningGateway(
    {
      LATCHKEY_DATA_DIR: dataDir,
      LATCHKEY_DEMO: 'false',
      LATCHKEY_RATE_LIMITS: 'off',
      LATCHKEY_QUERY_COST_MAX: '999999999',
      LOG_LEVEL: 'trace',
    },
    { nodeArgs: ['--import', `data:text/javascript,${encodeURIComponent(crash)}`] },
  )
  const server = await startEmbeddedPostgres({ dataDir })
  const database = connect(server.url)
  let isLeft = false
  const leave = async () => {
    if (isLeft) return
    isLeft = true
    await database[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  }
  onTestFinished(leave)
  const secrets = new KnownSecrets()
  return {
    ...gateway,
    dataDir,
    database,
    vault: await openPinVault(database.pool, await encryptionKeysFromFile(dataDir)),
    secrets,
    /** What was refused, whoever asked: nobody is told again what was wrong. */
    refusals: [] as Bodies,
    /** What was answered to those who may see no PIN. */
    forTheBlind: [] as Bodies,
    /** Leaves the database server, which ends with its last user. */
    leave,
    newPin(): string {
      const pin = String(randomInt(10 ** 11, 10 ** 12))
      secrets.add(pin)
      return pin
    },
  }
}

/** Everything that is kept encrypted, as the key opens it. */
export async function sealedTexts({ database: { pool }, vault }: WatchedGateway): Promise<string[]> {
  const texts: string[] = []
  for (const { table, id, column } of sealedColumns) {
    const { rows } = await pool.query<{ id: string; sealed: Buffer }>(
      `select ${id}::text as id, ${column} as sealed from ${table} where ${column} is not null`,
    )
    texts.push(...rows.map(({ id, sealed }) => vault.open(sealed, id)))
  }
  return texts
}

/** Every row of every table as a text, and what PostgreSQL says of who asked it what. */
export async function databaseAsText({ database: { pool } }: WatchedGateway): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema') union all values ('pg_stat_activity'), ('pg_stats')`,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await pool.query<{ row: string }>(`select t::text as row from ${name} t`)
    texts.push(...rows.map(({ row }) => row))
  }
  return texts.join('\n')
}
