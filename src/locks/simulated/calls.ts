import type { LockCode, Outcome } from '../provider.ts'
import { befallingFault } from './befalling-fault.ts'
import { type Command, removeCode, setCode } from './commands.ts'
import { sendLate } from './late-commands.ts'
import type { LockSession } from './lock-session.ts'
import { refusal } from './refusals.ts'
import { shown, storedCodes } from './stored-codes.ts'

/** A call as the caller sees it end: what the lock does, and the fault that befalls it. */
export async function runCommand<C extends Command>(session: LockSession, command: C): Promise<Answer<C>>
export async function runCommand(session: LockSession, command: Command): Promise<Outcome<LockCode | null>> {
  if (session.lock.isRemoved) return gone
  if (!session.lock.isOnline) return unreachable
  const fault = await befallingFault(session, command.kind, command.kind === 'set' ? command.code.pin : null)
  switch (fault?.kind) {
    case 'REFUSES':
      return refusal(fault.reason ?? 'OTHER', fault.isPermanent ?? false, 'the lock was told to refuse')
    case 'STORES_NOTHING':
      return command.kind === 'set' ? setCode(session, command.code, { stores: false }) : { kind: 'ok', value: null }
    case 'APPLIES_LATE':
      await sendLate(session, command, fault.afterMs ?? 0)
      return unanswered
    case 'DROPS_ANSWER':
      await run(session, command)
      return unanswered
    default:
      return run(session, command)
  }
}

type Answer<C extends Command> = Outcome<C['kind'] extends 'set' ? LockCode : null>

async function run(session: LockSession, command: Command): Promise<Outcome<LockCode | null>> {
  if (command.kind === 'set') return setCode(session, command.code)
  await removeCode(session, command.slot)
  return { kind: 'ok', value: null }
}

export async function listCodes(session: LockSession): Promise<Outcome<readonly LockCode[]>> {
  if (session.lock.isRemoved) return gone
  if (!session.lock.isOnline) return unreachable
  const fault = await befallingFault(session, 'list')
  if (fault?.kind === 'REFUSES') {
    return refusal(fault.reason ?? 'OTHER', fault.isPermanent ?? false, 'the lock was told to refuse')
  }
  if (fault && fault.kind !== 'STORES_NOTHING') return unanswered
  // An empty list would be a lie: it may be full.
  if (session.lock.readBack === 'none') return refusal('OTHER', true, 'the lock cannot be read')
  const codes = await storedCodes(session)
  return { kind: 'ok', value: codes.map((code) => shown(session, code)) }
}

const unreachable = { kind: 'unreachable', message: 'the lock is off line' } as const
const gone = { kind: 'unreachable', message: 'the lock is no longer in its account', isGone: true } as const
const unanswered = { kind: 'unknown', message: 'the lock did not answer' } as const
