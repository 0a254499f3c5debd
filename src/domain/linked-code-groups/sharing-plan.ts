import type { CodeConstraint } from '../access-codes/constraints.ts'
import type { RandomInt } from '../access-codes/pin.ts'
import type { Occupancy, Window } from '../access-codes/window.ts'
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

export interface PlanRequest {
  /** The caller's own PIN, already known to be one; null: find one. */
  readonly code: string | null
  readonly preferredCodeLength: number | null
  readonly name: string | null
  readonly window: Window
  readonly now: Date
  readonly attemptForOfflineDevice: boolean
  readonly useBackupAccessCodePool: boolean
  readonly isOfflineAccessCode: boolean
  readonly preferNativeScheduling: boolean
}

export interface PlanDevice {
  readonly id: string
  readonly name: string
  /** Null: the model has no such capability. */
  readonly canProgramOnlineAccessCodes: boolean | null
  readonly canProgramOfflineAccessCodes: boolean | null
  readonly isOnline: boolean
  readonly isManaged: boolean
  readonly supportedCodeLengths: readonly number[]
  readonly codeConstraints: readonly CodeConstraint[]
  /** Null: no limit is known. */
  readonly maxActiveCodesSupported: number | null
  readonly supportsNativeScheduling: boolean
  readonly supportsBackupAccessCodePool: boolean
  readonly needsTimeZoneForWindows: boolean
  readonly timeZone: string | null
  /** Every code that is or will be on the lock: managed or not, backups and those still being removed included. */
  readonly occupancies: readonly Occupancy[]
  /** Names of its codes. Asked only under NAME_MUST_BE_UNIQUE. */
  readonly names: ReadonlySet<string>
  /** PINs used in its account. Asked only under PIN_CODE_MATCHES_EXISTING_SET, where null counts as none. */
  readonly accountPins: ReadonlySet<string> | null
  /** The id of the code that has this PIN here in a window that overlaps the one asked for. */
  readonly holderOf: (pin: string) => string | undefined
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
