import pg from 'pg'

/**
 * A gateway's seat at a server it may share with others: one session, and in it a shared advisory lock for as long as
 * the gateway uses the server. PostgreSQL gives the seat up for a gateway that is killed, which no lock file would.
 */
export interface Seat {
  /** Resolves when the session is gone, wanted or not. */
  readonly lost: Promise<void>
  /** Gives up the seat. True if no one else has one: then no one new gets one either, until the session is closed. */
  leave(): Promise<boolean>
  close(): Promise<void>
}

/** `taken` when the last gateway is about to stop the server, `foreign` when it serves another folder than ours. */
export type SeatAnswer = Seat | 'closing' | 'foreign'

// Any number will do that the application's own locks do not use.
const SEATS = '7305808869231650423'

/** Asks for a seat; the answer is also the proof that the server works. Throws pg's error when it cannot be reached. */
export async function takeSeat(url: string, pgdata: string): Promise<SeatAnswer> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'latchkey: keeps the server',
    connectionTimeoutMillis: 5_000,
    query_timeout: 10_000,
    keepAlive: true,
  })
  client.on('error', () => {}) // `lost` tells
  const lost = new Promise<void>((resolve) => client.once('end', resolve))
  try {
    await client.connect()
    const { rows } = await client.query(
      `SELECT current_setting('data_directory') AS folder, pg_try_advisory_lock_shared(${SEATS}) AS seated`,
    )
    const answer = rows[0].folder !== pgdata ? 'foreign' : rows[0].seated ? 'seated' : 'closing'
    if (answer === 'seated') return { lost, leave: () => leave(client), close: () => close(client, lost) }
    await close(client, lost)
    return answer
  } catch (error) {
    await close(client, lost)
    throw error
  }
}

async function leave(client: pg.Client): Promise<boolean> {
  await client.query(`SELECT pg_advisory_unlock_shared(${SEATS})`)
  // Two who leave at once have both given up theirs by now: the first to ask is the last.
  const { rows } = await client.query(`SELECT pg_try_advisory_lock(${SEATS}) AS last`)
  return rows[0].last
}

async function close(client: pg.Client, lost: Promise<void>): Promise<void> {
  await Promise.race([client.end().catch(() => {}), lost])
}
