import { mustSeePins, type Viewer } from '../auth/viewer.ts'
import { DeviceFullError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { SimulateUnmanagedAccessCodeInput } from './inputs.ts'
import { trialLock } from './trial-lock.ts'

/**
 * Programs a code at the keypad of a simulated lock, past the gateway, which finds it when it reads the lock next.
 *
 * @returns the id of the device
 * @throws NotFoundError, UnsupportedDeviceError as `trialLock`
 * @throws DeviceFullError if the lock has no slot left
 * @throws ForbiddenError without the scope to see PINs
 */
export async function simulateUnmanagedAccessCode(
  services: Services,
  viewer: Viewer,
  { deviceId, code, name = null }: SimulateUnmanagedAccessCodeInput,
): Promise<string> {
  mustSeePins(viewer, 'to choose a PIN')
  const lock = await trialLock(services, viewer, deviceId)
  const isAdded = await services.sandbox.addByHand(lock, { pin: code, name })
  if (!isAdded) throw new DeviceFullError(lock.deviceId, 'The lock has no slot left for another code.')
  return lock.deviceId
}
