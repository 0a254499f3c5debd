import pg from 'pg'

/** SQLSTATE of an exclusion constraint: somebody holds what was asked for. */
const EXCLUSION_VIOLATION = '23P01'
const DEADLOCK_DETECTED = '40P01'
const SERIALIZATION_FAILURE = '40001'
const attemptsMax = 5

/** Thrown by `work` that finds out too late what it should have locked: it is run again from the start. */
export class LostRaceError extends Error {
  override readonly name = 'LostRaceError'
}

/**
 * Runs `work` in one transaction: all of it or nothing.
 *
 * A lost race (a deadlock, or an exclusion constraint that fired although `work` had looked first) is run again from
 * the start: the second look sees what the winner wrote and can name it.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(pool, work)
    } catch (error) {
      if (attempt === attemptsMax || !isLostRace(error)) throw error
    }
  }
}

async function once<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect()
  let broken: Error | undefined
  try {
    await tx.query('BEGIN')
    const result = await work(tx)
    await tx.query('COMMIT')
    return result
  } catch (error) {
    // A connection that cannot roll back is thrown away, and PostgreSQL rolls back for it.
    await tx.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    throw error
  } finally {
    tx.release(broken)
  }
}

function isLostRace(error: unknown): boolean {
  if (error instanceof LostRaceError) return true
  if (!(error instanceof pg.DatabaseError)) return false
  return error.code === EXCLUSION_VIOLATION || error.code === DEADLOCK_DETECTED || error.code === SERIALIZATION_FAILURE
}
