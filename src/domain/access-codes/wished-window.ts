import { InvalidInputError } from '../errors.ts'
import { isSameInstant } from './same.ts'
import { type Window, windowIssues } from './window.ts'

/** What somebody says of a window: absent leaves, null clears. */
interface WindowWish {
  readonly type?: 'ONGOING' | 'TIME_BOUND' | null | undefined
  readonly startsAt?: Date | null | undefined
  readonly endsAt?: Date | null | undefined
}

/** Whether the wish says anything of the window. */
export const namesTimes = ({ type, startsAt, endsAt }: WindowWish): boolean =>
  type != null || startsAt !== undefined || endsAt !== undefined

/**
 * The window that a code is to have; null if it stays as it is, which may have become one that nobody could ask for.
 *
 * @throws InvalidInputError for a window that cannot be, or that is over by now
 */
export function wishedWindow(wish: WindowWish, current: Window, now: Date): Window | null {
  const { startsAt = current.startsAt, endsAt = current.endsAt } = wish
  const window = wish.type === 'ONGOING' ? { startsAt: null, endsAt: null } : { startsAt, endsAt }
  if (wish.type === 'TIME_BOUND' && startsAt === null && endsAt === null) {
    throw new InvalidInputError([{ path: ['type'], message: 'A time-bound code needs startsAt and endsAt.' }])
  }
  const isSame = isSameInstant(window.startsAt, current.startsAt) && isSameInstant(window.endsAt, current.endsAt)
  if (isSame) return null
  for (const [field, other] of [
    ['startsAt', 'endsAt'],
    ['endsAt', 'startsAt'],
  ] as const) {
    if (window[field] !== null || window[other] === null) continue
    const message = `${other} is there, or stays: give ${field} too, or null for both to have an ongoing code.`
    throw new InvalidInputError([{ path: [field], message }])
  }
  const issues = windowIssues(window, now)
  if (issues.length > 0) throw new InvalidInputError(issues)
  return window
}
