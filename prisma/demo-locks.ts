import { goOnline } from '../src/locks/simulated/faults.ts'
import type { SimulatedStack } from '../src/locks/simulated/lock-session.ts'
import { placeOnLock } from '../src/locks/simulated/place-on-lock.ts'
import type { DemoCode } from './demo-codes.ts'
import { demoDeviceIds } from './demo-doors.ts'

/**
 * Has these codes be on their locks as if they had always been there, those that never got so far left out. One that is
 * there stays where it is.
 *
 * @returns the slot of each, by its id
 */
export async function placeDemoCodes(
  stack: SimulatedStack,
  workspaceId: string,
  codes: readonly DemoCode[],
): Promise<ReadonlyMap<string, string>> {
  const slots = new Map<string, string>()
  for (const { id, deviceId, pin, name = null, verification } of codes) {
    if (verification !== 'READ_BACK') continue
    const lock = { workspaceId, deviceId }
    slots.set(id, await placeOnLock(stack, lock, { pin, name }))
    // The account of the summer house is disconnected; its lock is well.
    if (deviceId === demoDeviceIds.summerHouse) await goOnline(stack, lock)
  }
  return slots
}
