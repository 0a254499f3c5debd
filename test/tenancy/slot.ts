/** A place in a request where a caller names something, whatever the request travels by. */
export interface Slot {
  /** From the operation down: `accessCodes(filter: { ids })`. */
  readonly name: string
  readonly takes: 'ID' | 'TEXT'
  /** The whole answer to a request with this value there and nothing of others anywhere else. */
  ask(value: string): Promise<unknown>
}

/** Something that belongs to others, and could be named. */
export interface ForeignValue {
  readonly what: string
  readonly is: Slot['takes']
  readonly value: string
  /** The same kind of value, of nothing that exists. */
  readonly absent: string
}
