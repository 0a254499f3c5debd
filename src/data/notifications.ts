import pg from 'pg'

const RETRY_MIN_MS = 100
const RETRY_MAX_MS = 5_000

export interface ListenOptions {
  /** Notified, or connected anew: whatever was sent in between is lost, so that there may be something to see. */
  readonly onWakeUp: () => void
  /** Told of each connection that broke or could not be made; another is made after a while. */
  readonly onTrouble: (error: Error) => void
}

/** Listens on a connection of its own, beside the pool's and with its settings, until disposed. */
export function listen(pool: pg.Pool, channel: string, { onWakeUp, onTrouble }: ListenOptions): AsyncDisposable {
  let isStopped = false
  let retryMs = RETRY_MIN_MS
  let retry: NodeJS.Timeout | undefined
  let client = open()

  function open(): pg.Client {
    const opened = new pg.Client({ ...pool.options, application_name: 'latchkey listening', keepAlive: true })
    let isOver = false
    const again = (error: Error) => {
      if (isOver) return
      isOver = true
      if (isStopped) return
      onTrouble(error)
      opened.end().catch(() => {})
      // Spread out, since a database that comes back is met by every process at once.
      retry = setTimeout(
        () => {
          client = open()
        },
        retryMs * (0.5 + Math.random()),
      )
      retryMs = Math.min(retryMs * 2, RETRY_MAX_MS)
    }
    opened.on('error', again)
    opened.on('end', () => again(new Error('the connection that listens for notifications has ended')))
    opened.on('notification', onWakeUp)
    opened
      .connect()
      .then(() => opened.query(`LISTEN ${pg.escapeIdentifier(channel)}`))
      .then(() => {
        retryMs = RETRY_MIN_MS
        onWakeUp()
      }, again)
    return opened
  }

  return {
    async [Symbol.asyncDispose]() {
      isStopped = true
      clearTimeout(retry)
      await client.end().catch(() => {})
    },
  }
}
