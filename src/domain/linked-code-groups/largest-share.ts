import { PIN_LENGTH_MAX, PIN_LENGTH_MIN, type RandomInt } from '../access-codes/pin.ts'
import { findCommonPin } from './device-pins.ts'
import { largestPart } from './largest-part.ts'
import type { PlanDevice } from './sharing-question.ts'

/** One PIN and the devices, in the order asked for, that can hold it. */
export interface Share {
  readonly pin: string
  readonly members: readonly PlanDevice[]
}

/** Devices, as positions in the order asked for, that hold or might hold one PIN of this length. */
export interface Company {
  readonly length: number
  readonly members: readonly number[]
}

/**
 * The largest set of devices that can hold one PIN, and a PIN for it; null where no device can hold any. Of sets
 * equally large: the one with a PIN of the preferred length, then the one with the earlier devices, then the one with
 * the shorter PIN. Exact, also where nearly every PIN is taken.
 */
export function largestShare(
  devices: readonly PlanDevice[],
  preferredLength: number | null,
  randomInt: RandomInt,
): Share | null {
  const rank: Rank = (a, b) => rankBy(preferredLength, a, b)
  const at = (company: Company) => company.members.map((position) => devices[position] as PlanDevice)

  let best: Company | null = null
  let pin: string | null = null
  const spent: Company[] = []
  for (const most of byLength(devices).sort(rank)) {
    pin = findCommonPin(at(most), most.length, randomInt)
    if (pin === null) {
      spent.push(most)
      continue
    }
    // All others of its length are smaller, and those of later lengths rank lower.
    best = most
    break
  }
  const largest = spent.reduce((found, most) => largestPart(devices, most, found, rank), best)
  if (largest === null) return null
  const members = at(largest)
  // The way in which such a part is found favours some PINs: drawn anew, none is more likely than another.
  if (largest !== best) pin = findCommonPin(members, largest.length, randomInt)
  return pin === null ? null : { pin, members }
}

/** Negative where `a` is the better company, as for `Array.sort`. */
export type Rank = (a: Company, b: Company) => number

function rankBy(preferredLength: number | null, a: Company, b: Company): number {
  if (a.members.length !== b.members.length) return b.members.length - a.members.length
  if (a.length !== b.length && a.length === preferredLength) return -1
  if (a.length !== b.length && b.length === preferredLength) return 1
  const difference = a.members.findIndex((position, index) => position !== b.members[index])
  if (difference >= 0) return (a.members[difference] as number) - (b.members[difference] as number)
  return a.length - b.length
}

/** For each length of PIN, all the devices that take it. */
function byLength(devices: readonly PlanDevice[]): Company[] {
  const companies: Company[] = []
  for (let length = PIN_LENGTH_MIN; length <= PIN_LENGTH_MAX; length++) {
    const members = [...devices.keys()].filter((position) => devices[position]?.supportedCodeLengths.includes(length))
    if (members.length > 0) companies.push({ length, members })
  }
  return companies
}
