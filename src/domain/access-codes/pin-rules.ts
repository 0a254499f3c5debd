/** One rule that a device may have about the digits of a PIN. */
export interface PinRule {
  readonly breaks: (pin: string) => boolean
  /** Whether what breaks it at the beginning of a PIN cannot be mended by the digits that follow. */
  readonly isForGood: boolean
  /** Digits that no PIN under this rule contains, so that a search need not try them. */
  readonly withoutDigits?: string
}

export type PinConstraintType = keyof typeof pinRules

export const pinRules = {
  NO_ZEROS: { ...contains('0'), isForGood: true },
  CANNOT_CONTAIN_089: { ...contains('089'), isForGood: true },
  CANNOT_CONTAIN_0789: { ...contains('0789'), isForGood: true },
  CANNOT_START_WITH_12: { breaks: (pin) => pin.startsWith('12'), isForGood: true },
  UNIQUE_FIRST_FOUR_DIGITS: { breaks: (pin) => hasRepeat(pin.slice(0, 4)), isForGood: true },
  // The source can be read as "more than three"; three already fail here, since a lock's refusal costs more than a
  // PIN that was not used.
  NO_TRIPLE_CONSECUTIVE_INTS: { breaks: hasTriple, isForGood: true },
  NO_ASCENDING_OR_DESCENDING_SEQUENCE: { breaks: isStraight, isForGood: false },
  AT_LEAST_THREE_UNIQUE_DIGITS: { breaks: (pin) => new Set(pin).size < 3, isForGood: false },
  NO_ALL_SAME_DIGITS: { breaks: (pin) => new Set(pin).size === 1, isForGood: false },
} as const satisfies Record<string, PinRule>

function contains(digits: string) {
  return { breaks: (pin: string) => [...digits].some((digit) => pin.includes(digit)), withoutDigits: digits }
}

function hasRepeat(digits: string): boolean {
  return new Set(digits).size < digits.length
}

/** Three neighbours that are equal, or go up by one, or down by one; 9 and 0 are no neighbours. */
function hasTriple(pin: string): boolean {
  for (let index = 2; index < pin.length; index++) {
    const step = stepTo(pin, index)
    if (Math.abs(step) <= 1 && step === stepTo(pin, index - 1)) return true
  }
  return false
}

/** The whole PIN goes up by one, or down by one. */
function isStraight(pin: string): boolean {
  const step = stepTo(pin, 1)
  if (Math.abs(step) !== 1) return false
  for (let index = 2; index < pin.length; index++) if (stepTo(pin, index) !== step) return false
  return true
}

function stepTo(pin: string, index: number): number {
  return pin.charCodeAt(index) - pin.charCodeAt(index - 1)
}
