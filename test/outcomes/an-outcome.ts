import type { aSandbox } from '../sandbox/a-sandbox.ts'
import type { TestGateway } from '../support/gateway.ts'

/** A house in which nothing has happened yet, and the gateway behind it. */
export type Scene = Awaited<ReturnType<typeof aSandbox>> & { readonly gateway: TestGateway }

/** What is asked, and all that is answered but for the type and, of a refusal, its code. */
interface Outcome {
  readonly input: object
  /** Who asks, if not somebody with a key. */
  readonly client?: Scene['client']
  readonly answer: object
}

/** For each member of a mutation's result, what leads to it. */
export type Outcomes = Readonly<Record<string, (scene: Scene) => Promise<Outcome>>>

/** An id that nothing has. */
export const unknownId = '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1effff'

export const notFound = (noun: string, id: string, namedBy = 'id') => ({
  message: `No ${noun} of this workspace has the ${namedBy} ${id}.`,
  ids: [id],
})

export const invalid = (field: string, message: string) => ({
  message: `${field}: ${message}`,
  issues: [{ path: ['input', field], message }],
})

export const idempotencyConflict = {
  message: 'This idempotencyKey was used with another input: repeat that input, or take a new key.',
}
