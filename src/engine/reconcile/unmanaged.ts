import { isSameInstant } from '../../domain/access-codes/same.ts'
import type { AttemptEnd, CodeChange, FoundCode, NewClaim, NewEvent, RenewedCode } from './decision.ts'
import type { CodeFacts, CodeState, Content, Facts, Surroundings } from './facts.ts'
import type { Held, HeldContent, LockView } from './observe.ts'

export interface UnmanagedChanges {
  readonly codes: readonly CodeChange[]
  readonly assignedPins: readonly { readonly codeId: string; readonly pinKey: string }[]
  readonly found: readonly FoundCode[]
  readonly renewed: readonly RenewedCode[]
  readonly newClaims: readonly NewClaim[]
  readonly releasedClaimIds: readonly string[]
  readonly events: readonly NewEvent[]
  readonly attempts: readonly AttemptEnd[]
}

/** What a reading shows of the codes that are not ours: found, changed at the keypad, gone. They follow the clock in any case. */
export function unmanagedAfter(facts: Facts, view: LockView, { now, newId }: Surroundings): UnmanagedChanges {
  const changes = new Collected()
  if (!view.isCurrent) {
    for (const code of facts.codes) if (!code.isManaged) changes.setState(code, { status: statusAt(code, code, now) })
    return changes
  }
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
      const { pinKey, name, startsAt, endsAt } = confirmedOf(content)
      const status = statusAt({ startsAt, endsAt }, code, now)
      if (!isChanged(code, content)) {
        changes.setState(code, { status })
        continue
      }
      changes.setState(code, { status, confirmed: confirmedOf(content), appearanceName: name })
      changes.renewed.push({ id: code.id, name, startsAt, endsAt })
      if (pinKey !== null && pinKey !== code.pinKey) changes.assignedPins.push({ codeId: code.id, pinKey })
      const heldPin = pinKey ?? code.pinKey
      if (heldPin === null || (heldPin === code.pinKey && isSameInstant(endsAt, code.endsAt))) continue
      changes.releasedClaimIds.push(...claimsOf(code, facts))
      changes.newClaims.push(claim(code.id, heldPin, endsAt))
    } else {
      const id = newId()
      const found = foundCode(id, held, held.content, now)
      changes.found.push(found)
      if (found.pinKey !== null) changes.newClaims.push(claim(id, found.pinKey, found.endsAt))
      changes.events.push({ type: 'UNMANAGED_ACCESS_CODE_CREATED', codeId: id })
    }
  }
  for (const code of facts.codes) {
    if (code.isManaged || seen.has(code.id)) continue
    changes.setState(code, { lockSlot: null, confirmed: null, removedAt: now })
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
  readonly renewed: RenewedCode[] = []
  readonly newClaims: NewClaim[] = []
  readonly releasedClaimIds: string[] = []
  readonly events: NewEvent[] = []
  readonly attempts: AttemptEnd[] = []

  setState({ id, state }: CodeFacts, changed: Partial<CodeState>): void {
    const isSame = Object.entries(changed).every(([key, value]) => state[key as keyof CodeState] === value)
    if (!isSame) this.codes.push({ id, state: { ...state, ...changed } })
  }
}

type Bounds = Pick<Content, 'startsAt' | 'endsAt'>

function statusAt(bounds: Bounds, { deletedAt }: Pick<CodeFacts, 'deletedAt'>, now: Date): CodeState['status'] {
  if (deletedAt !== null) return 'REMOVING'
  return isOpenAt(bounds, now) ? 'SET' : 'UNSET'
}

/** Outside its window it is on the lock and opens nothing. */
const isOpenAt = ({ startsAt, endsAt }: Bounds, now: Date): boolean =>
  (startsAt === null || startsAt <= now) && (endsAt === null || endsAt > now)

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

function foundCode(id: string, { slot }: Held, content: HeldContent, now: Date): FoundCode {
  const found = confirmedOf(content)
  return { id, slot, ...found, status: isOpenAt(found, now) ? 'SET' : 'UNSET' }
}

/** A window as our rows can keep it: with both bounds in order, or none. */
function boundsOf(window: HeldContent['window']): Bounds {
  if (!window?.endsAt || window.endsAt <= window.startsAt) return { startsAt: null, endsAt: null }
  return { startsAt: window.startsAt, endsAt: window.endsAt }
}
