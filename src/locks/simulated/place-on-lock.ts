import type { LockAddress, LockWindow } from '../provider.ts'
import { atLock } from './at-lock.ts'
import type { LockSession, SimulatedStack } from './lock-session.ts'
import { type StoredCode, store, storedCodes } from './stored-codes.ts'

export interface PlacedCode {
  /** The first free one if not given. */
  readonly slot?: string
  readonly pin: string
  readonly name?: string | null
  readonly window?: LockWindow | null
}

/**
 * Has a code be on a lock as if it had always been there: a beginning, not an event. Nothing happens if the lock holds
 * that PIN already. Answers the slot.
 */
export function placeOnLock(stack: SimulatedStack, address: LockAddress, code: PlacedCode): Promise<string> {
  const { slot, pin, name = null, window = null } = code
  return atLock(stack, address, async (session) => {
    const codes = await storedCodes(session)
    const hash = session.vault.hash(session.lock.workspaceId, pin)
    const there = codes.find(({ pinHash }) => pinHash.equals(hash))
    if (there) return there.slot
    const chosen = slot ?? firstFreeSlot(session, codes)
    await store(session, { slot: chosen, pin, name, window, pinReadyAt: session.now })
    return chosen
  })
}

/** @throws RangeError if every slot is taken */
export function firstFreeSlot({ lock }: LockSession, codes: readonly StoredCode[]): string {
  const taken = new Set(codes.map(({ slot }) => slot))
  for (let number = 1; number <= lock.slotCount; number++) if (!taken.has(String(number))) return String(number)
  throw new RangeError('every slot of the lock is taken')
}
