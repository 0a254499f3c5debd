import pg from 'pg'
import { askEngine } from './schema-engine/ask-engine.ts'
import { FailedMigrationError } from './schema-engine/failed-migration-error.ts'
import { projectPrismaDir, readMigrations } from './schema-engine/prisma-folder.ts'

// Any number will do that neither Prisma's engine (72707369) nor the application's own locks use.
const MIGRATING = '7305808869231650424'

/**
 * Applies the migrations a database lacks and returns their names. Several processes may do so at once: one works, the
 * others wait. Throws FailedMigrationError when one fails or failed before.
 */
export async function migrate(url: string, prismaDir = projectPrismaDir): Promise<readonly string[]> {
  const client = new pg.Client(url)
  client.on('error', () => {}) // the query under way reports it
  await client.connect()
  try {
    if (await isUpToDate(client, prismaDir)) return []
    // The engine has a lock of its own, but gives up after 10 s; a migration may take longer.
    await client.query(`SELECT pg_advisory_lock(${MIGRATING})`)
    await assertNoneFailed(client)
    return (await isUpToDate(client, prismaDir)) ? [] : await applyAll(client, url, prismaDir)
  } finally {
    await client.end()
  }
}

/** Loading the engine costs 100 ms: a look at its table tells whether there is anything for it to do. */
async function isUpToDate(client: pg.Client, prismaDir: string): Promise<boolean> {
  const known = await recorded(client)
  const applied = new Set(known.map((migration) => migration.name))
  const wanted = await readMigrations(prismaDir)
  return known.every((migration) => migration.finished) && wanted.every((migration) => applied.has(migration.name))
}

async function applyAll(client: pg.Client, url: string, prismaDir: string): Promise<readonly string[]> {
  try {
    const answer = await askEngine(url, prismaDir, ({ engine, migrationsList, filters }) =>
      engine.applyMigrations({ migrationsList, filters }),
    )
    return answer.appliedMigrationNames
  } catch (error) {
    await assertNoneFailed(client, error)
    throw error
  }
}

/** To be asked under the lock only: an unfinished migration may be another process's that is still at work. */
async function assertNoneFailed(client: pg.Client, cause?: unknown): Promise<void> {
  const failed = (await recorded(client)).find((migration) => !migration.finished)
  if (failed) throw new FailedMigrationError(failed.name, failed.logs, { cause })
}

interface RecordedMigration {
  readonly name: string
  readonly finished: boolean
  readonly logs: string
}

async function recorded(client: pg.Client): Promise<readonly RecordedMigration[]> {
  const table = await client.query(`SELECT to_regclass('_prisma_migrations') AS found`)
  if (table.rows[0].found === null) return []
  const { rows } = await client.query(
    `SELECT migration_name AS name, coalesce(logs, '') AS logs,
            finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  )
  return rows
}
