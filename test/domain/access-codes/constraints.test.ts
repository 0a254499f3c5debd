import { describe, expect, it } from 'vitest'
import {
  type CodeConstraint,
  type CodeConstraintType,
  codeConstraintTypes,
  isAboutDigits,
  nameViolations,
  pinViolations,
  windowViolations,
} from '../../../src/domain/access-codes/constraints.ts'
import { pinRules } from '../../../src/domain/access-codes/pin-rules.ts'

const only = (constraintType: CodeConstraintType): CodeConstraint[] => [{ constraintType }]

describe('the digits of a PIN', () => {
  const cases: [CodeConstraintType, { good: string[]; bad: string[] }][] = [
    ['NO_ZEROS', { good: ['1234', '9999'], bad: ['0123', '1230', '1203'] }],
    ['CANNOT_START_WITH_12', { good: ['2112', '1312', '0123'], bad: ['1200', '1234', '120999'] }],
    [
      'NO_TRIPLE_CONSECUTIVE_INTS',
      {
        good: ['1124', '1212', '8901', '9081', '1357', '112233', '1243'],
        bad: ['1113', '9123', '1239', '3219', '9000', '58765', '1112', '2222'],
      },
    ],
    [
      'NO_ASCENDING_OR_DESCENDING_SEQUENCE',
      { good: ['1235', '2134', '1111', '2468', '7890', '1098'], bad: ['1234', '0123', '9876', '3210', '23456789'] },
    ],
    ['AT_LEAST_THREE_UNIQUE_DIGITS', { good: ['1123', '0122', '9876'], bad: ['1122', '1111', '010101', '7771'] }],
    ['CANNOT_CONTAIN_089', { good: ['1234', '7777'], bad: ['0123', '1283', '1239'] }],
    ['CANNOT_CONTAIN_0789', { good: ['1234', '6543'], bad: ['0123', '1273', '1283', '1239'] }],
    ['UNIQUE_FIRST_FOUR_DIGITS', { good: ['1234', '12341', '908744'], bad: ['1123', '1231', '122345', '1213'] }],
    ['NO_ALL_SAME_DIGITS', { good: ['1112', '2111', '010101'], bad: ['0000', '1111', '999999'] }],
  ]

  it.each(cases)('%s: good ones pass and bad ones do not', (constraintType, { good, bad }) => {
    const constraints = only(constraintType)
    expect(good.filter((pin) => pinViolations(pin, constraints).length > 0)).toEqual([])
    expect(bad.filter((pin) => pinViolations(pin, constraints).length === 0)).toEqual([])
  })

  it('are covered by a case for every constraint about them', () => {
    expect(cases.map(([type]) => type).sort()).toEqual(Object.keys(pinRules).sort())
    expect(codeConstraintTypes.filter(isAboutDigits).sort()).toEqual(Object.keys(pinRules).sort())
  })

  it('break all the constraints that they break, as the device words them', () => {
    const constraints: CodeConstraint[] = [
      { constraintType: 'NAME_LENGTH', minLength: 2, maxLength: 14 },
      { constraintType: 'NO_ZEROS' },
      { constraintType: 'CANNOT_SPECIFY_PIN_CODE' },
      { constraintType: 'NO_ALL_SAME_DIGITS' },
      { constraintType: 'CANNOT_START_WITH_12' },
    ]
    expect(pinViolations('0000', constraints)).toEqual([constraints[1], constraints[3]])
  })

  it('once broken for good at the beginning, stay broken whatever follows', () => {
    const lasting = Object.values(pinRules).filter(({ isForGood }) => isForGood)
    for (let number = 0; number < 10_000; number++) {
      const pin = String(number).padStart(4, '0')
      for (const { breaks } of lasting) {
        for (let length = 1; length < 4; length++) if (breaks(pin.slice(0, length))) expect(breaks(pin)).toBe(true)
      }
    }
  })
})

describe('the name of a code', () => {
  const length: CodeConstraint = { constraintType: 'NAME_LENGTH', minLength: 2, maxLength: 5 }
  const unique: CodeConstraint = { constraintType: 'NAME_MUST_BE_UNIQUE' }

  it.each([
    ['A', [length]],
    ['Al', []],
    ['Alice', []],
    ['Alison', [length]],
    ['', [length]],
    ['🔑🔑🔑🔑🔑', []],
    ['🔑', [length]],
  ])('%j is measured in characters, not in UTF-16 units', (name, violated) => {
    expect(nameViolations(name, [length], new Set())).toEqual(violated)
  })

  it('may have one bound alone', () => {
    expect(nameViolations('', [{ constraintType: 'NAME_LENGTH', maxLength: 3 }], new Set())).toEqual([])
    expect(
      nameViolations('long enough', [{ constraintType: 'NAME_LENGTH', minLength: 3, maxLength: null }], new Set()),
    ).toEqual([])
  })

  it('must differ from those on the device where the device says so', () => {
    const names = new Set(['Cleaner'])
    expect(nameViolations('Cleaner', [unique, length], names)).toEqual([unique, length])
    expect(nameViolations('Guest', [unique], names)).toEqual([])
    expect(nameViolations('Cleaner', [], names)).toEqual([])
  })

  it('breaks nothing when there is none', () => {
    expect(nameViolations(null, [unique, length], new Set(['']))).toEqual([])
  })
})

describe('the start of a code', () => {
  const now = new Date('2026-05-01T10:00:00Z')
  const endsAt = new Date('2026-05-02T10:00:00Z')
  const future: CodeConstraint = { constraintType: 'START_DATE_IN_FUTURE' }

  it.each([
    ['2026-05-01T09:59:59.999Z', [future]],
    ['2026-05-01T10:00:00.000Z', [future]],
    ['2026-05-01T10:00:00.001Z', []],
  ])('%s is held against now', (startsAt, violated) => {
    expect(windowViolations({ startsAt: new Date(startsAt), endsAt }, now, [future])).toEqual(violated)
    expect(windowViolations({ startsAt: new Date(startsAt), endsAt }, now, only('NO_ZEROS'))).toEqual([])
  })

  it('is free where the code is ongoing', () => {
    expect(windowViolations({ startsAt: null, endsAt: null }, now, [future])).toEqual([])
  })
})
