import pg from 'pg'

/** Says that a device may be due, and nothing else: the table is the truth. */
const WAKE_UP_CHANNEL = 'latchkey_due'

/** One connection of its own that hears the wake-ups of every process. */
export interface WakeUps extends AsyncDisposable {
  /** Resolves when the connection is lost. */
  readonly lost: Promise<void>
}

export async function listenForWakeUps(connection: pg.ClientConfig, onWakeUp: () => void): Promise<WakeUps> {
  const client = new pg.Client(connection)
  const lost = new Promise<void>((resolve) => {
    client.on('error', () => resolve())
    client.on('end', () => resolve())
  })
  await client.connect()
  client.on('notification', onWakeUp)
  await client.query(`listen ${WAKE_UP_CHANNEL}`)
  return { lost, [Symbol.asyncDispose]: () => client.end() }
}
