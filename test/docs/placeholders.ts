/**
 * What differs from run to run stands in angle brackets on a page: the first word says of what kind it is, and the whole
 * text stands for the same value wherever it is on the page. The kind alone stands for any value.
 */
export class Placeholders {
  readonly #values = new Map<string, string>()

  /** A request with the values that answers have told. */
  filled(text: string): string {
    return text.replaceAll(placeholder, (name) => {
      const value = this.#values.get(name)
      if (value === undefined) throw new Error(`No answer above tells what ${name} is.`)
      return value
    })
  }

  /** What is promised, with each placeholder replaced by what is there instead, where that is of its kind. */
  resolved(promised: unknown, actual: unknown): unknown {
    return this.#walk(promised, actual, new Map(this.#values))
  }

  /** Remembers what the placeholders of an answer stand for. Call it with one that was as promised. */
  learn(promised: unknown, actual: unknown): void {
    this.#walk(promised, actual, this.#values)
  }

  #walk(promised: unknown, actual: unknown, values: Map<string, string>): unknown {
    if (typeof promised === 'string') return typeof actual === 'string' ? text(promised, actual, values) : promised
    if (typeof promised !== 'object' || promised === null) return promised
    const parts = actual as Record<string, unknown> | null | undefined
    const walked = Object.entries(promised).map(([key, part]) => [key, this.#walk(part, parts?.[key], values)])
    return Array.isArray(promised) ? walked.map(([, part]) => part) : Object.fromEntries(walked)
  }
}

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const kinds: Readonly<Record<string, string>> = {
  id: uuid,
  key: `auto_set_by_create_multiple_${uuid}`,
  PIN: '\\d{4,12}',
  time: '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z',
  cursor: '[\\w=+/-]+',
  token: 'seam_[\\w-]+',
}
const placeholder = new RegExp(`<(?:${Object.keys(kinds).join('|')})(?: [^<>]+)?>`, 'g')

/** The promised text with the actual values, or as it is where the actual one is otherwise. */
function text(promised: string, actual: string, values: Map<string, string>): string {
  const names = promised.match(placeholder) ?? []
  if (names.length === 0) return promised
  const literals = promised.split(placeholder).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const pattern = names.reduce((soFar, name, index) => `${soFar}(${shapeOf(name)})${literals[index + 1]}`, literals[0])
  const found = new RegExp(`^${pattern}$`).exec(actual)
  if (!found) return promised
  const told = new Map(values)
  for (const [index, name] of names.entries()) {
    const value = found[index + 1] ?? ''
    if ((told.get(name) ?? value) !== value) return promised
    if (name.includes(' ')) told.set(name, value)
  }
  for (const [name, value] of told) values.set(name, value)
  return actual
}

const shapeOf = (name: string): string => kinds[/\w+/.exec(name)?.[0] ?? ''] ?? ''
