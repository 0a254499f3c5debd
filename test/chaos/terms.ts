import type { EngineTiming } from '../../src/engine/timing.ts'

/** What can be taken away, to see that the run notices. */
export const protections = ['fencing', 'quarantine'] as const
export type Protection = (typeof protections)[number]

/** Short, and yet long enough that whatever is done to a process here leaves its last command inside the quarantine. */
export const chaosTiming: Partial<EngineTiming> = {
  leaseMs: 1_500,
  readTimeoutMs: 1_000,
  commandTimeoutMs: 1_000,
  settleMs: 4_000,
  sendWithinMs: 500,
  pollMs: 300,
  hearAgainMs: 1_000,
  backoffFirstMs: 200,
  backoffMaxMs: 2_000,
}

/** A process is stopped for so long: from within its lease to well after it. */
export const stopMs = { least: 500, most: 2_500 }
/** After which it is left to finish what it had begun: stopped twice, its command would land after the quarantine. */
export const restBetweenStopsMs = 2_500
/** A late command lands so long after it was given up on, and within the quarantine with a stop before it. */
export const lateByMs = 1_000

export const doorCount = 12
/** Doors at which somebody waits for what the quarantine prevents. */
export const trapCount = 3
/** As locks on batteries answer: long enough that much is under way whenever somebody is struck. */
export const latencyMs = (doorNumber: number): number => 40 + 10 * doorNumber
export const gatewayCount = 2
export const workerCount = 3
export const callerCount = 12
export const databaseKills = 3

/** In which proportion the faults come, one after another. */
export const strikes = [
  'kill',
  'kill',
  'kill',
  'stop',
  'stop',
  'stop',
  'stop',
  'session',
  'session',
  'session',
] as const

/** How long it may take until all is idle once nothing goes wrong any more. */
export const settledWithinMs = 60_000
