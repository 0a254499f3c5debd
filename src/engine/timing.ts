import type { Timing } from './reconcile/facts.ts'

/** How long the engine waits for what, and why. Tests make all of it shorter. */
export interface EngineTiming extends Timing {
  /** How long a device is a worker's own without a sign of life: longer than a reading and a command each may take. */
  readonly leaseMs: number
  /** Deadline of reading a whole lock: a slow mesh answers slot by slot. */
  readonly readTimeoutMs: number
  /** Deadline of one command. Battery locks wake up once a second or two, and their bridges try again by themselves. */
  readonly commandTimeoutMs: number
  /** How long after its deadline a command may still land, as far as anyone knows. */
  readonly settleMs: number
  /** A command that was written down longer ago than this is not sent: its quarantine would end too early. */
  readonly sendWithinMs: number
  /** How long a wake-up that was lost goes unnoticed at most. */
  readonly pollMs: number
  /** Between two tries to hear what the locks of a stack tell. */
  readonly hearAgainMs: number
}

export const engineTiming: EngineTiming = {
  leaseMs: 30_000,
  readTimeoutMs: 20_000,
  commandTimeoutMs: 15_000,
  settleMs: 5_000,
  sendWithinMs: 2_000,
  pollMs: 1_000,
  hearAgainMs: 5_000,
  driftCheckMs: 15 * 60_000,
  backoffFirstMs: 60_000,
  backoffMaxMs: 30 * 60_000,
  delayWarningMs: 5 * 60_000,
  failedAfterMs: 15 * 60_000,
}

/** From writing a command down until it can land no more. */
export const quarantineMs = ({ sendWithinMs, commandTimeoutMs, settleMs }: EngineTiming): number =>
  sendWithinMs + commandTimeoutMs + settleMs
