import { instant } from '../../data/read/instant.ts'
import type { Queryable } from '../../data/statement.ts'
import { newId } from '../../data/uuid.ts'
import type { NewCredential } from '../../data/write/credentials.ts'
import { InvalidInputError } from '../errors.ts'
import { mustHoldAll } from './scopes.ts'
import { type CredentialKind, kept, newToken } from './token.ts'
import type { Scope, Viewer } from './viewer.ts'

export interface MadeCredential {
  readonly id: string
  /** The only time that it is told. */
  readonly token: string
}

/** How long a client session lasts unless asked otherwise, and at most: what is in a browser gets about. */
const SESSION_MS_DEFAULT = 60 * 60 * 1000
const SESSION_MS_MAX = 7 * 24 * 60 * 60 * 1000

/**
 * A credential that `viewer` may make, with a token that nobody has seen.
 *
 * @throws ForbiddenError for scopes that the viewer does not have
 * @throws InvalidInputError for an end that is past, or too far off for a client session
 */
export async function newCredential(
  on: Queryable,
  viewer: Viewer,
  kind: CredentialKind,
  { name, scopes, expiresAt = null }: { name: string; scopes: readonly Scope[]; expiresAt?: Date | null | undefined },
): Promise<NewCredential & MadeCredential> {
  mustHoldAll(viewer, scopes)
  const now = await instant(on)
  const end = expiresAt ?? (kind === 'CLIENT_SESSION' ? new Date(now.getTime() + SESSION_MS_DEFAULT) : null)
  if (end && end <= now) throw badEnd('Must be in the future.')
  if (kind === 'CLIENT_SESSION' && end && end.getTime() > now.getTime() + SESSION_MS_MAX) {
    throw badEnd('A client session lasts 7 days at most.')
  }
  const token = newToken(kind)
  return { id: newId(), token, name, scopes, expiresAt: end, ...kept(token) }
}

const badEnd = (message: string) => new InvalidInputError([{ path: ['expiresAt'], message }])
