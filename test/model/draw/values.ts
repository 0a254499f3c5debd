import fc from 'fast-check'
import type { CodeKind, Days } from '../requests.ts'

/** Few of everything, so that requests get into each other's way. */
export const pin = fc.constantFrom('1357', '2468', '9031', '4711', '70317', '531642', '8024', '46791')
export const byHandPin = fc.constantFrom('6161', '7272', '838384', '1357', '2468')
export const badPin = fc.constantFrom('123', '12a4', '1234567890123')
export const name = fc.constantFrom('Ann', 'Anna', 'Bo', 'Berta', 'X', 'A long name for it')
export const goodDays: fc.Arbitrary<Days> = fc.constantFrom<Days[]>(
  ...([
    [-2, 3],
    [-2, 40],
    [1, 6],
    [2, 4],
    [3, 9],
    [6, 12],
    [10, 20],
  ] as Days[]),
)
const badDays: fc.Arbitrary<Days> = fc.constantFrom<Days[]>([-9, -3], [6, 2], [4, 4])
export const key = fc.constantFrom('weekend', 'family', 'group 0', 'group 1')
export const oneDay = fc.option(fc.constantFrom(-2, 1, 5, 12, 25))
export const code = fc.nat({ max: 30 })
/** Mostly one that there is. */
export const door = fc.oneof(
  { weight: 30, arbitrary: fc.nat({ max: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom(5, 6) },
)

export const mostly = <Value>(value: fc.Arbitrary<Value>, seldom: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
  fc.oneof({ weight: 24, arbitrary: value }, { weight: 1, arbitrary: seldom })
export const days = mostly(goodDays, badDays)

const orLeftOut =
  (weight: number) =>
  <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
    fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight, arbitrary: value })
export const often = orLeftOut(6)
export const rarely = orLeftOut(1)

/** Without what is undefined, so that what is left out is left out. */
export const record = <Value extends object>(
  model: {
    [Key in keyof Value]: fc.Arbitrary<Value[Key] | undefined>
  },
): fc.Arbitrary<Partial<Value>> =>
  fc
    .record(model as { [Key in keyof Value]: fc.Arbitrary<Value[Key]> })
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Partial<Value>)

export const kindOf = (usual: CodeKind, ...others: CodeKind[]): fc.Arbitrary<CodeKind | undefined> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(usual) },
    ...others.map((one) => ({ weight: 1, arbitrary: fc.constant(one) })),
  )
