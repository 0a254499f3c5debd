import { refuse } from '../refusal.ts'
import { DAY_MS, type Remembered, type World } from '../world.ts'

type Made = Pick<Remembered, 'codeIds' | 'groupId'>

/** The first answer to this key again, or what is made now. */
export function once<Input extends { readonly idempotencyKey?: string }>(
  world: World,
  operation: string,
  { idempotencyKey: key, ...input }: Input,
  make: () => Made,
): Made {
  if (key === undefined) return make()
  const given = Object.entries(input).filter(([, value]) => value != null)
  const request = JSON.stringify([operation, given.sort(([a], [b]) => (a < b ? -1 : 1))])
  const first = world.answers.find((one) => one.key === key && one.at > world.now - DAY_MS)
  if (first) return first.request === request ? first : refuse('IdempotencyConflictError')
  const answer = make()
  world.answers.push({ ...answer, key, request, at: world.now })
  return answer
}
