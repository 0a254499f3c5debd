import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './prisma/client.ts'
import { SharedConnections } from './shared-connections.ts'
import type { Queryable } from './statement.ts'

/** Two pools, and connections for look-ups: writers queue for the locks they need, and must not keep who only reads, or signs in, from a connection. */
export interface Database extends AsyncDisposable {
  /** For statements that wait for nobody; Prisma's cold paths use it too. */
  readonly pool: pg.Pool
  /** For transactions. */
  readonly writers: pg.Pool
  /** For look-ups of one thing, of whoever asks at the moment. */
  readonly lookUps: Queryable
  readonly prisma: PrismaClient
}

/** Writers of one door take milliseconds each: who waits this long for a lock waits for something that went wrong. */
const LOCK_TIMEOUT_MS = 10_000
/** For a connection: longer than a queue of hundreds of writers takes to pass. */
const QUEUE_TIMEOUT_MS = 30_000

export interface DatabaseOptions {
  /** Connections of each pool, at most. More than a few per process only lengthens the queue inside PostgreSQL. */
  readonly connectionsMax?: number
  /** Told of connections that break while idle: the pool replaces them by itself. */
  readonly onConnectionLost?: (error: Error) => void
}

export function connect(url: string, { connectionsMax = 10, onConnectionLost }: DatabaseOptions = {}): Database {
  // Instants are read as text, and that of UTC is nearly what they are shown as.
  const options = '-c timezone=UTC'
  // In pipelines, so that statements of one transaction that do not need each other's answers travel together.
  const common = { connectionString: url, max: connectionsMax, application_name: 'latchkey', pipeline: true }
  const pool = new pg.Pool({ ...common, options })
  const writers = new pg.Pool({
    ...common,
    // Verbs look up by keys, for which one plan is as good as another: making one for each execution costs more.
    options: `${options} -c plan_cache_mode=force_generic_plan`,
    lock_timeout: LOCK_TIMEOUT_MS,
    connectionTimeoutMillis: QUEUE_TIMEOUT_MS,
  })
  for (const each of [pool, writers]) survive(each, (error) => onConnectionLost?.(error))
  const lookUps = new SharedConnections({ ...common, options })
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  return {
    pool,
    writers,
    lookUps,
    prisma,
    async [Symbol.asyncDispose]() {
      await prisma.$disconnect()
      await Promise.all([pool.end(), writers.end(), lookUps[Symbol.asyncDispose]()])
    },
  }
}

/** A pool beside the database's own, with its settings, for work that must not keep the others from a connection. */
export function poolBeside({ pool }: Pick<Database, 'pool'>, purpose: string): pg.Pool & AsyncDisposable {
  const beside = new pg.Pool({ ...pool.options, application_name: `latchkey ${purpose}` })
  survive(beside, () => {})
  return Object.assign(beside, { [Symbol.asyncDispose]: () => beside.end() })
}

/**
 * A session can end at any moment. While its connection is idle the pool tells; while it is in use the query under way
 * fails, and between two queries nobody asks: unheard, that would end the process.
 */
function survive(pool: pg.Pool, onIdleLost: (error: Error) => void): void {
  pool.on('error', onIdleLost)
  pool.on('connect', (client) => client.on('error', () => {}))
}
