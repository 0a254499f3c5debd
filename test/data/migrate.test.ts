import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, inject, it } from 'vitest'
import { migrate } from '../../src/data/migrate.ts'
import { diagnose, diffFromMigrationsToSchema } from '../../src/data/migration-checks.ts'
import { projectPrismaDir } from '../../src/data/schema-engine/prisma-folder.ts'
import { emptyDatabase, freshDatabase } from '../support/database.ts'
import { runSql } from '../support/sql.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const { url: migratedUrl } = await freshDatabase()
const { url: handMadeUrl } = await freshDatabase()
const projectMigrations = (await readdir(join(projectPrismaDir, 'migrations')))
  .filter((name) => /^\d/.test(name))
  .sort()

it('applies every migration in order to an empty database, and then has nothing to do', async () => {
  const { url } = await emptyDatabase()

  expect(await migrate(url)).toEqual(projectMigrations)
  expect(await migrate(url)).toEqual([])
  expect(await diagnose(url)).toEqual({ editedMigrationNames: [], failedMigrationNames: [], problem: null })
})

it('applies each migration once when several processes begin together', async () => {
  const { url } = await emptyDatabase()

  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)])
  expect(applied.flat()).toEqual(projectMigrations)
})

it('lets others wait for a migration that takes longer than the patience of its engine', async () => {
  const { url } = await emptyDatabase()
  const prismaDir = await prismaCopy()
  await addMigration(prismaDir, '99990101000000_slow', 'SELECT pg_sleep(11);')

  const applied = await Promise.all([migrate(url, prismaDir), migrate(url, prismaDir)])
  expect(applied.flat()).toEqual([...projectMigrations, '99990101000000_slow'])
}, 40_000)

it('has migrations that lead to exactly the schema', async () => {
  expect(await diffFromMigrationsToSchema(inject('postgresServerUrl'))).toMatchObject({ isEmpty: true })
})

it('writes what a changed schema needs, and leaves the database it asked as it was', async () => {
  const prismaDir = await prismaCopy()
  await addNotesTo(prismaDir)

  const { script, isEmpty } = await diffFromMigrationsToSchema(migratedUrl, prismaDir)
  expect(isEmpty).toBe(false)
  expect(script).toContain('CREATE TABLE "notes"')
  expect(await runSql(migratedUrl, `SELECT to_regclass('notes') AS notes`)).toEqual([{ notes: null }])
})

it('leaves no shadow database behind', async () => {
  await diffFromMigrationsToSchema(inject('postgresServerUrl'))

  const shadows = () => runSql(inject('postgresServerUrl'), `SELECT 1 FROM pg_database WHERE datname ~ 'shadow'`)
  // Other test files may be asking the engine meanwhile.
  await expect.poll(shadows, { timeout: 10_000 }).toEqual([])
})

it('finds an old migration that was edited after it was applied', async () => {
  const prismaDir = await prismaCopy()
  const [first = ''] = projectMigrations
  await appendFile(join(prismaDir, 'migrations', first, 'migration.sql'), '-- an afterthought\n')

  expect(await diagnose(migratedUrl, prismaDir)).toEqual({
    editedMigrationNames: [first],
    failedMigrationNames: [],
    problem: expect.stringContaining('was modified after it was applied'),
  })
})

it('finds a table that was made by hand', async () => {
  await runSql(handMadeUrl, 'CREATE TABLE made_by_hand (id int PRIMARY KEY)')

  const { problem } = await diagnose(handMadeUrl)
  expect(problem).toMatch(/Drift detected.*made_by_hand/s)
})

