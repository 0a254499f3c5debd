import { Scope } from '../../data/prisma/enums.ts'
import { ForbiddenError, InvalidInputError } from '../errors.ts'
import type { Viewer } from './viewer.ts'

export const allScopes: readonly Scope[] = Object.values(Scope)

/** What a browser holds makes no other credentials, and does not read what everybody did. */
export const isForBrowsers = (scope: Scope): boolean => scope !== 'MANAGE_CREDENTIALS' && scope !== 'READ_AUDIT_LOG'

/** What a session can do at most that this viewer makes. */
export const sessionScopesOf = ({ scopes }: Viewer): Scope[] =>
  allScopes.filter((scope) => isForBrowsers(scope) && scopes.has(scope))

/**
 * Nobody gives what they do not have: otherwise a credential that may make others could do anything.
 *
 * @throws ForbiddenError
 */
export function mustHoldAll(viewer: Viewer, scopes: readonly Scope[]): void {
  const missing = scopes.filter((scope) => !viewer.scopes.has(scope))
  if (missing.length > 0) {
    throw new ForbiddenError(`This credential cannot give ${missing.join(' and ')}, which it does not have.`)
  }
}

/** @throws InvalidInputError naming the scopes that no client session can have */
export function mustSuitBrowsers(scopes: readonly Scope[]): void {
  const unsuited = scopes.filter((scope) => !isForBrowsers(scope))
  if (unsuited.length === 0) return
  throw new InvalidInputError([
    { path: ['scopes'], message: `A client session cannot have ${unsuited.join(' and ')}.` },
  ])
}
