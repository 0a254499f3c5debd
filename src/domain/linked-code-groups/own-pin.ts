import type { RandomInt } from '../access-codes/pin.ts'
import { blockingObstacles, customPinObstacles, lockMakesPin } from './device-obstacles.ts'
import { findCommonPin, usableLengths } from './device-pins.ts'
import { spentObstacle } from './left-out.ts'
import type { SharingObstacle } from './sharing-obstacles.ts'
import type { PlanDevice, PlanRequest } from './sharing-question.ts'

/** The PIN, null where the lock makes it; or all that stands in the way, at least one obstacle. */
export type OwnPin = { readonly pin: string | null } | { readonly obstacles: readonly SharingObstacle[] }

/**
 * A PIN for one device alone: the custom one if the device takes it, else one of the preferred length, else one of the
 * shortest length that has any left.
 */
export function planOwnPin(request: PlanRequest, device: PlanDevice, randomInt: RandomInt): OwnPin {
  const { code } = request
  const obstacles = code === null ? blockingObstacles(request, device) : customPinObstacles(request, code, device)
  if (obstacles.length > 0) return { obstacles }
  if (code !== null || lockMakesPin(request, device)) return { pin: code }

  for (const length of preferredFirst(usableLengths(device), request.preferredCodeLength)) {
    const pin = findCommonPin([device], length, randomInt)
    if (pin !== null) return { pin }
  }
  return { obstacles: [spentObstacle(device, randomInt)] }
}

function preferredFirst(lengths: readonly number[], preferred: number | null): number[] {
  return [...lengths].sort((a, b) => Number(b === preferred) - Number(a === preferred) || a - b)
}
