import type { RandomInt } from '../access-codes/pin.ts'
import { allPinViolations } from './device-obstacles.ts'
import { commonLengths, findFittingPin, usableLengths } from './device-pins.ts'
import type { Share } from './largest-share.ts'
import { digitsText, refusedPins, type SharingObstacle, toAnyCode, toSharing } from './sharing-obstacles.ts'
import type { PlanDevice } from './sharing-question.ts'

/**
 * Why a device that could have a code is not in the largest set that shares one. Never empty: if the device took the
 * shared PIN, the set would not have been the largest. A null share: no device has a PIN left.
 */
export function leftOutObstacles(device: PlanDevice, share: Share | null, randomInt: RandomInt): SharingObstacle[] {
  if (share === null) return [spentObstacle(device, randomInt)]
  const unlike = lengthObstacles(device, share)
  if (unlike.length > 0) return unlike

  const { name } = device
  const { pin, members } = share
  const cure = `Delete codes that are no longer needed, choose another window, or let ${name} have a code of its own.`
  if (!usableLengths(device).includes(pin.length)) {
    const shared = digitsText(commonLengths([device, ...members]))
    const message = `No PIN of ${shared} is free on ${name} and ${those(share)}, and ${name} takes none of ${pin.length}. ${cure}`
    return [toSharing(device, 'UNSUPPORTED_CODE_LENGTH', message)]
  }
  const noOther = `and no other is free on ${name} and ${those(share)}`
  const obstacles = allPinViolations(pin, device).map((constraint) => {
    const message = `${name} takes no PIN ${refusedPins(constraint)}, as the shared one is, ${noOther}. ${cure}`
    return toSharing(device, 'CONSTRAINT_VIOLATED', message, { constraint })
  })
  const conflictingAccessCodeId = device.holderOf(pin)
  if (conflictingAccessCodeId !== undefined) {
    const message = `${name} already has a code with the shared PIN in this window, ${noOther}. ${cure}`
    obstacles.push(toSharing(device, 'DUPLICATE_CODE', message, { conflictingAccessCodeId }))
  }
  return obstacles
}

/** That the device takes no length which all the sharing ones take, if so. It would hold whatever the PIN. */
export function lengthObstacles(device: PlanDevice, share: Share | null): SharingObstacle[] {
  const { name } = device
  const own = usableLengths(device)
  if (own.length === 0) return [unusableObstacle(device)]
  if (share === null) return []
  const theirs = commonLengths(share.members)
  if (theirs.some((length) => own.includes(length))) return []
  const message = `${name} takes PINs of ${digitsText(own)}, ${those(share)} of ${digitsText(theirs)}. Leave ${name} out, or let it have a code of its own.`
  return [toSharing(device, 'NO_COMMON_CODE_LENGTH', message)]
}

/** Why not even one PIN is left for this device alone. */
export function spentObstacle(device: PlanDevice, randomInt: RandomInt): SharingObstacle {
  const { name } = device
  if (usableLengths(device).length === 0) return unusableObstacle(device)
  const conflictingAccessCodeId = someHolder(device, randomInt)
  if (conflictingAccessCodeId !== undefined) {
    const message = `Every PIN that ${name} would take is in use there in this window. Delete codes there, choose another window, or leave ${name} out.`
    return toAnyCode(device, 'DUPLICATE_CODE', message, { conflictingAccessCodeId })
  }
  // The rules about digits leave thousands of PINs at any length: only those of the account can leave none.
  const constraint =
    device.codeConstraints.find((own) => own.constraintType === 'PIN_CODE_MATCHES_EXISTING_SET') ?? null
  const message = `${name} takes only PINs already used in its account, and none there is one that could be chosen. Leave ${name} out.`
  return toAnyCode(device, 'CONSTRAINT_VIOLATED', message, { constraint })
}

function unusableObstacle(device: PlanDevice): SharingObstacle {
  const message = `${device.name} takes PINs of ${digitsText(usableLengths(device))}. Correct what it reports, or leave it out.`
  return toAnyCode(device, 'NO_COMMON_CODE_LENGTH', message)
}

/** The id of a code that holds a PIN which the device would otherwise take, at a length where every one is held. */
function someHolder(device: PlanDevice, randomInt: RandomInt): string | undefined {
  for (const length of usableLengths(device)) {
    const pin = findFittingPin([device], length, () => true, randomInt)
    if (pin !== null) return device.holderOf(pin)
  }
  return undefined
}

function those({ members }: Share): string {
  const [first] = members
  return members.length === 1 && first !== undefined ? first.name : `the ${members.length} devices that share one`
}
