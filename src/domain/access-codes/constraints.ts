import { type PinConstraintType, pinRules } from './pin-rules.ts'
import type { Window } from './window.ts'

/** What a device asks of a code. The vocabulary is that of the Seam API (`code_constraints`), in capitals. */
export interface CodeConstraint {
  readonly constraintType: CodeConstraintType
  /** Characters, both ends included; only NAME_LENGTH has them. Absent or null: no such bound. */
  readonly minLength?: number | null
  readonly maxLength?: number | null
}

export type CodeConstraintType = (typeof codeConstraintTypes)[number]

export const codeConstraintTypes = [
  'NO_ZEROS',
  'CANNOT_START_WITH_12',
  'NO_TRIPLE_CONSECUTIVE_INTS',
  'CANNOT_SPECIFY_PIN_CODE',
  'PIN_CODE_MATCHES_EXISTING_SET',
  'START_DATE_IN_FUTURE',
  'NO_ASCENDING_OR_DESCENDING_SEQUENCE',
  'AT_LEAST_THREE_UNIQUE_DIGITS',
  'CANNOT_CONTAIN_089',
  'CANNOT_CONTAIN_0789',
  'UNIQUE_FIRST_FOUR_DIGITS',
  'NO_ALL_SAME_DIGITS',
  'NAME_LENGTH',
  'NAME_MUST_BE_UNIQUE',
] as const

/**
 * The constraints that the digits of this PIN break. The two that ask about more than digits, CANNOT_SPECIFY_PIN_CODE
 * and PIN_CODE_MATCHES_EXISTING_SET, are for whoever knows the device and its account.
 */
export function pinViolations(pin: string, constraints: readonly CodeConstraint[]): CodeConstraint[] {
  return constraints.filter(
    ({ constraintType }) => isAboutDigits(constraintType) && pinRules[constraintType].breaks(pin),
  )
}

/**
 * The constraints that this name breaks, given the names of the other codes on the device. A code without a name breaks
 * none: what a lock calls it then is the lock's.
 */
export function nameViolations(
  name: string | null,
  constraints: readonly CodeConstraint[],
  namesOnDevice: ReadonlySet<string>,
): CodeConstraint[] {
  if (name === null) return []
  // Code points, not UTF-16 units: a key emoji is one character to the person who typed it.
  const length = [...name].length
  return constraints.filter(({ constraintType, minLength, maxLength }) => {
    if (constraintType === 'NAME_LENGTH') return length < (minLength ?? 0) || length > (maxLength ?? Infinity)
    return constraintType === 'NAME_MUST_BE_UNIQUE' && namesOnDevice.has(name)
  })
}

/** The constraints that this window breaks. A start at `now` is not in the future; an ongoing code has no start. */
export function windowViolations(window: Window, now: Date, constraints: readonly CodeConstraint[]): CodeConstraint[] {
  const { startsAt } = window
  if (startsAt === null || startsAt > now) return []
  return constraints.filter(({ constraintType }) => constraintType === 'START_DATE_IN_FUTURE')
}

export function isAboutDigits(constraintType: CodeConstraintType): constraintType is PinConstraintType {
  return Object.hasOwn(pinRules, constraintType)
}
