import { managedCodeInSlot } from '../../data/read/sandbox.ts'
import { mustSeePins, type Viewer } from '../auth/viewer.ts'
import type { Services } from '../services.ts'
import type { SimulateKeypadEntryInput } from './inputs.ts'
import { trialLock } from './trial-lock.ts'

export interface KeypadEntry {
  readonly opens: boolean
  /** The managed code that was used; null if none was. */
  readonly accessCodeId: string | null
}

/**
 * Enters a PIN at a simulated door, which tells of it as locks do: by an event a moment later.
 *
 * @throws NotFoundError, UnsupportedDeviceError as `trialLock`
 * @throws ForbiddenError without the scope to see PINs
 */
export async function simulateKeypadEntry(
  services: Services,
  viewer: Viewer,
  { deviceId, code }: SimulateKeypadEntryInput,
): Promise<KeypadEntry> {
  mustSeePins(viewer, 'to enter a PIN')
  const lock = await trialLock(services, viewer, deviceId)
  const { opens, slot } = await services.sandbox.enterPin(lock, code)
  const used = slot === null ? null : { deviceId: lock.deviceId, slot }
  return { opens, accessCodeId: used && (await managedCodeInSlot(services.pool, lock.workspaceId, used)) }
}
