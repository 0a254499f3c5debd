import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { startEmbeddedPostgres } from '../src/data/embedded-postgres/start.ts'
import { connected, dataSet } from './data-set/database.ts'
import { type Shape, standard, tiny } from './data-set/shape.ts'
import { LoadGenerator } from './measure/load.ts'

/** What every measurement stands on: one PostgreSQL with a data set in it, and one load generator. */
export interface Stand extends AsyncDisposable {
  readonly serverUrl: string
  readonly databaseUrl: string
  readonly database: pg.Client
  readonly shape: Shape
  readonly postgresPid: number
  readonly load: LoadGenerator
}

export async function openStand({ isSmoke }: { readonly isSmoke: boolean }): Promise<Stand> {
  await using opened = new AsyncDisposableStack()
  const dataDir = fileURLToPath(new URL('.data/', import.meta.url))
  const postgres = opened.use(await startEmbeddedPostgres({ dataDir }))
  const shape = isSmoke ? tiny : standard
  const databaseUrl = await dataSet(postgres.url, shape, console.log)
  const database = await connected(databaseUrl)
  opened.defer(() => database.end())
  const load = opened.use(new LoadGenerator())
  const toClose = opened.move()
  return {
    serverUrl: postgres.url,
    databaseUrl,
    database,
    shape,
    postgresPid: postgres.pid,
    load,
    [Symbol.asyncDispose]: () => toClose.disposeAsync(),
  }
}
