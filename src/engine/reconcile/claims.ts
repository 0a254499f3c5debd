import type { ClaimFacts, CodeFacts, Facts } from './facts.ts'
import type { LockView } from './observe.ts'
import { belongs, type Standing } from './standing.ts'

/** The claims that this reading proves to be of no more use: of codes that are gone, of PINs and windows given up, and of PINs lost. */
export function releasedClaims(standing: Standing, facts: Facts, view: LockView, isGone: boolean): string[] {
  const { code, fit, copy, isPinLost } = standing
  const claims = facts.claims.filter(({ codeId }) => codeId === code.id)
  if (isGone || isPinLost) return claims.map(({ id }) => id)
  if (!view.isCurrent || claims.length < 2) return []
  const wished = wishedClaim(code, claims)
  const isElsewhere = (pinKey: string) =>
    facts.commanded.some(({ slot, codeId, pinKey: commanded }) => {
      const held = view.held.get(slot)
      return codeId === code.id && commanded === pinKey && held?.kind === 'STRAY' && held.content?.pinKey === pinKey
    })
  return claims
    .filter(({ id, pinKey }) => {
      if (id === wished?.id || isElsewhere(pinKey)) return false
      // What is still to be taken off, since its window was moved, has its PIN until it is gone.
      if (!copy || (fit === 'AS_WISHED' && belongs(standing))) return true
      return copy.content !== null && copy.content.pinKey !== pinKey
    })
    .map(({ id }) => id)
}

/**
 * The claim of the PIN and window that are wished: of those that last as long as the window and do not begin before it, the
 * one that begins first. Ids do not tell, since gateways' clocks differ; an enforced claim goes before others.
 */
function wishedClaim({ pinKey, startsAt, endsAt }: CodeFacts, claims: readonly ClaimFacts[]): ClaimFacts | undefined {
  const ofPin = claims.filter((claim) => claim.pinKey === pinKey)
  const ofWindow = ofPin.filter(
    ({ from, until }) => until?.getTime() === endsAt?.getTime() && (startsAt === null || from >= startsAt),
  )
  const [first] = ofWindow.toSorted((a, b) => {
    return Number(b.isEnforced) - Number(a.isEnforced) || a.from.getTime() - b.from.getTime()
  })
  return first ?? ofPin.toSorted((a, b) => (a.id < b.id ? 1 : -1))[0]
}
