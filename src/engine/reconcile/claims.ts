import type { Facts } from './facts.ts'
import type { LockView } from './observe.ts'
import { belongs, type Standing } from './standing.ts'

/** The claims that this reading proves to be of no more use: of codes that are gone, and of PINs and windows given up. */
export function releasedClaims(standing: Standing, facts: Facts, view: LockView, isGone: boolean): string[] {
  const { code, fit, copy } = standing
  const claims = facts.claims.filter(({ codeId }) => codeId === code.id)
  if (isGone) return claims.map(({ id }) => id)
  if (!view.isCurrent || claims.length < 2) return []
  const wished = claims.reduce<string | null>(
    (latest, { id, pinKey }) => (pinKey === code.pinKey && (latest === null || id > latest) ? id : latest),
    null,
  )
  const isElsewhere = (pinKey: string) =>
    facts.commanded.some(({ slot, codeId, pinKey: commanded }) => {
      const held = view.held.get(slot)
      return codeId === code.id && commanded === pinKey && held?.kind === 'STRAY' && held.content?.pinKey === pinKey
    })
  return claims
    .filter(({ id, pinKey }) => {
      if (id === wished || isElsewhere(pinKey)) return false
      // What is still to be taken off, since its window was moved, has its PIN until it is gone.
      if (!copy || (fit === 'AS_WISHED' && belongs(standing))) return true
      return copy.content !== null && copy.content.pinKey !== pinKey
    })
    .map(({ id }) => id)
}
