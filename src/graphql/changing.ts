import type { ReadWritten } from '../data/read/written.ts'
import type { Context } from './context.ts'
import { freshReader } from './delivery.ts'
import { asForbidden } from './errors.ts'

/**
 * Runs the verb of a mutation, and lets its answer be read anew: what an earlier mutation of the same request had looked
 * up may be different now. What the verb has written itself need not be read. Mutations of one request run one after the
 * other.
 */
export async function changing<Result extends { readonly written?: ReadWritten } | object>(
  context: Context,
  verb: () => Promise<Result>,
): Promise<Result> {
  const read = freshReader(context)
  context.read = read
  const result = await verb().catch(asForbidden)
  if (!('written' in result) || !result.written) return result
  const { accessCodes, actionAttempts, linkedCodeGroups = [], devices = [] } = await result.written()
  for (const code of accessCodes) read.accessCode.prime(code.id, code)
  for (const group of linkedCodeGroups) read.linkedCodeGroup.prime(group.id, group)
  for (const device of devices) read.device.prime(device.id, device)
  for (const attempt of actionAttempts) read.actionAttempt.prime(attempt.id, attempt)
  return result
}
