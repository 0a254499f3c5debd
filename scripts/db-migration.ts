import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startEmbeddedPostgres } from '../src/data/embedded-postgres/start.ts'
import { diffFromMigrationsToSchema } from '../src/data/migration-checks.ts'
import { projectPrismaDir } from '../src/data/schema-engine/prisma-folder.ts'

const usage = `Usage: npm run db:migration NAME
Writes the migration that leads to prisma/schema.prisma. NAME says what it is for: lower case, words joined by _,
as in lock_battery_level.`

/** Writes prisma/migrations/<time>_<name>/migration.sql and returns the exit code. */
async function main([name, prismaDir = projectPrismaDir]: readonly string[]): Promise<number> {
  if (!name || !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
    console.error(name ? `"${name}" is no name for a migration.\n${usage}` : usage)
    return 2
  }
  const { script, isEmpty } = await withServer((url) => diffFromMigrationsToSchema(url, resolve(prismaDir)))
  if (isEmpty) {
    console.log('Nothing to do: the migrations already lead to the schema.')
    return 0
  }
  const folder = await nextFolder(join(resolve(prismaDir), 'migrations'), name)
  if (!folder) return 1
  const file = join(folder, 'migration.sql')
  await mkdir(folder)
  await writeFile(file, script)
  console.log(`Wrote ${file}.

Review it by hand before it is committed:
- Does it lose data? Nothing warned you: look for DROP, for type changes, for NOT NULL without a default.
- Does a renamed column come out as DROP and ADD? Make it ALTER TABLE … RENAME.
- Prisma cannot express exclusion and check constraints, partial indexes or triggers: add those the change needs, and
  say in a comment why.`)
  return 0
}

/** The shadow database needs a server: DATABASE_URL's, whose own data stay untouched, or a throw-away one. */
async function withServer<T>(ask: (url: string) => Promise<T>): Promise<T> {
  if (process.env.DATABASE_URL) return ask(process.env.DATABASE_URL)
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-migration-'))
  try {
    await using server = await startEmbeddedPostgres({ dataDir, durable: false })
    return await ask(server.url)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** Migrations apply in the order of their names, so a new one must come last. */
async function nextFolder(migrationsDir: string, name: string): Promise<string | undefined> {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  const folder = `${timestamp}_${name}`
  const entries = await readdir(migrationsDir, { withFileTypes: true })
  const later = entries.find((entry) => entry.isDirectory() && entry.name >= folder)
  if (!later) return join(migrationsDir, folder)
  console.error(`${later.name} would apply after ${folder}: is this machine's clock right?`)
  return undefined
}

process.exitCode = await main(process.argv.slice(2))
