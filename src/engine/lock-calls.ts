import type { DeviceClaim } from '../data/engine/claim.ts'
import type { LockCapabilities, LockCode, Outcome } from '../locks/provider.ts'
import type { Heard, SessionOptions } from './device-session.ts'
import type { Answer } from './reconcile/answer.ts'
import type { Command } from './reconcile/decision.ts'
import { pinKeyOf } from './row-facts.ts'

/** Everything that is on the lock, as far as it tells. */
export async function readLock(
  { workspaceId, deviceId }: DeviceClaim,
  { readBack }: LockCapabilities,
  { provider, timing, vault, signal }: SessionOptions,
): Promise<Heard> {
  if (readBack === 'none') return { kind: 'blind', pins: new Map() }
  const outcome = await answered(timing.readTimeoutMs, signal, (deadline) =>
    provider.list({ workspaceId, deviceId }, { signal: deadline }),
  )
  if (outcome.kind !== 'ok') {
    const isUnreachable = outcome.kind === 'unreachable'
    return { kind: 'failed', isUnreachable, isGone: isUnreachable && outcome.isGone === true, pins: new Map() }
  }
  const pins = new Map<string, string>()
  const codes = outcome.value.map(({ slot, pin, name, window }: LockCode) => {
    if (pin === null) return { slot, pinKey: null, name, window }
    const pinKey = pinKeyOf(vault.hash(workspaceId, pin))
    pins.set(pinKey, pin)
    return { slot, pinKey, name, window }
  })
  return { kind: 'read', codes, pins }
}

export async function askLock(
  { workspaceId, deviceId }: DeviceClaim,
  command: Command,
  pin: string | null,
  { provider, timing, signal }: SessionOptions,
): Promise<Answer> {
  const lock = { workspaceId, deviceId }
  const outcome = await answered<LockCode | null>(timing.commandTimeoutMs, signal, (deadline) => {
    if (command.kind === 'REMOVE') return provider.remove(lock, command.slot, { signal: deadline })
    const { slot, name, window } = command
    return provider.set(lock, { slot, pin, name, window }, { signal: deadline })
  })
  return outcome.kind === 'ok' ? { kind: 'ok', shownName: outcome.value?.name ?? null } : outcome
}

/** The answer, or that there is none by the deadline: whatever a stack does then, or throws, is not waited for. */
export async function answered<Value>(
  timeoutMs: number,
  signal: AbortSignal,
  call: (deadline: AbortSignal) => Promise<Outcome<Value>>,
): Promise<Outcome<Value>> {
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  const silence = new Promise<Outcome<Value>>((resolve) => {
    const tell = () => resolve({ kind: 'unknown', message: 'The lock did not answer in time.' })
    if (deadline.aborted) tell()
    else deadline.addEventListener('abort', tell, { once: true })
  })
  try {
    return await Promise.race([call(deadline), silence])
  } catch (error) {
    return { kind: 'unknown', message: error instanceof Error ? error.message : String(error) }
  }
}
