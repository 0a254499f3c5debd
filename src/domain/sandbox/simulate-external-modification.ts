import { codeOnLock } from '../../data/read/sandbox.ts'
import { mustSeePins, type Viewer } from '../auth/viewer.ts'
import { NotFoundError, NotModifiableError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { SimulateExternalModificationInput } from './inputs.ts'
import { trialLock } from './trial-lock.ts'

/**
 * Changes a managed code at the keypad of its simulated lock, past the gateway, or deletes it there.
 *
 * @returns the id of the code
 * @throws NotFoundError for an id of no managed code of this workspace, or of one that is gone
 * @throws UnsupportedDeviceError as `trialLock`
 * @throws NotModifiableError if the lock does not hold the code
 * @throws ForbiddenError if a PIN is named without the scope to see PINs
 */
export async function simulateExternalModification(
  services: Services,
  viewer: Viewer,
  { accessCodeId, code: pin = null }: SimulateExternalModificationInput,
): Promise<string> {
  if (pin !== null) mustSeePins(viewer, 'to choose a PIN')
  const code = await codeOnLock(services.pool, viewer, accessCodeId)
  if (!code?.isManaged) throw new NotFoundError('access code', [accessCodeId])
  const lock = await trialLock(services, viewer, code.deviceId)
  const isThere = code.lockSlot !== null && (await services.sandbox.changeByHand(lock, code.lockSlot, pin))
  if (!isThere) throw new NotModifiableError('The lock does not hold this code, so that nobody can change it there.')
  return code.id
}
