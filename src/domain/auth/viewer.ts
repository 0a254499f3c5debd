import type { Scope } from '../../data/prisma/enums.ts'
import { ForbiddenError } from '../errors.ts'

export type { Scope }

/** Who asks: one credential of one workspace. */
export interface Viewer {
  readonly workspaceId: string
  readonly apiKeyId: string
  readonly scopes: ReadonlySet<Scope>
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
