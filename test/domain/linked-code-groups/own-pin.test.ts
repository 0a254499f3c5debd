import { describe, expect, it } from 'vitest'
import { codeConstraintTypes, isAboutDigits, pinViolations } from '../../../src/domain/access-codes/constraints.ts'
import { isWeakPin } from '../../../src/domain/access-codes/pin.ts'
import { type OwnPin, planOwnPin } from '../../../src/domain/linked-code-groups/own-pin.ts'
import type { PlanDevice, PlanRequest } from '../../../src/domain/linked-code-groups/sharing-question.ts'
import { adversaries, seeded } from '../random-ints.ts'
import { aDevice, aRequest, only } from './plan-examples.ts'

const ownPin = (request: Partial<PlanRequest>, device: PlanDevice): OwnPin =>
  planOwnPin(aRequest(request), device, seeded(42))

const reasons = (own: OwnPin) => ('obstacles' in own ? own.obstacles.map(({ reason }) => reason) : [])

describe('a PIN found for one device', () => {
  const subsets = (digitTypes = codeConstraintTypes.filter(isAboutDigits)) =>
    Array.from({ length: 2 ** digitTypes.length }, (_, bits) =>
      only(...digitTypes.filter((_, bit) => bits & (1 << bit))),
    )

  it.each(Object.entries({ ...adversaries, fair: () => seeded(99) }))(
    'meets every set of constraints at every length and is never weak, when the dice are %s',
    (_, dice) => {
      const faults: string[] = []
      for (const codeConstraints of subsets()) {
        for (let length = 4; length <= 12; length++) {
          const device = aDevice('A', { codeConstraints, supportedCodeLengths: [length] })
          const own = planOwnPin(aRequest(), device, dice())
          const pin = 'pin' in own ? own.pin : null
          const isGood = pin?.length === length && !isWeakPin(pin) && pinViolations(pin, codeConstraints).length === 0
          if (!isGood) faults.push(`${pin} of ${length} digits under ${JSON.stringify(codeConstraints)}`)
        }
      }
      expect(faults).toEqual([])
    },
  )

  it('has the preferred length if the device takes it, else the shortest, else a longer one', () => {
    const device = aDevice('A', {
      supportedCodeLengths: [8, 6],
      holderOf: (pin) => (pin.startsWith('7') ? 'x' : undefined),
    })
    expect(ownPin({ preferredCodeLength: 8 }, device)).toEqual({ pin: expect.stringMatching(/^[^7]\d{7}$/) })
    expect(ownPin({ preferredCodeLength: 5 }, device)).toEqual({ pin: expect.stringMatching(/^[^7]\d{5}$/) })
    const spent = aDevice('A', {
      supportedCodeLengths: [4, 8],
      holderOf: (pin) => (pin.length === 4 ? 'x' : undefined),
    })
    expect(ownPin({ preferredCodeLength: 4 }, spent)).toEqual({ pin: expect.stringMatching(/^\d{8}$/) })
  })

  it('is left to the lock where the lock makes it', () => {
    expect(ownPin({}, aDevice('A', { codeConstraints: only('CANNOT_SPECIFY_PIN_CODE') }))).toEqual({ pin: null })
    const offline = aDevice('A', { canProgramOfflineAccessCodes: true, supportedCodeLengths: [] })
    expect(ownPin({ isOfflineAccessCode: true }, offline)).toEqual({ pin: null })
  })

  it('is refused in words where there is none', () => {
    const spent = aDevice('A', { supportedCodeLengths: [4], holderOf: () => 'x' })
    expect(ownPin({}, spent)).toMatchObject({
      obstacles: [{ reason: 'DUPLICATE_CODE', conflictingAccessCodeId: 'x', blocksAnyCode: true }],
    })
    expect(reasons(ownPin({}, aDevice('A', { supportedCodeLengths: [] })))).toEqual(['NO_COMMON_CODE_LENGTH'])
    const account = { codeConstraints: only('PIN_CODE_MATCHES_EXISTING_SET'), accountPins: null }
    expect(reasons(ownPin({}, aDevice('A', account)))).toEqual(['CONSTRAINT_VIOLATED'])
    expect(reasons(ownPin({}, aDevice('A', { isManaged: false })))).toEqual(['CANNOT_PROGRAM_CODES'])
  })
})

describe('a custom PIN for one device', () => {
  it('is taken as it is', () => {
    expect(ownPin({ code: '1234' }, aDevice('A'))).toEqual({ pin: '1234' })
    expect(ownPin({ code: '0000', preferredCodeLength: 8 }, aDevice('A'))).toEqual({ pin: '0000' })
  })

  it('is refused with all that stands in its way', () => {
    const device = aDevice('A', {
      supportedCodeLengths: [6],
      codeConstraints: only('NO_ALL_SAME_DIGITS', 'NO_ZEROS'),
      maxActiveCodesSupported: 0,
      taken: { '0000': 'x' },
    })
    expect(reasons(ownPin({ code: '0000' }, device))).toEqual([
      'DEVICE_FULL',
      'UNSUPPORTED_CODE_LENGTH',
      'CONSTRAINT_VIOLATED',
      'CONSTRAINT_VIOLATED',
      'DUPLICATE_CODE',
    ])
  })

  it('cannot be given to a lock that makes its own', () => {
    const assigning = aDevice('A', { codeConstraints: only('CANNOT_SPECIFY_PIN_CODE') })
    expect(reasons(ownPin({ code: '4821' }, assigning))).toEqual(['CANNOT_SPECIFY_PIN_CODE'])
    const offline = aDevice('A', { canProgramOfflineAccessCodes: true })
    expect(reasons(ownPin({ code: '4821', isOfflineAccessCode: true }, offline))).toEqual(['CANNOT_SPECIFY_PIN_CODE'])
  })
})
