import { isUnknown } from './world.ts'

/** Why an answer cannot be, in this world. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
}

/** Something to be expected of a value that is more than being equal. */
export class Expectation {
  readonly #complaint: (actual: unknown) => string | null
  /** `complaint` answers what is wrong with a value; null: nothing. */
  constructor(complaint: (actual: unknown) => string | null) {
    this.#complaint = complaint
  }

  hold(actual: unknown, path: string): void {
    const complaint = this.#complaint(actual)
    if (complaint !== null) throw new Mismatch(`${path}: ${complaint}`)
  }
}

export const oneOf = (values: readonly unknown[]): Expectation =>
  new Expectation((actual) => (values.includes(actual) ? null : `expected one of ${text(values)}, got ${text(actual)}`))

export type Learnt = Map<string, string>

/**
 * Holds what was answered against what was expected, field by field of the latter, and learns what placeholders stand for.
 *
 * @throws Mismatch naming the first difference
 */
export function unify(expected: unknown, actual: unknown, learnt: Learnt, path = 'answer'): void {
  if (expected instanceof Expectation) expected.hold(actual, path)
  else if (typeof expected === 'string' && isUnknown(expected)) learn(expected, actual, learnt, path)
  else if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) throw different(path, expected, actual)
    for (const [index, item] of expected.entries()) unify(item, actual[index], learnt, `${path}[${index}]`)
  } else if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) throw different(path, expected, actual)
    for (const [key, value] of Object.entries(expected)) {
      unify(value, (actual as Record<string, unknown>)[key], learnt, `${path}.${key}`)
    }
  } else if (expected !== actual) throw different(path, expected, actual)
}

function learn(placeholder: string, actual: unknown, learnt: Learnt, path: string): void {
  const known = learnt.get(placeholder)
  if (typeof actual !== 'string' || (known !== undefined && known !== actual)) {
    throw different(path, known ?? placeholder, actual)
  }
  learnt.set(placeholder, actual)
}

const different = (path: string, expected: unknown, actual: unknown): Mismatch =>
  new Mismatch(`${path}: expected ${text(expected)}, got ${text(actual)}`)

const text = (value: unknown): string => JSON.stringify(value) ?? 'nothing'
