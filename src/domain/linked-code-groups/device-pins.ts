import { isAboutDigits } from '../access-codes/constraints.ts'
import { PIN_LENGTH_MAX, PIN_LENGTH_MIN, type RandomInt } from '../access-codes/pin.ts'
import { type PinConstraintType, type PinRule, pinRules } from '../access-codes/pin-rules.ts'
import { findPin } from '../access-codes/pin-search.ts'
import type { PlanDevice } from './sharing-question.ts'

/** A PIN of this length that every one of these devices takes, never a weak one; null where there is none. */
export function findCommonPin(devices: readonly PlanDevice[], length: number, randomInt: RandomInt): string | null {
  const isFree = (pin: string) => devices.every((device) => device.holderOf(pin) === undefined)
  return findFittingPin(devices, length, isFree, randomInt)
}

/** The same, with `isFree` in place of what the devices know about PINs in use. */
export function findFittingPin(
  devices: readonly PlanDevice[],
  length: number,
  isFree: (pin: string) => boolean,
  randomInt: RandomInt,
): string | null {
  // Hundreds of devices have a handful of rules between them, so each rule is asked once per PIN, not once per device.
  const rules = digitRules(devices)
  const lastingRules = rules.filter(({ isForGood }) => isForGood)
  const sets = devices.flatMap((device) => allowedPins(device) ?? [])
  return findPin({
    length,
    allowedDigits: [...'0123456789'].filter((digit) => !rules.some((r) => r.withoutDigits?.includes(digit))).join(''),
    allowedPins: sets.toSorted((a, b) => a.size - b.size)[0],
    accepts: (pin) => !rules.some(({ breaks }) => breaks(pin)) && sets.every((pins) => pins.has(pin)) && isFree(pin),
    prune: (prefix) => lastingRules.some(({ breaks }) => breaks(prefix)),
    randomInt,
  })
}

/** The distinct rules about digits that these devices have. */
function digitRules(devices: readonly PlanDevice[]): PinRule[] {
  return [...new Set(devices.flatMap(digitConstraints))].map((type) => pinRules[type])
}

export function digitConstraints({ codeConstraints }: PlanDevice): PinConstraintType[] {
  return codeConstraints.map(({ constraintType }) => constraintType).filter(isAboutDigits)
}

/** The lengths of PIN that can be made for this device, shortest first. */
export function usableLengths({ supportedCodeLengths }: PlanDevice): number[] {
  const isUsable = (length: number) => length >= PIN_LENGTH_MIN && length <= PIN_LENGTH_MAX
  return [...new Set(supportedCodeLengths)].filter(isUsable).sort((a, b) => a - b)
}

/** The lengths that all of these devices take, shortest first. */
export function commonLengths(devices: readonly PlanDevice[]): number[] {
  const [first, ...others] = devices
  if (first === undefined) return []
  return usableLengths(first).filter((length) => others.every((other) => other.supportedCodeLengths.includes(length)))
}

/** The only PINs the device takes, where it asks for one that its account already uses; undefined: it does not ask. */
export function allowedPins({ codeConstraints, accountPins }: PlanDevice): ReadonlySet<string> | undefined {
  const asks = codeConstraints.some(({ constraintType }) => constraintType === 'PIN_CODE_MATCHES_EXISTING_SET')
  return asks ? (accountPins ?? new Set()) : undefined
}
