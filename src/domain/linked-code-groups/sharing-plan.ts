import type { RandomInt } from '../access-codes/pin.ts'
import {
  blockingObstacles,
  customPinObstacles,
  holdsCodes,
  lockMakesPin,
  pinChoiceObstacles,
} from './device-obstacles.ts'
import { largestShare } from './largest-share.ts'
import { leftOutObstacles, lengthObstacles } from './left-out.ts'
import type { SharingObstacle } from './sharing-obstacles.ts'
import type { PlanDevice, PlanRequest } from './sharing-question.ts'

/** Which devices can hold one PIN, the PIN they would hold, and all that keeps the others out. Reserves nothing. */
export interface SharingPlan {
  /** No obstacle on any device, and at least one device. */
  readonly canShare: boolean
  /** Digits of `pin`; null with it. */
  readonly codeLength: number | null
  /** What `sharingDeviceIds` would get; null where no device can take part. */
  readonly pin: string | null
  /** In the order asked for. */
  readonly sharingDeviceIds: readonly string[]
  /** All of them, in the order of the devices, those that block any code first on each. */
  readonly obstacles: readonly SharingObstacle[]
}

/** Devices must be distinct. A custom PIN is taken as it is; one found here is never weak. */
export function planSharing(request: PlanRequest, devices: readonly PlanDevice[], randomInt: RandomInt): SharingPlan {
  const { code } = request
  return code === null ? planFoundPin(request, devices, randomInt) : planCustomPin(request, code, devices)
}

function planCustomPin(request: PlanRequest, code: string, devices: readonly PlanDevice[]): SharingPlan {
  const obstacles = devices.map((device) => customPinObstacles(request, code, device))
  const sharing = devices.filter((_, index) => obstacles[index]?.length === 0)
  return plan(sharing, sharing.length > 0 ? code : null, obstacles.flat())
}

function planFoundPin(request: PlanRequest, devices: readonly PlanDevice[], randomInt: RandomInt): SharingPlan {
  const known = new Map<PlanDevice, SharingObstacle[]>()
  for (const device of devices) {
    known.set(device, [...blockingObstacles(request, device), ...pinChoiceObstacles(request, device)])
  }
  const candidates = devices.filter((device) => known.get(device)?.length === 0)
  const share = largestShare(candidates, request.preferredCodeLength, randomInt)
  const sharing = new Set(share?.members)

  const obstacles = devices.flatMap((device) => {
    if (sharing.has(device)) return []
    const own = known.get(device) ?? []
    if (own.length === 0) return leftOutObstacles(device, share, randomInt)
    // Its other obstacles may be cured one by one; that it has no length in common would remain.
    const hasLengths = holdsCodes(device) && !lockMakesPin(request, device)
    return hasLengths ? [...own, ...lengthObstacles(device, share)] : own
  })
  return plan(share?.members ?? [], share?.pin ?? null, obstacles)
}

function plan(sharing: readonly PlanDevice[], pin: string | null, obstacles: readonly SharingObstacle[]): SharingPlan {
  return {
    canShare: sharing.length > 0 && obstacles.length === 0,
    codeLength: pin?.length ?? null,
    pin,
    sharingDeviceIds: sharing.map(({ id }) => id),
    obstacles,
  }
}
