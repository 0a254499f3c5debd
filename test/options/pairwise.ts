/** What a field can be given; `name` tells it from the field's other values. */
export interface Value {
  readonly name: string
  /** Undefined leaves the field out. */
  readonly given: unknown
}

export const absent: Value = { name: 'absent', given: undefined }

export type Fields<Field extends string = string> = Readonly<Record<Field, readonly Value[]>>

/** One case: a value for each field. */
export type Row<Field extends string = string> = Readonly<Record<Field, Value>>

/** What fields must be together, asked as soon as a row has all of `on`. */
export interface Rule<Field extends string = string> {
  readonly on: readonly Field[]
  readonly allows: (row: Row<Field>) => boolean
}

/**
 * Few rows that keep all rules and have every pair of values of two fields that any such row can have, or of two of the
 * fields `among`. Greedy: each row begins with a pair that is missing, and of some ways to go on takes the one that brings
 * most others along. The same rows every time.
 */
export function pairwise<Field extends string>(
  fields: Fields<Field>,
  rules: readonly Rule<Field>[] = [],
  among: readonly Field[] = Object.keys(fields) as Field[],
): Row<Field>[] {
  const names = Object.keys(fields) as Field[]
  const missing = new Map(pairsOf(names, fields, among))
  const isMissing = (row: Partial<Row<Field>>, one: Field, other: Field) =>
    row[one] !== undefined && row[other] !== undefined && missing.has(keyOf(names, row, one, other))
  const gain = (row: Partial<Row<Field>>, field: Field) => names.filter((other) => isMissing(row, field, other)).length
  const count = (row: Row<Field>) => couples(names).filter(([one, other]) => isMissing(row, one, other)).length
  const shuffled = shuffling()
  const rows: Row<Field>[] = []
  for (const [key, pair] of missing) {
    const candidates: Row<Field>[] = []
    while (candidates.length < WAYS) {
      const candidate = completed(pair, shuffled(names), fields, rules, gain)
      if (candidate === null) break
      candidates.push(candidate)
    }
    const [row] = candidates.toSorted((a, b) => count(b) - count(a))
    missing.delete(key)
    if (row === undefined) continue
    rows.push(row)
    for (const [one, other] of couples(names)) missing.delete(keyOf(names, row, one, other))
  }
  return rows
}

/** Rows that break one rule alone, with every two values by which it can be broken. */
export function breakingOne<Field extends string>(fields: Fields<Field>, rules: readonly Rule<Field>[]): Row<Field>[] {
  return rules.flatMap((rule) => {
    const broken = { on: rule.on, allows: (row: Row<Field>) => !rule.allows(row) }
    return pairwise(fields, [broken, ...rules.filter((other) => other !== rule)], rule.on)
  })
}

/** More of them take longer and save a row or two. */
const WAYS = 4

/** Every two fields, once. */
const couples = <Field extends string>(names: readonly Field[]): [Field, Field][] =>
  names.flatMap((one, index) => names.slice(index + 1).map((other): [Field, Field] => [one, other]))

function* pairsOf<Field extends string>(
  names: readonly Field[],
  fields: Fields<Field>,
  among: readonly Field[],
): Generator<[string, Partial<Row<Field>>]> {
  // One field has no pairs: its values alone.
  const [only] = among
  for (const [one, other] of among.length === 1 && only ? [[only, only] as const] : couples(among)) {
    for (const a of fields[one]) {
      for (const b of fields[other]) {
        const pair = { [one]: a, [other]: b } as Partial<Row<Field>>
        if (one !== other || a === b) yield [keyOf(names, pair, one, other), pair]
      }
    }
  }
}

function keyOf<Field extends string>(names: readonly Field[], row: Partial<Row<Field>>, a: Field, b: Field): string {
  const [one, other] = names.indexOf(a) < names.indexOf(b) ? [a, b] : [b, a]
  return `${one} ${row[one]?.name} ${other} ${row[other]?.name}`
}

/**
 * A whole row that begins like this; null if none that keeps the rules does. Depth first, so that no is no, and where the
 * fewest values are left first, so that it is said soon.
 */
function completed<Field extends string>(
  row: Partial<Row<Field>>,
  order: readonly Field[],
  fields: Fields<Field>,
  rules: readonly Rule<Field>[],
  gain: (row: Partial<Row<Field>>, field: Field) => number,
): Row<Field> | null {
  if (rules.some((rule) => isBroken(rule, row))) return null
  const open = order.filter((name) => row[name] === undefined)
  if (open.length === 0) return row as Row<Field>
  const choices = open.map((field) => {
    const longer = fields[field].map((value) => ({ ...row, [field]: value }) as Partial<Row<Field>>)
    return { field, longer: longer.filter((next) => !rules.some((rule) => isBroken(rule, next))) }
  })
  // What no rule binds to another field can wait: it is in nobody's way.
  const isBound = ({ field }: (typeof choices)[number]) => rules.some(({ on }) => on.length > 1 && on.includes(field))
  const [first] = choices.toSorted(
    (a, b) => Number(isBound(b)) - Number(isBound(a)) || a.longer.length - b.longer.length,
  )
  if (first === undefined) return null
  const { field, longer } = first
  const ranked = longer.map((next) => ({ next, gain: gain(next, field) })).sort((a, b) => b.gain - a.gain)
  for (const { next } of ranked) {
    const whole = completed(next, order, fields, rules, gain)
    if (whole) return whole
  }
  return null
}

const isBroken = <Field extends string>({ on, allows }: Rule<Field>, row: Partial<Row<Field>>): boolean =>
  on.every((field) => row[field] !== undefined) && !allows(row as Row<Field>)

/** Orders that look random and are the same in every run. */
function shuffling(): <Item>(items: readonly Item[]) => Item[] {
  let state = 1
  const next = () => {
    state = (state * 48_271) % 2_147_483_647
    return state
  }
  return (items) =>
    items
      .map((item) => ({ item, place: next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item)
}
