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

type Undo = () => Promise<unknown>
const undoings = new WeakMap<pg.PoolClient, Undo[]>()

/** Has taken back what is kept outside of the database, and counts only if this transaction does. */
export function whenRolledBack(tx: pg.PoolClient, undo: Undo): void {
  undoings.get(tx)?.push(undo)
}

async function once<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect()
  const sent: Promise<unknown>[] = []
  sentAhead.set(tx, sent)
  const undone: Undo[] = []
  undoings.set(tx, undone)
  let broken: Error | undefined
  try {
    sendAhead(tx, () => tx.query('BEGIN'))
    const result = await work(tx)
    // After a statement that failed, COMMIT rolls back.
    await Promise.all([...sent, tx.query('COMMIT')])
    return result
  } catch (error) {
    // A connection that cannot roll back is thrown away, and PostgreSQL rolls back for it.
    await tx.query('ROLLBACK').catch((failure: Error) => {
      broken = failure
    })
    await Promise.all(undone.map((undo) => undo()))
    // What failed first is why what came after it did.
    for (const statement of sent) await statement
    throw error
  } finally {
    undoings.delete(tx)
    tx.release(broken)
  }
}

const sentAhead = new WeakMap<pg.PoolClient, Promise<unknown>[]>()

/**
 * Sends a statement whose answer nobody needs before the end: what comes next, COMMIT at last, does not wait for it, and travels with it
 * to PostgreSQL, which carries out one after the other. If one fails, so does the transaction.
 */
export function sendAhead<Answer>(tx: pg.PoolClient, send: () => Promise<Answer>): Promise<Answer> {
  // In one packet with whatever else is sent in this turn.
  const { stream } = tx.connection
  stream.cork()
  process.nextTick(() => stream.uncork())
  const statement = send()
  statement.catch(() => {})
  sentAhead.get(tx)?.push(statement)
  return statement
}

function isLostRace(error: unknown): boolean {
  if (error instanceof LostRaceError) return true
  if (!(error instanceof pg.DatabaseError)) return false
  return error.code === EXCLUSION_VIOLATION || error.code === DEADLOCK_DETECTED || error.code === SERIALIZATION_FAILURE
}
