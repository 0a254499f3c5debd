import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../src/data/embedded-postgres/start.ts'
import { migrate } from '../../src/data/migrate.ts'
import { databaseUrl, runSql } from './sql.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The administrator's URL of the run's server. */
    postgresServerUrl: string
  }
}

/** One server per run, and in it the migrated template that every test file's database is cloned from. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using stack = new AsyncDisposableStack()
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-test-'))
  stack.defer(() => rm(dataDir, { recursive: true, force: true }))
  const server = stack.use(await startEmbeddedPostgres({ dataDir, durable: false }))
  await runSql(server.url, 'CREATE DATABASE template_latchkey')
  await migrate(databaseUrl(server.url, 'template_latchkey'))
  project.provide('postgresServerUrl', server.url)
  const kept = stack.move()
  return () => kept.disposeAsync()
}
