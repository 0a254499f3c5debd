import type { CodeToSet, LockCode } from '../provider.ts'
import { type LockSession, lockTime } from './lock-session.ts'
import { makePin } from './make-pin.ts'
import { askingForPinsOfAccount, hasSlot, type Refusal, refusalOf } from './refusals.ts'
import { empty, isPinOfAccount, type StoredCode, store, storedCodes } from './stored-codes.ts'

/** What can be sent to a lock to change it. */
export type Command =
  | { readonly kind: 'set'; readonly code: CodeToSet }
  | { readonly kind: 'remove'; readonly slot: string }

/** What a lock that is told the truth answers to a set. */
export type Verdict = { readonly kind: 'ok'; readonly value: LockCode } | Refusal

/** Does as the lock's firmware would; `stores` false only says what it would answer. */
export async function setCode(session: LockSession, asked: CodeToSet, { stores = true } = {}): Promise<Verdict> {
  const { lock, vault, now } = session
  const code = { ...asked, name: cut(asked.name, lock.nameLengthMax), window: lock.keepsWindows ? asked.window : null }
  const codes = await storedCodes(session)
  const occupant = codes.find(({ slot }) => slot === code.slot)
  const hash = code.pin === null ? null : vault.hash(lock.workspaceId, code.pin)
  const describe = (stored: StoredCode) => ({ ...stored, hasSamePin: hash?.equals(stored.pinHash) ?? false })
  const asksForPinOfAccount = hash !== null && askingForPinsOfAccount(lock).length > 0
  const refused = refusalOf(lock, code, lockTime(session), {
    occupant: occupant ? describe(occupant) : null,
    neighbours: codes.filter((other) => other !== occupant).map(describe),
    isPinOfAccount: asksForPinOfAccount && (await isPinOfAccount(session, hash)),
  })
  if (refused) return refused

  const pinReadyAt = new Date(now.getTime() + (code.pin === null ? lock.pinDelayMs : 0))
  const pin = code.pin ?? makePin(session, codes)
  if (stores) await store(session, { ...code, pin, pinReadyAt })
  return { kind: 'ok', value: acknowledged(session, { ...code, pin }, pinReadyAt) }
}

export async function removeCode(session: LockSession, slot: string): Promise<void> {
  if (hasSlot(session.lock, slot)) await empty(session, slot)
}

/** A lock that cannot be read says no more when it answers, but for a PIN that it has just made and that is there. */
function acknowledged({ lock, now }: LockSession, code: CodeToSet, pinReadyAt: Date): LockCode {
  const { slot, name, window } = code
  const pin = pinReadyAt <= now ? code.pin : null
  if (lock.readBack === 'full') return { slot, pin, name, window }
  return { slot, pin: lock.makesPins ? pin : null, name: null, window: null }
}

/** Counts characters as people do, not UTF-16 units. */
function cut(name: string | null, lengthMax: number | null): string | null {
  return name === null || lengthMax === null ? name : [...name].slice(0, lengthMax).join('')
}
