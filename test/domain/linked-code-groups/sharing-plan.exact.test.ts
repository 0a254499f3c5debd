import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type CodeConstraintType,
  codeConstraintTypes,
  isAboutDigits,
  pinViolations,
} from '../../../src/domain/access-codes/constraints.ts'
import { isWeakPin } from '../../../src/domain/access-codes/pin.ts'
import { planSharing } from '../../../src/domain/linked-code-groups/sharing-plan.ts'
import type { PlanDevice } from '../../../src/domain/linked-code-groups/sharing-question.ts'
import { seeded } from '../random-ints.ts'
import { aDevice, allPins, aRequest, only } from './plan-examples.ts'

/** A device on which all PINs but `free` are taken; at four digits perhaps none is. */
interface Crowded {
  readonly lengths: readonly number[]
  readonly free: ReadonlySet<string>
  readonly isOpenAtFour: boolean
  readonly constraints: readonly CodeConstraintType[]
  readonly accountPins: readonly string[]
}

describe('a plan among locks whose PINs are nearly spent', () => {
  it('shares with the best set that trying every PIN of four digits finds', () => {
    fc.assert(fc.property(crowds([4]), preferred, fc.nat(), agrees), { numRuns: 150 })
  }, 60_000)

  it('does so with four and five digits', () => {
    fc.assert(fc.property(crowds([4, 5]), preferred, fc.nat(), agrees), { numRuns: 30 })
  }, 60_000)

  it('does so with four to six digits', () => {
    fc.assert(fc.property(crowds([4, 5, 6]), preferred, fc.nat(), agrees), { numRuns: 4 })
  }, 60_000)
})

function agrees(crowd: readonly Crowded[], preferredCodeLength: number | null, seed: number) {
  const devices = crowd.map(toDevice)
  const plan = planSharing(aRequest({ preferredCodeLength }), devices, seeded(seed))
  const best = bruteForce(crowd, devices, preferredCodeLength)

  expect(plan.sharingDeviceIds).toEqual(best.members)
  expect(plan.codeLength).toBe(best.members.length > 0 ? best.length : null)
  expect(plan.canShare).toBe(best.members.length === devices.length)
  const { pin } = plan
  if (pin !== null) {
    expect(isWeakPin(pin)).toBe(false)
    expect(membersFor(pin, devices)).toEqual(plan.sharingDeviceIds)
  }
  const leftOut = devices.filter(({ id }) => !best.members.includes(id))
  expect([...new Set(plan.obstacles.map(({ deviceId }) => deviceId))]).toEqual(leftOut.map(({ id }) => id))
  for (const { reason, deviceId, conflictingAccessCodeId, constraint } of plan.obstacles) {
    const device = devices.find(({ id }) => id === deviceId) as PlanDevice
    if (reason === 'DUPLICATE_CODE' && pin !== null) expect(conflictingAccessCodeId).toBe(device.holderOf(pin))
    if (reason === 'CONSTRAINT_VIOLATED') expect(device.codeConstraints).toContain(constraint)
  }
}

/** The definition of the sharing set, word by word: the largest; the preferred length; the order; the shorter PIN. */
function bruteForce(crowd: readonly Crowded[], devices: readonly PlanDevice[], preferred: number | null) {
  // A PIN that is free on no device has no takers and need not be tried.
  const pins = new Set(crowd.flatMap(({ free }) => [...free]))
  if (crowd.some(({ isOpenAtFour }) => isOpenAtFour)) for (const pin of allPins(4)) pins.add(pin)
  let best = { rank: '', members: [] as string[], length: 0 }
  for (const pin of pins) {
    if (isWeakPin(pin)) continue
    const members = membersFor(pin, devices)
    const attendance = devices.map(({ id }) => (members.includes(id) ? '1' : '0')).join('')
    const rank = [members.length, pin.length === preferred ? 1 : 0, attendance, 9 - pin.length].join(' ')
    if (members.length > 0 && rank > best.rank) best = { rank, members, length: pin.length }
  }
  return best
}

function membersFor(pin: string, devices: readonly PlanDevice[]): string[] {
  const takes = ({ supportedCodeLengths, codeConstraints, accountPins, holderOf }: PlanDevice) =>
    supportedCodeLengths.includes(pin.length) &&
    pinViolations(pin, codeConstraints).length === 0 &&
    (accountPins === null || accountPins.has(pin)) &&
    holderOf(pin) === undefined
  return devices.filter(takes).map(({ id }) => id)
}

function toDevice({ lengths, free, isOpenAtFour, constraints, accountPins }: Crowded, index: number): PlanDevice {
  const asksForAccountPins = constraints.includes('PIN_CODE_MATCHES_EXISTING_SET')
  return aDevice(String(index), {
    supportedCodeLengths: lengths,
    codeConstraints: only(...constraints),
    accountPins: asksForAccountPins ? new Set(accountPins) : null,
    holderOf: (pin) => (free.has(pin) || (isOpenAtFour && pin.length === 4) ? undefined : `${index} has ${pin}`),
  })
}

/** Devices that draw what is free on them from one small pool, so that they have some of it in common. */
function crowds(lengths: readonly number[]): fc.Arbitrary<Crowded[]> {
  const pool = fc.tuple(...lengths.map((length) => fc.array(pinOf(length), { minLength: 3, maxLength: 5 })))
  return pool.chain((pins) => fc.array(crowded(lengths, pins.flat()), { minLength: 1, maxLength: 5 }))
}

function crowded(lengths: readonly number[], pool: string[]): fc.Arbitrary<Crowded> {
  const types: CodeConstraintType[] = [...codeConstraintTypes.filter(isAboutDigits), 'PIN_CODE_MATCHES_EXISTING_SET']
  return fc.record({
    lengths: fc.subarray([...lengths], { minLength: 1 }),
    free: fc.subarray(pool, { maxLength: 3 * lengths.length }).map((pins) => new Set(pins)),
    isOpenAtFour: fc.integer({ min: 0, max: 5 }).map((die) => die === 0),
    constraints: fc.subarray(types, { maxLength: 2 }),
    accountPins: fc.subarray(pool),
  })
}

function pinOf(length: number): fc.Arbitrary<string> {
  return fc.integer({ min: 0, max: 10 ** length - 1 }).map((number) => String(number).padStart(length, '0'))
}

const preferred = fc.option(fc.constantFrom(4, 5, 6))
