import type { RandomInt } from '../access-codes/pin.ts'
import { largestShare } from './largest-share.ts'
import { leftOutObstacles } from './left-out.ts'
import type { SharingObstacle } from './sharing-obstacles.ts'
import type { PlanDevice } from './sharing-question.ts'

/** What a group's next PIN is to be. */
export interface NewPinWish {
  /** The one it has, which will not do, and by device a code of the group that has it there. */
  readonly presentPin: string | null
  readonly presentHolders: ReadonlyMap<string, string>
  readonly preferredLength: number | null
}

/** A PIN that every device takes, or all that stands in the way, at least one obstacle. */
export type NewPin = { readonly pin: string } | { readonly obstacles: readonly SharingObstacle[] }

/** Another PIN for all of these devices: of the preferred length if all take it, else of the shortest that they share. */
export function findNewPin(
  { presentPin, presentHolders, preferredLength }: NewPinWish,
  devices: readonly PlanDevice[],
  randomInt: RandomInt,
): NewPin {
  const asked = devices.map((device) => ({
    ...device,
    holderOf: (pin: string) => (pin === presentPin ? presentHolders.get(device.id) : device.holderOf(pin)),
  }))
  const share = largestShare(asked, preferredLength, randomInt)
  const sharing = new Set(share?.members)
  if (share && sharing.size === devices.length) return { pin: share.pin }
  return {
    obstacles: asked.flatMap((device) => (sharing.has(device) ? [] : leftOutObstacles(device, share, randomInt))),
  }
}
