import { mustSeePins, type Viewer } from '../auth/viewer.ts'
import { codeSharingPlan } from '../linked-code-groups/plan.ts'
import type { Services } from '../services.ts'
import { codeSharingPlanInput } from './inputs.ts'
import { refusalOf } from './refusal.ts'

/**
 * A PIN that an ongoing code on this device could have now. Only a proposal: nothing is written or reserved.
 *
 * @throws NotFoundError for an id of no device of this workspace
 * @throws UnsupportedDeviceError, ConstraintViolationError, DuplicateAccessCodeError, DeviceFullError, by what keeps
 * every PIN out
 * @throws ForbiddenError without the scope to see PINs
 */
export async function generateCode(services: Services, viewer: Viewer, deviceId: string): Promise<string> {
  mustSeePins(viewer, 'to be told a PIN')
  const { pin, obstacles } = await codeSharingPlan(
    services,
    viewer,
    codeSharingPlanInput.parse({ deviceIds: [deviceId] }),
  )
  if (pin === null) throw refusalOf(obstacles)
  return pin
}
