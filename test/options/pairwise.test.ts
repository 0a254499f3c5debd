import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Fields, pairwise, type Row, type Rule } from './pairwise.ts'

const values = (count: number) => Array.from({ length: count }, (_, given) => ({ name: String(given), given }))
const someFields: fc.Arbitrary<Fields> = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 })
  .map((counts) => Object.fromEntries(counts.map((count, index) => [`field ${index}`, values(count)])))

/** Every row there is. */
const product = (fields: Fields): Row[] =>
  Object.entries(fields).reduce<Row[]>(
    (rows, [field, all]) => rows.flatMap((row) => all.map((value) => ({ ...row, [field]: value }))),
    [{}],
  )
const pairsIn = (rows: readonly Row[]): Set<string> =>
  new Set(
    rows.flatMap((row) => {
      const given = Object.entries(row)
        .map(([field, { name }]) => `${field}: ${name}`)
        .sort()
      return given.flatMap((one, index) => given.slice(index + 1).map((other) => `${one}, ${other}`))
    }),
  )

/** A number for each row, that a rule can refuse some by. */
const weigh = (row: Row, on: readonly string[]) =>
  on.reduce((sum, field) => sum * 5 + Number(row[field]?.given) + field.length, 7)

test('every pair that a row allowed by the rules can have is in a row, and no row breaks a rule', () => {
  fc.assert(
    fc.property(someFields, fc.array(fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 2, max: 4 }))), (fields, seeds) => {
      const names = Object.keys(fields)
      const rules = seeds.map(([one, other, modulus]): Rule => {
        const on = [names[one % names.length] as string, names[other % names.length] as string]
        return { on, allows: (row) => weigh(row, on) % modulus !== 0 }
      })
      const allowed = product(fields).filter((row) => rules.every(({ allows }) => allows(row)))
      const rows = pairwise(fields, rules)
      expect(pairsIn(rows)).toEqual(pairsIn(allowed))
      expect(rows.filter((row) => !rules.every(({ allows }) => allows(row)))).toEqual([])
    }),
  )
})

test('there are few of them: ten fields of four values, a million combinations, in about thirty rows', () => {
  const fields = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`field ${index}`, values(4)]))
  expect(pairwise(fields).length).toBeLessThan(40)
})
