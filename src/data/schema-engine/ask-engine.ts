import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import { Connections } from './connections.ts'
import { loadEngine } from './load-engine.ts'
import { migrationList, readMigrations, readSchema } from './prisma-folder.ts'

export interface Question {
  readonly engine: SchemaEngine
  readonly schema: { path: string; content: string }
  readonly migrationsList: MigrationList
  readonly filters: { externalTables: string[]; externalEnums: string[] }
}

/** Asks Prisma's schema engine about a database; its connections live no longer than the answer takes. */
export async function askEngine<T>(
  url: string,
  prismaDir: string,
  ask: (question: Question) => Promise<T>,
): Promise<T> {
  const schema = await readSchema(prismaDir)
  const migrationsList = migrationList(prismaDir, await readMigrations(prismaDir))
  const { SchemaEngine } = await loadEngine()
  await using connections = new Connections(url)
  const engine = await SchemaEngine.new(
    { datamodels: [[schema.path, schema.content]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(connections),
  )
  try {
    return await ask({ engine, schema, migrationsList, filters: { externalTables: [], externalEnums: [] } })
  } finally {
    engine.free()
  }
}
