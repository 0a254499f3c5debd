import type { Behavior, Sandbox, SandboxLock, SimulatedFault } from '../../domain/sandbox/sandbox.ts'
import { atLock } from './at-lock.ts'
import { tell } from './events.ts'
import {
  addFault,
  clearFaults,
  type FaultyCall,
  goOffline,
  goOnline,
  loseCode,
  setClockOffset,
  setRemoved,
  slowDown,
} from './faults.ts'
import { pressKeypad, setAtKeypad } from './keypad.ts'
import type { SimulatedStack } from './lock-session.ts'
import { empty, store, storedCodes } from './stored-codes.ts'

/** The simulated locks as they are played with. */
export function simulatedSandbox(stack: SimulatedStack): Sandbox {
  return {
    simulate: (lock, behavior) => simulate(stack, lock, behavior),
    enterPin: (lock, pin) => pressKeypad(stack, lock, pin),
    addByHand: (lock, code) =>
      setAtKeypad(stack, lock, code).then(
        () => true,
        (error) => {
          // What looking for a free slot says when there is none.
          if (error instanceof RangeError) return false
          throw error
        },
      ),
    changeByHand: (lock, slot, pin) => changeByHand(stack, lock, slot, pin),
  }
}

async function simulate(stack: SimulatedStack, lock: SandboxLock, behavior: Behavior): Promise<void> {
  const { isOnline, isRemoved, latencyMs, clockOffsetMs, faults, lostSlot } = behavior
  if (behavior.clearFaults) await clearFaults(stack, lock)
  if (latencyMs !== null) await slowDown(stack, lock, latencyMs)
  if (clockOffsetMs !== null) await setClockOffset(stack, lock, clockOffsetMs)
  for (const fault of faults) await addFault(stack, lock, faultOf(fault))
  if (lostSlot !== null) await loseCode(stack, lock, lostSlot)
  if (isRemoved !== null) await setRemoved(stack, lock, isRemoved)
  // Last: whoever is told that the lock is back meets all of the rest.
  if (isOnline !== null) await (isOnline ? goOnline : goOffline)(stack, lock)
}

function faultOf({ calls, times, ...fault }: SimulatedFault): Parameters<typeof addFault>[2] {
  return { ...fault, calls: calls.map((call) => faultyCalls[call]), ...(times !== null && { times }) }
}

const faultyCalls = { LIST: 'list', SET: 'set', REMOVE: 'remove' } as const satisfies Record<string, FaultyCall>

/** Name and window stay what they are: only the PIN is changed. */
function changeByHand(stack: SimulatedStack, lock: SandboxLock, slot: string, pin: string | null): Promise<boolean> {
  return atLock(stack, lock, async (session) => {
    const code = (await storedCodes(session)).find((stored) => stored.slot === slot)
    if (!code) return false
    const { name, startsAt, endsAt } = code
    const window = startsAt && { startsAt, endsAt }
    if (pin === null) await empty(session, slot)
    else await store(session, { slot, pin, name, window, pinReadyAt: session.now })
    if (session.lock.isOnline) await tell(session, 'CHANGED')
    return true
  })
}
