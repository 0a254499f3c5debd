/** Collects the conditions of one WHERE clause together with the values that they bind. */
export class Conditions {
  readonly values: unknown[]
  readonly #parts: string[] = []

  /** @param values those that the statement binds already, for another WHERE clause of it */
  constructor(values: unknown[] = []) {
    this.values = values
  }

  /** The placeholder of a value, numbered in the order of binding. */
  bind(value: unknown): string {
    return `$${this.values.push(value)}`
  }

  add(condition: string): this {
    this.#parts.push(`(${condition})`)
    return this
  }

  get sql(): string {
    return this.#parts.length > 0 ? this.#parts.join(' and ') : 'true'
  }
}

/** Finds `text` anywhere in `name`, or at the beginning of `id` as a UUID is written: each half has an index. */
export function nameOrIdMatches(to: Conditions, alias: string, name: string, text: string): string {
  const byName = `${alias}.${name} ilike ${to.bind(`%${text.replace(/[\\%_]/g, '\\$&')}%`)}`
  const [first, last] = [
    text + '00000000-0000-0000-0000-000000000000'.slice(text.length),
    text + 'ffffffff-ffff-ffff-ffff-ffffffffffff'.slice(text.length),
  ]
  if (!isUuidText(first)) return byName
  return `${byName} or ${alias}.id between ${to.bind(first)}::uuid and ${to.bind(last)}::uuid`
}

const isUuidText = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
