import { randomUUID } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { databaseUrl, runSql } from './sql.ts'

/** The calling test file's own database with every migration applied, gone when the file is done. Call it at the file's top level. */
export function freshDatabase(): Promise<{ url: string }> {
  return createDatabase('template_latchkey')
}

/** One without a single table. */
export function emptyDatabase(): Promise<{ url: string }> {
  return createDatabase('template0')
}

async function createDatabase(template: string): Promise<{ url: string }> {
  const server = inject('postgresServerUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await runSql(server, `CREATE DATABASE ${name} TEMPLATE ${template}`)
  // By force: a test that failed may have left connections open.
  afterAll(() => runSql(server, `DROP DATABASE ${name} WITH (FORCE)`))
  return { url: databaseUrl(server, name) }
}
