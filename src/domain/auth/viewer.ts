import type { Scope } from '../../data/prisma/enums.ts'
import { type Realm, reaches } from '../../data/realm.ts'
import { ForbiddenError, NotFoundError } from '../errors.ts'
import type { CredentialKind } from './token.ts'

export type { Scope }

/** Who asks: one credential, at work in one workspace. */
export interface Viewer extends Realm {
  readonly kind: CredentialKind
  readonly credentialId: string
  /** The credential's, for people. */
  readonly name: string
  readonly firstCharacters: string
  readonly scopes: ReadonlySet<Scope>
  /** Whether its workspace is for trying things. */
  readonly isSandbox: boolean
  readonly expiresAt: Date | null
  /** Whose personal access token it is; null for other kinds. */
  readonly personId: string | null
  /** That person, as this workspace knows them, and what it calls them. */
  readonly memberId: string | null
  readonly memberName: string | null
  /** The request by which it asks; null outside of one. */
  readonly requestId: string | null
  /** Kept to ask again whether it is still good. */
  readonly tokenHash: Uint8Array
}

/**
 * Naming a PIN needs the scope that shows PINs: otherwise the answer (a duplicate, a hit, a plan) would tell whether a
 * guess was right.
 *
 * @throws ForbiddenError
 */
export function mustSeePins(viewer: Viewer, toDoWhat: string): void {
  if (!viewer.scopes.has('SEE_PINS')) throw new ForbiddenError(`This credential needs the scope SEE_PINS ${toDoWhat}.`)
}

/**
 * Before anything else is done for a viewer who does not reach all devices: what was answered to the same request before
 * may be about devices that have left the viewer's account since.
 *
 * @throws NotFoundError naming the devices that the viewer does not reach
 */
export function mustReach(viewer: Realm, deviceIds: readonly string[]): void {
  const missing = deviceIds.filter((id) => !reaches(viewer, id.toLowerCase()))
  if (missing.length > 0) throw new NotFoundError('device', missing)
}
