/** Collects the conditions of one WHERE clause together with the values that they bind. */
export class Conditions {
  readonly values: unknown[] = []
  readonly #parts: string[] = []

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

/** Finds `text` anywhere in `name`, or at the beginning of `id` as a UUID is written. */
export function nameOrIdMatches(to: Conditions, alias: string, name: string, text: string): string {
  const literally = text.replace(/[\\%_]/g, '\\$&')
  return `${alias}.${name} ilike ${to.bind(`%${literally}%`)} or ${alias}.id::text like ${to.bind(`${literally.toLowerCase()}%`)}`
}
