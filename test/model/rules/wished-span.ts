import { instantOf, type TimesInput } from '../inputs.ts'
import { invalid } from '../refusal.ts'
import { isSameSpan, type Span } from '../world.ts'

type Times = TimesInput & { readonly type?: 'ONGOING' | 'TIME_BOUND' }

export const namesTimes = ({ type, startsAt, endsAt }: Times): boolean =>
  type !== undefined || startsAt !== undefined || endsAt !== undefined

/** What is left out stays, null clears; null: the window stays. */
export function wishedSpan({ type, ...input }: Times, current: Span, now: number): Span | null {
  const startsAt = input.startsAt === undefined ? current.startsAt : instantOf(input.startsAt)
  const endsAt = input.endsAt === undefined ? current.endsAt : instantOf(input.endsAt)
  const span = type === 'ONGOING' ? { startsAt: null, endsAt: null } : { startsAt, endsAt }
  if (type === 'TIME_BOUND' && startsAt === null && endsAt === null) invalid()
  if (isSameSpan(span, current)) return null
  if ((span.startsAt === null) !== (span.endsAt === null)) invalid()
  if (span.startsAt !== null && span.endsAt !== null && (span.endsAt <= span.startsAt || span.endsAt <= now)) invalid()
  return span
}
