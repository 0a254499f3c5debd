import { trialDevice } from '../../data/read/sandbox.ts'
import type { Viewer } from '../auth/viewer.ts'
import { NotFoundError, UnsupportedDeviceError } from '../errors.ts'
import type { Services } from '../services.ts'
import type { SandboxLock } from './sandbox.ts'

/**
 * The simulated lock behind a device, for who may try things on it. A real door, or one that people live behind, is
 * never played with.
 *
 * @throws NotFoundError for an id of no device of this workspace
 * @throws UnsupportedDeviceError outside a sandbox, and for what is not a simulated lock
 */
export async function trialLock({ pool }: Services, viewer: Viewer, deviceId: string): Promise<SandboxLock> {
  const device = await trialDevice(pool, viewer, deviceId)
  if (!device) throw new NotFoundError('device', [deviceId])
  const { id, name, provider, isSandbox, takesCodes } = device
  const refuse = (why: string) => new UnsupportedDeviceError(id, why)
  if (!isSandbox) throw refuse('Nothing can be simulated in this workspace, since it is not a sandbox.')
  if (provider !== 'SIMULATED') throw refuse(`${name} is no simulated lock: nothing can be simulated on it.`)
  if (!takesCodes) throw refuse(`${name} is no lock and has no keypad.`)
  return { workspaceId: viewer.workspaceId, deviceId: id }
}
