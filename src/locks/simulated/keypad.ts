import type { LockAddress } from '../provider.ts'
import { atLock } from './at-lock.ts'
import { tell } from './events.ts'
import type { LockSession, SimulatedStack } from './lock-session.ts'
import { opensOffline } from './offline-codes.ts'
import { firstFreeSlot } from './place-on-lock.ts'
import { empty, opensNow, store, storedCodes } from './stored-codes.ts'

/** What a person at the door does. It works whether the lock is on line or not, but off line nobody is told. */
export interface Press {
  readonly opens: boolean
  /** Whose code it was; null for an offline PIN, and when the door stays shut. */
  readonly slot: string | null
}

/** Enters a PIN. */
export function pressKeypad(stack: SimulatedStack, address: LockAddress, pin: string): Promise<Press> {
  return atLock(stack, address, async (session) => {
    const hash = session.vault.hash(session.lock.workspaceId, pin)
    const codes = await storedCodes(session)
    const used = codes.find((code) => code.pinHash.equals(hash) && opensNow(session, code))
    const opens = used !== undefined || (await opensOffline(session, pin))
    const slot = used?.slot ?? null
    if (session.lock.isOnline) await tell(session, opens ? 'CODE_USED' : 'ACCESS_DENIED', slot)
    return { opens, slot }
  })
}

/**
 * Programs a code by hand, in place of what is in the slot; without a slot, into the first free one. No window, no
 * questions asked, and no duplicate found. Answers the slot.
 */
export function setAtKeypad(
  stack: SimulatedStack,
  address: LockAddress,
  { slot, pin, name = null }: { readonly slot?: string; readonly pin: string; readonly name?: string | null },
): Promise<string> {
  return atLock(stack, address, async (session) => {
    const chosen = slot ?? firstFreeSlot(session, await storedCodes(session))
    await store(session, { slot: chosen, pin, name, window: null, pinReadyAt: session.now })
    await changed(session)
    return chosen
  })
}

/** Clears a slot by hand. */
export function removeAtKeypad(stack: SimulatedStack, address: LockAddress, slot: string): Promise<void> {
  return atLock(stack, address, async (session) => {
    if (await empty(session, slot)) await changed(session)
  })
}

async function changed(session: LockSession): Promise<void> {
  if (session.lock.isOnline) await tell(session, 'CHANGED')
}
