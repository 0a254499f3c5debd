import { statementsOf } from '../support/statements.ts'
import type { Circumstances } from './attempts.ts'

/** What the gateway asks of the database for a question. Sorted: what is looked up at the same time has no order. */
export const watchStatements: Circumstances['watch'] = async (ask) => {
  const { result: answer, statements } = await statementsOf(ask)
  return { answer, done: statements.sort() }
}
