import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from './prisma/client.ts'

/** One pool for both: hot reads and every write go to it as named statements, Prisma serves the cold paths. */
export interface Database extends AsyncDisposable {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
}

export interface DatabaseOptions {
  /** Connections held at most. More than a few per process only lengthens the queue inside PostgreSQL. */
  readonly connectionsMax?: number
  /** Told of connections that break while idle: the pool replaces them by itself. */
  readonly onConnectionLost?: (error: Error) => void
}

export function connect(url: string, { connectionsMax = 10, onConnectionLost }: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({ connectionString: url, max: connectionsMax, application_name: 'latchkey' })
  pool.on('error', (error) => onConnectionLost?.(error))
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) })
  return {
    pool,
    prisma,
    async [Symbol.asyncDispose]() {
      await prisma.$disconnect()
      await pool.end()
    },
  }
}
