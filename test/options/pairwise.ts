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
  const keyOf = numbering(fields)
  const missing = new Map(pairsOf(fields, among).map((pair) => [keyOf(pair.row, ...pair.of), pair.row]))
  const isMissing = (row: Partial<Row<Field>>, one: Field, other: Field) =>
    row[one] !== undefined && row[other] !== undefined && missing.has(keyOf(row, one, other))
  const gain = (row: Partial<Row<Field>>, field: Field) => names.filter((other) => isMissing(row, field, other)).length
  const count = (row: Row<Field>) => couples(names).filter(([one, other]) => isMissing(row, one, other)).length
  const search = { fields: keepingOwnRules(fields, rules), rules: rules.map(remembering), gain }
  const shuffled = shuffling()
  const rows: Row<Field>[] = []
  for (const [key, pair] of missing) {
    const candidates: Row<Field>[] = []
    while (candidates.length < WAYS) {
      const candidate = completed(pair, shuffled(names), search)
      if (candidate === null) break
      candidates.push(candidate)
    }
    const [row] = candidates.toSorted((a, b) => count(b) - count(a))
    missing.delete(key)
    if (row === undefined) continue
    rows.push(row)
    for (const [one, other] of couples(names)) missing.delete(keyOf(row, one, other))
  }
  return rows
}

/** More of them take longer and save a row or two. */
const WAYS = 3

/** Rows that break one rule alone, with every two values by which it can be broken. */
export function breakingOne<Field extends string>(fields: Fields<Field>, rules: readonly Rule<Field>[]): Row<Field>[] {
  return rules.flatMap((rule) => {
    const broken = { on: rule.on, allows: (row: Row<Field>) => !rule.allows(row) }
    return pairwise(fields, [broken, ...rules.filter((other) => other !== rule)], rule.on)
  })
}

/** Every two fields, once. */
const couples = <Field extends string>(names: readonly Field[]): [Field, Field][] =>
  names.flatMap((one, index) => names.slice(index + 1).map((other): [Field, Field] => [one, other]))

interface Pair<Field extends string> {
  readonly of: readonly [Field, Field]
  readonly row: Partial<Row<Field>>
}

/** Of one field alone: its values. */
function pairsOf<Field extends string>(fields: Fields<Field>, among: readonly Field[]): Pair<Field>[] {
  const [only] = among
  if (among.length === 1 && only) {
    return fields[only].map((value) => ({ of: [only, only], row: { [only]: value } as Partial<Row<Field>> }))
  }
  return couples(among).flatMap((of) => {
    const [one, other] = of
    return fields[one].flatMap((a) =>
      fields[other].map((b) => ({ of, row: { [one]: a, [other]: b } as Partial<Row<Field>> })),
    )
  })
}

/** Tells pairs apart by a number. */
function numbering<Field extends string>(fields: Fields<Field>) {
  let next = 0
  const numbers = new Map(
    Object.entries<readonly Value[]>(fields).map(([field, values]) => [
      field,
      new Map(values.map((value) => [value, next++])),
    ]),
  )
  return (row: Partial<Row<Field>>, one: Field, other: Field): number => {
    const a = numbers.get(one)?.get(row[one] as Value) ?? 0
    const b = numbers.get(other)?.get(row[other] as Value) ?? 0
    return a < b ? a * next + b : b * next + a
  }
}

interface Search<Field extends string> {
  readonly fields: Fields<Field>
  readonly rules: readonly Rule<Field>[]
  /** How many missing pairs a row has by the value of this field. */
  readonly gain: (row: Partial<Row<Field>>, field: Field) => number
}

/**
 * A whole row that begins like this; null if none that keeps the rules does. Depth first, so that no is no. What rules bind
 * comes first, where the fewest values are left; the rest is in nobody's way.
 */
function completed<Field extends string>(
  row: Partial<Row<Field>>,
  order: readonly Field[],
  search: Search<Field>,
): Row<Field> | null {
  const { fields, rules, gain } = search
  if (rules.some((rule) => isBroken(rule, row))) return null
  const open = order.filter((name) => row[name] === undefined)
  if (open.length === 0) return row as Row<Field>
  const bound = open.filter((name) => rules.some(({ on }) => on.length > 1 && on.includes(name)))
  const choices = (bound.length > 0 ? bound : open.slice(0, 1)).map((field) => {
    const own = rules.filter(({ on }) => on.includes(field))
    const longer = fields[field].map((value) => ({ ...row, [field]: value }) as Partial<Row<Field>>)
    return { field, longer: longer.filter((next) => !own.some((rule) => isBroken(rule, next))) }
  })
  const [first] = choices.toSorted((a, b) => a.longer.length - b.longer.length)
  if (first === undefined) return null
  const ranked = first.longer.map((next) => ({ next, gain: gain(next, first.field) })).sort((a, b) => b.gain - a.gain)
  for (const { next } of ranked) {
    const whole = completed(next, order, search)
    if (whole) return whole
  }
  return null
}

const isBroken = <Field extends string>({ on, allows }: Rule<Field>, row: Partial<Row<Field>>): boolean =>
  on.every((field) => row[field] !== undefined) && !allows(row as Row<Field>)

/** The values that rules about their field alone allow. */
function keepingOwnRules<Field extends string>(fields: Fields<Field>, rules: readonly Rule<Field>[]): Fields<Field> {
  const own = rules.filter(({ on }) => on.length === 1)
  const isKept = (field: string, value: Value) =>
    !own.some((rule) => isBroken(rule, { [field]: value } as Partial<Row<Field>>))
  const kept = Object.entries<readonly Value[]>(fields).map(([field, values]) => [
    field,
    values.filter((value) => isKept(field, value)),
  ])
  return Object.fromEntries(kept)
}

/** The rule, asked once about the same values. */
function remembering<Field extends string>({ on, allows }: Rule<Field>): Rule<Field> {
  const known = new Map<string, boolean>()
  return {
    on,
    allows: (row) => {
      const key = on.map((field) => row[field].name).join('\n')
      const answer = known.get(key) ?? allows(row)
      known.set(key, answer)
      return answer
    },
  }
}

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
