import type { LockWindow } from '../../locks/provider.ts'
import type { CodeFacts, Content, Facts, PinKey, ReadCode, Reading } from './facts.ts'

/** What one slot of the lock holds, and whose it is. */
export interface Held {
  readonly slot: string
  /**
   * `OWN`: of the code whose slot it is. `EDITED`: that code, changed by somebody at the lock. `STRAY`: commanded by us,
   * and of no code that should be there. `FOREIGN`: not ours, never touched.
   */
  readonly kind: 'OWN' | 'EDITED' | 'STRAY' | 'FOREIGN'
  /** Of a stray none; of a foreign one the unmanaged code that is on record for it, if any. */
  readonly code: CodeFacts | null
  /** Null where nobody knows what exactly is there. */
  readonly content: HeldContent | null
}

export interface HeldContent {
  readonly pinKey: PinKey | null
  /** As the lock shows it. */
  readonly name: string | null
  readonly window: LockWindow | null
}

/** The lock as a reading shows it. */
export interface LockView {
  readonly held: ReadonlyMap<string, Held>
  /** Whether this shows what is on the lock, rather than what was there when it was last heard of. */
  readonly isCurrent: boolean
  /** Whether PINs and windows were read, rather than acknowledged. */
  readonly isReadInFull: boolean
}

export function observe(facts: Facts, reading: Reading): LockView {
  const isReadInFull = reading.kind === 'read' && facts.lock.readBack === 'full'
  const held = new Map<string, Held>()
  if (reading.kind === 'read') {
    const whose = ownership(facts)
    for (const code of reading.codes) held.set(code.slot, isReadInFull ? whose.read(code) : whose.taken(code))
  } else {
    for (const code of facts.codes) {
      const one = reading.kind === 'blind' ? acknowledged(code) : lastKnown(code)
      if (one) held.set(one.slot, one)
    }
  }
  return { held, isCurrent: reading.kind !== 'failed', isReadInFull }
}

/** The slot that holds this code; undefined where none does. */
export function copyOf(code: CodeFacts, { held }: LockView): Held | undefined {
  const slot = code.state.lockSlot
  const copy = slot === null ? undefined : held.get(slot)
  return copy?.code === code ? copy : undefined
}

function ownership(facts: Facts) {
  const tenants = new Map<string, CodeFacts>()
  const unmanaged = new Map<string, CodeFacts>()
  for (const code of facts.codes) {
    if (code.state.lockSlot !== null) (code.isManaged ? tenants : unmanaged).set(code.state.lockSlot, code)
  }
  const commanders = new Map<string, string[]>()
  for (const { slot, pinKey, codeId } of facts.commanded) {
    const key = `${slot} ${pinKey}`
    const ids = commanders.get(key)
    if (ids) ids.push(codeId)
    else commanders.set(key, [codeId])
  }

  /** Where only the slot is known to be taken: it is ours while a code of ours has it. */
  const taken = ({ slot, name }: ReadCode): Held => {
    const tenant = tenants.get(slot)
    if (tenant) return acknowledged(tenant) as Held
    return { slot, kind: 'FOREIGN', code: unmanaged.get(slot) ?? null, content: { pinKey: null, name, window: null } }
  }

  const read = (one: ReadCode): Held => {
    const { slot, pinKey, name, window } = one
    const content = { pinKey, name, window }
    const stranger = unmanaged.get(slot)
    if (stranger && stranger.pinKey === pinKey) return { slot, kind: 'FOREIGN', code: stranger, content }
    const tenant = tenants.get(slot)
    if (tenant && facts.lock.makesPins) return { slot, kind: 'OWN', code: tenant, content }
    if (pinKey === null) return taken(one)
    const ids = commanders.get(`${slot} ${pinKey}`)
    if (tenant && (tenant.state.confirmed?.pinKey === pinKey || ids?.includes(tenant.id))) {
      return { slot, kind: 'OWN', code: tenant, content }
    }
    if (ids) return { slot, kind: 'STRAY', code: null, content }
    // Before the lock was ever seen to hold the code here, whoever is here was first.
    if (tenant?.state.confirmed) return { slot, kind: 'EDITED', code: tenant, content }
    return { slot, kind: 'FOREIGN', code: stranger ?? null, content }
  }
  return { read, taken }
}

/** Of a lock that cannot be read: what it said yes to, and nothing certain while it has not answered. */
function acknowledged(code: CodeFacts): Held | null {
  const { lockSlot, isInDoubt, confirmed } = code.state
  if (lockSlot === null || !code.isManaged) return null
  return { slot: lockSlot, kind: 'OWN', code, content: isInDoubt || !confirmed ? null : contentOf(confirmed, code) }
}

function lastKnown(code: CodeFacts): Held | null {
  const { lockSlot, confirmed } = code.state
  if (lockSlot === null || !confirmed) return null
  return { slot: lockSlot, kind: code.isManaged ? 'OWN' : 'FOREIGN', code, content: contentOf(confirmed, code) }
}

const contentOf = ({ pinKey, startsAt, endsAt }: Content, { state }: CodeFacts): HeldContent => ({
  pinKey,
  name: state.appearanceName,
  window: startsAt === null ? null : { startsAt, endsAt },
})
