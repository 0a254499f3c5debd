/** Why a request is refused: the type of the answer, and the facts that it must name. */
export class Refusal extends Error {
  readonly type: string
  readonly facts: object
  constructor(type: string, facts: object = {}) {
    super(`${type} ${JSON.stringify(facts)}`)
    this.type = type
    this.facts = facts
  }
}

export function refuse(type: string, facts: object = {}): never {
  throw new Refusal(type, facts)
}

export const invalid = (): never => refuse('InvalidInputError')

export const notFound = (...ids: string[]): never => refuse('NotFoundError', { ids })
