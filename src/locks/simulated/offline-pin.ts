import { createHmac } from 'node:crypto'

/**
 * PINs that a lock accepts without ever having been told: it shares a secret with whoever makes them, and finds the
 * window in the digits. A PIN is the number of its window, enciphered, so that no two windows share one, and a lock
 * that knows the secret reads back exactly the window that was meant.
 */
export interface OfflineWindow {
  /** On a whole hour. */
  readonly startsAt: Date
  /** 1 to 672 whole hours later, or 29 to 367 whole days; 24 hours later for a one-time PIN. */
  readonly endsAt: Date
  readonly isOneTimeUse: boolean
  /** Tells up to five PINs of one window apart: 0 to 4. */
  readonly variant: number
}

const OFFLINE_PIN_LENGTH = 10

/** @throws RangeError if no offline PIN has such a window */
export function offlinePin(secret: Buffer, window: OfflineWindow): string {
  const { startsAt, variant } = window
  const startHour = startsAt.getTime() / HOUR_MS
  const span = spans.findIndex(
    ({ hours, isOneTimeUse }) =>
      isOneTimeUse === window.isOneTimeUse && hours * HOUR_MS === window.endsAt.getTime() - startsAt.getTime(),
  )
  if (!Number.isInteger(startHour) || startHour < 0) throw new RangeError('an offline PIN begins on a whole hour')
  if (span < 0) throw new RangeError('an offline PIN lasts 1 to 672 hours or 29 to 367 days, a one-time PIN 24 hours')
  if (!(Number.isInteger(variant) && variant >= 0 && variant < VARIANTS)) throw new RangeError('no such variant')
  const number = ((startHour % START_HOURS) * spans.length + span) * VARIANTS + variant
  return encipher(secret, number).toString().padStart(OFFLINE_PIN_LENGTH, '0')
}

/** The window of a PIN that opens the door at `time`; null: it does not. */
export function offlineWindowAt(secret: Buffer, pin: string, time: Date): OfflineWindow | null {
  if (!/^[0-9]{10}$/.test(pin)) return null
  const number = decipher(secret, Number(pin))
  const variant = number % VARIANTS
  const span = spans[Math.floor(number / VARIANTS) % spans.length]
  const cycleHour = Math.floor(number / VARIANTS / spans.length)
  if (!span || cycleHour >= START_HOURS) return null
  // Of all the hours that the digits may mean, the last that is not in the future.
  const hoursSince = (Math.floor(time.getTime() / HOUR_MS) - cycleHour) % START_HOURS
  const startHour = Math.floor(time.getTime() / HOUR_MS) - ((hoursSince + START_HOURS) % START_HOURS)
  const startsAt = new Date(startHour * HOUR_MS)
  const endsAt = new Date((startHour + span.hours) * HOUR_MS)
  return time < endsAt ? { startsAt, endsAt, isOneTimeUse: span.isOneTimeUse, variant } : null
}

const HOUR_MS = 60 * 60 * 1000
const VARIANTS = 5
/** Starts are counted round in some 15 years, far longer than any window. */
const START_HOURS = 2 ** 17

const spans: readonly { readonly hours: number; readonly isOneTimeUse: boolean }[] = [
  { hours: 24, isOneTimeUse: true },
  ...Array.from({ length: 672 }, (_, index) => ({ hours: index + 1, isOneTimeUse: false })),
  ...Array.from({ length: 367 - 28 }, (_, index) => ({ hours: (index + 29) * 24, isOneTimeUse: false })),
]

/** A Feistel network over the halves of ten digits: a secret permutation of all PINs of that length. */
const HALF = 10 ** (OFFLINE_PIN_LENGTH / 2)
const ROUNDS = 10

function encipher(secret: Buffer, number: number): number {
  let [left, right] = [Math.floor(number / HALF), number % HALF]
  for (let round = 0; round < ROUNDS; round++) {
    ;[left, right] = [right, (left + mixed(secret, round, right)) % HALF]
  }
  return left * HALF + right
}

function decipher(secret: Buffer, number: number): number {
  let [left, right] = [Math.floor(number / HALF), number % HALF]
  for (let round = ROUNDS - 1; round >= 0; round--) {
    ;[left, right] = [(right - mixed(secret, round, left) + HALF) % HALF, left]
  }
  return left * HALF + right
}

/** 48 bits taken modulo 100,000: no digit is noticeably likelier. */
function mixed(secret: Buffer, round: number, half: number): number {
  return createHmac('sha256', secret).update(`offline PIN|${round}|${half}`).digest().readUIntBE(0, 6) % HALF
}
