import { inspect } from 'node:util'

const redacted = '[redacted]'

/**
 * A value that cannot be printed by accident: inspect, JSON and template strings show `[redacted]`.
 * Only `reveal()` gives it away, which makes every such place easy to find.
 */
export class Secret<T> {
  readonly #value: T

  constructor(value: T) {
    this.#value = value
  }

  reveal(): T {
    return this.#value
  }

  toString(): string {
    return redacted
  }

  toJSON(): string {
    return redacted
  }

  [inspect.custom](): string {
    return redacted
  }
}
