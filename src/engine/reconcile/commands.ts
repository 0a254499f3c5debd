import type { Command } from './decision.ts'
import type { CodeFacts, Facts } from './facts.ts'
import type { Hindrance } from './issues.ts'
import type { Held, LockView } from './observe.ts'
import { belongs, type Standing } from './standing.ts'
import { windowFor } from './timing.ts'

export interface Plan {
  readonly commands: readonly Command[]
  readonly hindrances: ReadonlyMap<string, Hindrance>
}

/**
 * What to ask of the lock: removals first, then additions. An addition that needs what a removal is to free, a PIN or a
 * slot, is left for the reading that shows it free.
 */
export function planCommands(standings: readonly Standing[], facts: Facts, view: LockView): Plan {
  const removals = [...removalsOf(standings, view)]
  const additions: Command[] = []
  const hindrances = new Map<string, Hindrance>()
  const free = freeSlots(facts, view)
  const pinsBeingSet = new Set<string>()
  for (const standing of standings.filter((one) => needsSetting(one, facts)).sort(byUrgency)) {
    const { code, copy } = standing
    // Asked without a PIN, a lock that makes them makes another: what is there is named to be kept.
    const pinKey = facts.lock.makesPins ? (copy?.content?.pinKey ?? null) : code.pinKey
    const holder = pinKey === null ? null : pinHolder(code.id, pinKey, facts, view)
    if (holder?.kind === 'FOREIGN') {
      hindrances.set(code.id, { kind: 'DUPLICATE', conflictingAccessCodeId: holder.code?.id ?? null })
    }
    if (holder || (pinKey !== null && pinsBeingSet.has(pinKey))) {
      if (copy && !standing.isServing) removals.push({ kind: 'REMOVE', slot: copy.slot, codeId: code.id })
      continue
    }
    const slot = copy?.slot ?? free.shift()
    if (slot === undefined) {
      if (removals.length === 0) hindrances.set(code.id, { kind: 'NO_SPACE' })
      continue
    }
    if (pinKey !== null) pinsBeingSet.add(pinKey)
    const { id: codeId, wishVersion, name } = code
    additions.push({ kind: 'SET', slot, codeId, wishVersion, pinKey, name, window: windowFor(code, facts) })
  }
  return { commands: [...removals, ...additions], hindrances }
}

function* removalsOf(standings: readonly Standing[], { held }: LockView): Generator<Command> {
  for (const { slot, kind, code } of held.values()) {
    if (kind === 'STRAY') yield { kind: 'REMOVE', slot, codeId: null }
    // Deleting somebody else's code was asked for, and it is still that code.
    if (kind === 'FOREIGN' && code?.deletedAt) yield { kind: 'REMOVE', slot, codeId: code.id }
  }
  for (const standing of standings) {
    const { code, copy, fit, isOverridden, isRefused, isServing } = standing
    const isUseless = isRefused && !isOverridden && fit === 'DIFFERENT' && !isServing
    if (copy && (!belongs(standing) || isUseless)) yield { kind: 'REMOVE', slot: copy.slot, codeId: code.id }
  }
}

function needsSetting(standing: Standing, facts: Facts): boolean {
  const { code, fit, isNameAsWished, isOverridden, isRefused } = standing
  if (!belongs(standing) || isOverridden || isRefused || fit === 'UNTOLD') return false
  if (fit === 'AS_WISHED' && isNameAsWished) return false
  return code.pinKey !== null || facts.lock.makesPins
}

/** Guests before spare codes, the earliest first. */
function byUrgency({ code: a }: Standing, { code: b }: Standing): number {
  if (a.isSpare !== b.isSpare) return a.isSpare ? 1 : -1
  const order = (a.startsAt?.getTime() ?? 0) - (b.startsAt?.getTime() ?? 0)
  return order === 0 ? (a.id < b.id ? -1 : 1) : order
}

/** Who else than this code has the PIN on the lock, or may have it. */
function pinHolder(codeId: string, pinKey: string, facts: Facts, view: LockView): Held | null {
  for (const held of view.held.values()) {
    if (held.code?.id === codeId) continue
    if (held.content ? held.content.pinKey === pinKey : mayHave(held.code, pinKey, facts)) return held
  }
  return null
}

/** Where nobody knows what is in a slot, it may be anything that its code was ever given and has not released. */
const mayHave = (code: CodeFacts | null, pinKey: string, { claims }: Facts): boolean =>
  claims.some((claim) => claim.codeId === code?.id && claim.pinKey === pinKey)

/** The slots that nobody has, in the lock's order. */
const freeSlots = ({ lock }: Facts, { held }: LockView): string[] => lock.slots.filter((slot) => !held.has(slot))
