import type { AttemptEnd, CodeChange, FoundCode, NewClaim, NewEvent } from './decision.ts'
import type { CodeFacts, Content, Facts, Surroundings } from './facts.ts'
import type { Held, HeldContent, LockView } from './observe.ts'

export interface UnmanagedChanges {
  readonly codes: readonly CodeChange[]
  readonly assignedPins: readonly { readonly codeId: string; readonly pinKey: string }[]
  readonly found: readonly FoundCode[]
  readonly newClaims: readonly NewClaim[]
  readonly releasedClaimIds: readonly string[]
  readonly events: readonly NewEvent[]
  readonly attempts: readonly AttemptEnd[]
}

/** What a reading shows of the codes that are not ours: found, changed at the keypad, gone. */
export function unmanagedAfter(facts: Facts, view: LockView, { now, newId }: Surroundings): UnmanagedChanges {
  const changes = new Collected()
  if (!view.isCurrent) return changes
  const claim = (codeId: string, pinKey: string, until: Date | null): NewClaim => ({
    id: newId(),
    codeId,
    pinKey,
    from: now,
    until: until !== null && until > now ? until : null,
  })
  const seen = new Set<string>()
  for (const held of view.held.values()) {
    if (held.kind !== 'FOREIGN' || !held.content) continue
    if (held.code && !held.code.isManaged) {
      seen.add(held.code.id)
      const { code, content } = held
      if (!isChanged(code, content)) continue
      changes.codes.push({
        id: code.id,
        state: { ...code.state, confirmed: confirmedOf(content), appearanceName: content.name },
      })
      if (content.pinKey === null || content.pinKey === code.pinKey) continue
      changes.assignedPins.push({ codeId: code.id, pinKey: content.pinKey })
      changes.releasedClaimIds.push(...claimsOf(code, facts))
      changes.newClaims.push(claim(code.id, content.pinKey, content.window?.endsAt ?? null))
    } else {
      const id = newId()
      changes.found.push(foundCode(id, held, held.content))
      if (held.content.pinKey !== null) {
        changes.newClaims.push(claim(id, held.content.pinKey, held.content.window?.endsAt ?? null))
      }
      changes.events.push({ type: 'UNMANAGED_ACCESS_CODE_CREATED', codeId: id })
    }
  }
  for (const code of facts.codes) {
    if (code.isManaged || seen.has(code.id)) continue
    changes.codes.push({ id: code.id, state: { ...code.state, lockSlot: null, confirmed: null, removedAt: now } })
    changes.releasedClaimIds.push(...claimsOf(code, facts))
    changes.events.push({ type: 'UNMANAGED_ACCESS_CODE_REMOVED', codeId: code.id })
    if (code.deletedAt !== null) changes.attempts.push({ codeId: code.id, end: 'GONE' })
  }
  return changes
}

class Collected {
  readonly codes: CodeChange[] = []
  readonly assignedPins: { codeId: string; pinKey: string }[] = []
  readonly found: FoundCode[] = []
  readonly newClaims: NewClaim[] = []
  readonly releasedClaimIds: string[] = []
  readonly events: NewEvent[] = []
  readonly attempts: AttemptEnd[] = []
}

const claimsOf = ({ id }: CodeFacts, { claims }: Facts): string[] =>
  claims.filter(({ codeId }) => codeId === id).map((claim) => claim.id)

function isChanged({ pinKey, state }: CodeFacts, content: HeldContent): boolean {
  const before = state.confirmed
  const after = confirmedOf(content)
  return (
    !before ||
    pinKey !== after.pinKey ||
    before.name !== after.name ||
    before.startsAt?.getTime() !== after.startsAt?.getTime() ||
    before.endsAt?.getTime() !== after.endsAt?.getTime()
  )
}

function confirmedOf({ pinKey, name, window }: HeldContent): Content {
  return { pinKey, name, ...boundsOf(window) }
}

const foundCode = (id: string, { slot }: Held, content: HeldContent): FoundCode => ({
  id,
  slot,
  pinKey: content.pinKey,
  name: content.name,
  ...boundsOf(content.window),
})

/** A window as our rows can keep it: with both bounds in order, or none. */
function boundsOf(window: HeldContent['window']): Pick<Content, 'startsAt' | 'endsAt'> {
  if (!window?.endsAt || window.endsAt <= window.startsAt) return { startsAt: null, endsAt: null }
  return { startsAt: window.startsAt, endsAt: window.endsAt }
}
