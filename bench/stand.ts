import { totalmem } from 'node:os'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../src/data/embedded-postgres/start.ts'
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
  const postgres = opened.use(isSmoke ? await startEmbeddedPostgres({ dataDir }) : await startRoomyPostgres(dataDir))
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

/** A quarter of the memory for its buffers, as PostgreSQL's documentation advises, and not more than all of the data needs. */
async function startRoomyPostgres(dataDir: string): Promise<EmbeddedPostgres> {
  const wantedMb = Math.floor(Math.min(totalmem() / 4, 4 * 2 ** 30) / 2 ** 20)
  const postgres = await startEmbeddedPostgres({ dataDir })
  const client = await connected(postgres.url)
  const { rows } = await client.query(`select setting::int / 128 as mb from pg_settings where name = 'shared_buffers'`)
  const isRoomy = rows[0]?.mb === wantedMb
  if (!isRoomy) await client.query(`alter system set shared_buffers = '${wantedMb}MB'`)
  await client.end()
  if (isRoomy) return postgres
  await postgres[Symbol.asyncDispose]()
  return startEmbeddedPostgres({ dataDir })
}
