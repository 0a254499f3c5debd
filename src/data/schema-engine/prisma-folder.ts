import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MigrationList } from '@prisma/schema-engine-wasm'

/** The project's own: the schema and, beside it, the migrations that lead to it. */
export const projectPrismaDir = fileURLToPath(new URL('../../../prisma', import.meta.url))

export interface Migration {
  readonly name: string
  readonly script: string
}

/** The migrations in the order in which they apply. */
export async function readMigrations(prismaDir: string): Promise<readonly Migration[]> {
  const folder = join(prismaDir, 'migrations')
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return Promise.all(
    names.sort().map(async (name) => ({ name, script: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  )
}

export async function readSchema(prismaDir: string): Promise<{ path: string; content: string }> {
  return { path: 'schema.prisma', content: await readFile(join(prismaDir, 'schema.prisma'), 'utf8') }
}

/** The same as the engine wants to be told. */
export function migrationList(prismaDir: string, migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: join(prismaDir, 'migrations'),
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    migrationDirectories: migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
    })),
    shadowDbInitScript: '',
  }
}
