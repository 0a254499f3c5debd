import { askEngine } from './schema-engine/ask-engine.ts'
import { projectPrismaDir } from './schema-engine/prisma-folder.ts'

/**
 * What separates the state the migrations lead to from schema.prisma, as SQL. Works in a shadow database of its own;
 * the one at `url` only lends its server, and its account must be allowed to create databases.
 */
export async function diffFromMigrationsToSchema(
  url: string,
  prismaDir = projectPrismaDir,
): Promise<{ script: string; isEmpty: boolean }> {
  const answer = await askEngine(url, prismaDir, ({ engine, migrationsList, schema, filters }) =>
    engine.diff({
      from: { tag: 'migrations', ...migrationsList },
      to: { tag: 'schemaDatamodel', files: [schema] },
      script: true,
      exitCode: true,
      filters,
    }),
  )
  return { script: answer.stdout ?? '', isEmpty: answer.exitCode === 0 }
}

export interface Diagnosis {
  /** Applied migrations whose script is no longer the one that was applied. */
  readonly editedMigrationNames: readonly string[]
  readonly failedMigrationNames: readonly string[]
  /** Why the database is not what its migrations make, in the engine's words; null when it is. */
  readonly problem: string | null
}

/**
 * Compares a database with the migrations: finds edited old ones, which applying accepts silently, failed ones, and
 * changes made by hand. Needs the right to create a shadow database.
 */
export async function diagnose(url: string, prismaDir = projectPrismaDir): Promise<Diagnosis> {
  return askEngine(url, prismaDir, async ({ engine, migrationsList, filters }) => {
    const history = await engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: false })
    const { action } = await engine.devDiagnostic({ migrationsList, filters })
    return {
      editedMigrationNames: history.editedMigrationNames,
      failedMigrationNames: history.failedMigrationNames,
      problem: action.tag === 'reset' ? action.reason : null,
    }
  })
}
