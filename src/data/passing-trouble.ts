import { setTimeout as sleep } from 'node:timers/promises'

interface Patience {
  /** How long it is tried again; the first time it is tried in any case. Milliseconds. */
  readonly withinMs: number
  /** Nobody waits any more. */
  readonly signal: AbortSignal
}

const PAUSE_MIN_MS = 20
const PAUSE_MAX_MS = 500

/**
 * Does `work` again while the database is in trouble that passes: it lost a race, or a connection. `work` must be able to
 * bear that it was done already, since a commit whose answer is lost is not told from one that never was.
 */
export async function throughTrouble<T>(work: () => Promise<T>, { withinMs, signal }: Patience): Promise<T> {
  const sinceMs = performance.now()
  for (let pauseMs = PAUSE_MIN_MS; ; pauseMs = Math.min(2 * pauseMs, PAUSE_MAX_MS)) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted || !isPassingTrouble(error) || performance.now() - sinceMs > withinMs) throw error
    }
    // Spread out, since everybody meets the same trouble at once.
    await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined)
  }
}

/** SQLSTATEs of lost races, of locks that took too long, and of connections that were lost or are not to be had now. */
const PASSING_STATES = /^(08000|08001|08003|08006|40001|40P01|53300|55P03|57P01|57P02|57P03)$/
/** Of a server that is not there, or went away. */
const PASSING_SYSTEM_ERRORS = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/
/** pg's own errors have no code. */
const PASSING_MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed)/

/** Whether the database failed in a way that says nothing of what was asked: the same question may be answered in a moment. */
export function isPassingTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string') return PASSING_MESSAGES.test(error.message)
  return PASSING_STATES.test(code) || PASSING_SYSTEM_ERRORS.test(code)
}
