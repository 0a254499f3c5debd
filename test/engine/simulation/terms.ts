import type { EngineTiming } from '../../../src/engine/timing.ts'

/** What can be taken away, to see that the simulation notices. */
export const protections = [
  'fencing',
  'quarantine',
  'generation',
  'tombstones',
  'boundary-after-reading',
  'drift-check',
] as const
export type Protection = (typeof protections)[number]

export interface Terms {
  readonly without: ReadonlySet<Protection>
  /** Some commands land after their quarantine: then harm for a moment counts as nature, and has to be repaired. */
  readonly later: boolean
}

/** The engine's own terms, a hundred times as fast. */
export const simulatedTiming: EngineTiming = {
  leaseMs: 1_500,
  readTimeoutMs: 500,
  commandTimeoutMs: 200,
  settleMs: 400,
  sendWithinMs: 100,
  pollMs: 300,
  hearAgainMs: 1_000,
  driftCheckMs: 3_000,
  backoffFirstMs: 100,
  backoffMaxMs: 1_000,
  delayWarningMs: 5_000,
  failedAfterMs: 8_000,
}

/** Phases of a history. Milliseconds from its begin. */
export const faultsUntilMs = 8_000
/** By then a drift check has found what was done at the locks. */
export const auditFromMs = 13_500
export const wishesUntilMs = 17_000
export const endMs = 20_000

/** How long a healthy engine may take until the lock is as wished. */
export const graceMs = 2_200

/** A broken promise. */
export class Violation extends Error {
  override readonly name = 'Violation'
}
