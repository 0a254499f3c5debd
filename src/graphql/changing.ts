import type { Context } from './context.ts'
import { freshReader } from './delivery.ts'
import { asForbidden } from './errors.ts'

/**
 * Runs the verb of a mutation, and lets its answer be read anew: what an earlier mutation of the same request had looked
 * up may be different now. Mutations of one request run one after the other.
 */
export function changing<Result>(context: Context, verb: () => Promise<Result>): Promise<Result> {
  context.read = freshReader(context)
  return verb().catch(asForbidden)
}
