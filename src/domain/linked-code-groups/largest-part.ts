import { isWeakPin } from '../access-codes/pin.ts'
import { type PinConstraintType, pinRules } from '../access-codes/pin-rules.ts'
import { pinsInRandomOrder } from '../access-codes/pin-search.ts'
import { allowedPins, digitConstraints } from './device-pins.ts'
import type { Company, Rank } from './largest-share.ts'
import type { PlanDevice } from './sharing-question.ts'

/**
 * The best company within `most`, whose PINs of that length are spent for all of it together, or `floor` where none is
 * better. Branch and bound over the digits of the PIN: a beginning is given up as soon as the devices whose rules still
 * admit it could not be better company than the best one found.
 */
export function largestPart(
  devices: readonly PlanDevice[],
  most: Company,
  floor: Company | null,
  rank: Rank,
): Company | null {
  const { length } = most
  let best = floor
  const isBest = (members: readonly number[]) =>
    members.length > 0 && (best === null || rank({ length, members }, best) < 0)
  const offer = (pin: string, willing: readonly number[]) => {
    const members = isWeakPin(pin) ? null : takers(pin, devices, willing, best?.members.length ?? 1)
    if (members === null || !isBest(members)) return false
    best = { length, members }
    return true
  }
  if (!isBest(most.members)) return floor

  // A device that takes only the PINs of its account has few enough of them to try each.
  for (const pin of accountPins(devices, most)) offer(pin, willingFor(pin, devices, most.members))

  const free = most.members.filter((position) => allowedPins(devices[position] as PlanDevice) === undefined)
  const rules = ruleBook(devices, free)
  let isHopeless = memo((broken) => !isBest(rules.willing(broken)))
  const pins = pinsInRandomOrder({
    length,
    allowedDigits: '0123456789',
    prune: (prefix) => isHopeless(rules.brokenForGood(prefix)),
    // Every PIN is tried or ruled out, so no order is better than another; the PIN itself is drawn later.
    randomInt: () => 0,
  })
  for (const pin of pins) {
    const broken = rules.broken(pin)
    if (isHopeless(broken) || !offer(pin, rules.willing(broken))) continue
    isHopeless = memo((other) => !isBest(rules.willing(other)))
  }
  return best
}

/** Those of the willing devices that have no code with this PIN; null as soon as fewer than `atLeast` can be left. */
function takers(
  pin: string,
  devices: readonly PlanDevice[],
  willing: readonly number[],
  atLeast: number,
): number[] | null {
  let spare = willing.length - atLeast
  if (spare < 0) return null
  const members: number[] = []
  for (const position of willing) {
    if (devices[position]?.holderOf(pin) === undefined) members.push(position)
    else if (--spare < 0) return null
  }
  return members
}

function accountPins(devices: readonly PlanDevice[], { length, members }: Company): Set<string> {
  const pins = members.flatMap((position) => [...(allowedPins(devices[position] as PlanDevice) ?? [])])
  return new Set(pins.filter((pin) => pin.length === length))
}

function willingFor(pin: string, devices: readonly PlanDevice[], positions: readonly number[]): number[] {
  return positions.filter((position) => {
    const device = devices[position] as PlanDevice
    if (digitConstraints(device).some((type) => pinRules[type].breaks(pin))) return false
    return allowedPins(device)?.has(pin) ?? true
  })
}

/** The rules of many devices as bits of a number, so that each rule is asked once and each combination weighed once. */
function ruleBook(devices: readonly PlanDevice[], positions: readonly number[]) {
  const typesAt = new Map(positions.map((position) => [position, digitConstraints(devices[position] as PlanDevice)]))
  const types = [...new Set([...typesAt.values()].flat())]
  const bitsOf = (broken: (type: PinConstraintType) => boolean) =>
    types.reduce((bits, type, index) => (broken(type) ? bits | (1 << index) : bits), 0)
  const bitsAt = new Map([...typesAt].map(([position, own]) => [position, bitsOf((type) => own.includes(type))]))
  return {
    broken: (pin: string) => bitsOf((type) => pinRules[type].breaks(pin)),
    brokenForGood: (prefix: string) => bitsOf((type) => pinRules[type].isForGood && pinRules[type].breaks(prefix)),
    /** The devices that have none of these rules. */
    willing: memo((broken) => positions.filter((position) => ((bitsAt.get(position) ?? 0) & broken) === 0)),
  }
}

function memo<T>(compute: (bits: number) => T): (bits: number) => T {
  const known = new Map<number, T>()
  return (bits) => {
    let value = known.get(bits)
    if (value === undefined) {
      value = compute(bits)
      known.set(bits, value)
    }
    return value
  }
}
