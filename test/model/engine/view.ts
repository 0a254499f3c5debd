import { type Code, type Content, codesOn, type Door, type World } from '../world.ts'

/** What a slot of a lock is found to hold, and whose that is. */
export interface Held {
  readonly slot: number
  readonly content: Content
  /** Of its own code, as it was left there or changed by hand; a command that came late; somebody else's. */
  readonly kind: 'OWN' | 'EDITED' | 'STRAY' | 'FOREIGN'
  /** Null of a stray one, and of a foreign one that is found for the first time. */
  readonly code: Code | null
}

export const isReachable = ({ lock }: Door): boolean => lock.isOnline && !lock.isRemoved

/** The lock as it is, or where it cannot be reached as it was read last. */
export function viewOf(world: World, door: Door): Held[] {
  const codes = codesOn(world, door)
  if (!isReachable(door)) {
    return codes.flatMap((code): Held[] => {
      const { slot, known: content, isManaged } = code
      return slot === null || content === null ? [] : [{ slot, content, kind: isManaged ? 'OWN' : 'FOREIGN', code }]
    })
  }
  return door.lock.entries.map(({ slot, ...content }) => ({ slot, content, ...whose(door, codes, slot, content.pin) }))
}

function whose(door: Door, codes: readonly Code[], slot: number, pin: string | null): Pick<Held, 'kind' | 'code'> {
  const stranger = codes.find((code) => !code.isManaged && code.slot === slot) ?? null
  const tenant = codes.find((code) => code.isManaged && code.slot === slot)
  const commanders = door.lock.commanded.filter((one) => one.slot === slot && one.pin === pin)
  if (stranger?.pin === pin) return { kind: 'FOREIGN', code: stranger }
  if (tenant && door.nature.makesPins) return { kind: 'OWN', code: tenant }
  if (tenant && (tenant.known?.pin === pin || commanders.some(({ codeId }) => codeId === tenant.id))) {
    return { kind: 'OWN', code: tenant }
  }
  if (commanders.length > 0) return { kind: 'STRAY', code: null }
  return tenant ? { kind: 'EDITED', code: tenant } : { kind: 'FOREIGN', code: stranger }
}

export const copyOf = (view: readonly Held[], code: Code): Held | undefined => view.find((held) => held.code === code)
