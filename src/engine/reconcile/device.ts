import type { Changes, NewEvent } from './decision.ts'
import type { Facts, Reading } from './facts.ts'

/** Silence may be a slow lock: only the third in a row counts as being away. */
const SILENT_RUNS_MIN = 2

function isAway({ device }: Facts, reading: Reading): boolean {
  return reading.kind === 'failed' && (reading.isUnreachable || device.attempts >= SILENT_RUNS_MIN)
}

const isGone = (reading: Reading): boolean => reading.kind === 'failed' && reading.isGone === true

/** What a reading, or that there was none, tells of the device itself. */
export function deviceAfter({ device, ...facts }: Facts, reading: Reading, now: Date): Changes['device'] {
  const { offlineSince, removedAt } = device
  if (reading.kind === 'read') {
    return {
      readAt: now,
      ...(offlineSince !== null && { offlineSince: null }),
      ...(removedAt !== null && { removedAt: null }),
    }
  }
  return {
    ...(isAway({ device, ...facts }, reading) && offlineSince === null && { offlineSince: now }),
    ...(isGone(reading) && removedAt === null && { removedAt: now }),
  }
}

/** A device that is gone or found again is not merely away or back. */
export function* deviceEvents(facts: Facts, reading: Reading): Generator<NewEvent> {
  const { offlineSince, removedAt } = facts.device
  if (reading.kind === 'read') {
    if (removedAt !== null) yield { type: 'DEVICE_ADDED', codeId: null }
    else if (offlineSince !== null) yield { type: 'DEVICE_CONNECTED', codeId: null }
  } else if (isGone(reading)) {
    if (removedAt === null) yield { type: 'DEVICE_REMOVED', codeId: null }
  } else if (isAway(facts, reading) && offlineSince === null) yield { type: 'DEVICE_DISCONNECTED', codeId: null }
}