it('keeps nothing of a failed migration, says which it was, and applies it once it is repaired', async () => {
  const { url } = await emptyDatabase()
  const prismaDir = await prismaCopy()
  const name = '99990101000000_broken'
  await addMigration(prismaDir, name, 'CREATE TABLE half (); SELECT * FROM nowhere;')
  const failure = {
    name: 'FailedMigrationError',
    migrationName: name,
    message: expect.stringMatching(/^Migration 99990101000000_broken failed: No such table: nowhere\.\n/),
  }
  await expect(migrate(url, prismaDir)).rejects.toMatchObject(failure)
  await expect(migrate(url, prismaDir)).rejects.toMatchObject(failure)
  expect(await runSql(url, `SELECT to_regclass('half') AS half`)).toEqual([{ half: null }])

  const advice = await migrate(url, prismaDir).catch((error: Error) => error.message)
  await runSql(url, /UPDATE .*;/.exec(String(advice))?.[0] ?? '')
  await addMigration(prismaDir, name, 'CREATE TABLE whole ();')
  expect(await migrate(url, prismaDir)).toEqual([name])
})

it('takes functions and comments with semicolons as they are', async () => {
  const { url } = await emptyDatabase()
  const prismaDir = await prismaCopy()
  const script = `-- first; second
    CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 42; END; $$;`
  await addMigration(prismaDir, '99990101000000_function', script)

  await migrate(url, prismaDir)
  expect(await runSql(url, 'SELECT answer()')).toEqual([{ answer: 42 }])
})

it('lets the process end as soon as it has migrated', async () => {
  const { url } = await emptyDatabase()
  const module = fileURLToPath(new URL('../../src/data/migrate.ts', import.meta.url))
  const child = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { migrate } from ${JSON.stringify(module)}
     await migrate(${JSON.stringify(url)})
     console.log(performance.now())
     process.on('exit', () => console.log(performance.now()))`,
  ])
  let printed = ''
  child.stdout.on('data', (text) => {
    printed += text
  })
  expect(await once(child, 'close')).toEqual([0, null])
  const [migratedAtMs = 0, exitedAtMs = 0] = printed.trim().split('\n').map(Number)
  expect(exitedAtMs - migratedAtMs).toBeLessThan(5_000)
})

it('npm run db:migration writes the migration of a changed schema, and nothing when there is none', async () => {
  const prismaDir = await prismaCopy()
  expect(await dbMigration('notes', prismaDir)).toEqual({ code: 0, output: expect.stringContaining('Nothing to do') })

  await addNotesTo(prismaDir)
  const written = await dbMigration('notes', prismaDir)
  expect(written).toEqual({ code: 0, output: expect.stringMatching(/Wrote .*_notes.*Review it by hand/s) })
  const added = (await readdir(join(prismaDir, 'migrations'))).filter((name) => name.endsWith('_notes'))
  expect(added).toEqual([expect.stringMatching(/^\d{14}_notes$/)])
  const script = await readFile(join(prismaDir, 'migrations', String(added[0]), 'migration.sql'), 'utf8')
  expect(script).toContain('CREATE TABLE "notes"')
  expect(await dbMigration('again', prismaDir)).toMatchObject({ output: expect.stringContaining('Nothing to do') })
})

it.each(['', 'Notes', 'two words', '../notes', '1st'])('npm run db:migration refuses the name "%s"', async (name) => {
  expect(await dbMigration(name, '/nowhere')).toEqual({ code: 2, output: expect.stringContaining('Usage:') })
})

async function prismaCopy(): Promise<string> {
  const prismaDir = join(await temporaryFolder(), 'prisma')
  await cp(projectPrismaDir, prismaDir, { recursive: true })
  return prismaDir
}

async function addMigration(prismaDir: string, name: string, script: string): Promise<void> {
  await mkdir(join(prismaDir, 'migrations', name), { recursive: true })
  await writeFile(join(prismaDir, 'migrations', name, 'migration.sql'), script)
}

async function addNotesTo(prismaDir: string): Promise<void> {
  await appendFile(join(prismaDir, 'schema.prisma'), '\nmodel Note {\n  id Int @id\n\n  @@map("notes")\n}\n')
}

async function dbMigration(name: string, prismaDir: string): Promise<{ code: number; output: string }> {
  const script = fileURLToPath(new URL('../../scripts/db-migration.ts', import.meta.url))
  const env = { ...process.env, DATABASE_URL: inject('postgresServerUrl') }
  const child = spawn(process.execPath, [script, name, prismaDir], { env })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => {
      output += text
    })
  const [code] = await once(child, 'close')
  return { code, output }
}
