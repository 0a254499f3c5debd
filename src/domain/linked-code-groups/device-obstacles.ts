import {
  type CodeConstraint,
  type CodeConstraintType,
  nameViolations,
  pinViolations,
  windowViolations,
} from '../access-codes/constraints.ts'
import { peakOccupancy, preloadFrom, typeOf } from '../access-codes/window.ts'
import { allowedPins, usableLengths } from './device-pins.ts'
import { offlineWindowObstacles } from './offline-obstacles.ts'
import { digitsText, refusedPins, type SharingObstacle, toAnyCode, toSharing } from './sharing-obstacles.ts'
import type { PlanDevice, PlanRequest } from './sharing-question.ts'

/** Why this device can take no code at all of the kind asked for, whatever its PIN. All that holds. */
export function blockingObstacles(request: PlanRequest, device: PlanDevice): SharingObstacle[] {
  return [
    ...capabilityObstacles(request, device),
    ...offlineObstacles(request, device),
    ...roomObstacles(request, device),
    ...windowObstacles(request, device),
    ...offlineWindowObstacles(request, device),
    ...backupPoolObstacles(request, device),
    ...nameObstacles(request, device),
  ]
}

/** All that keeps this PIN, which the caller chose, off this device. */
export function customPinObstacles(request: PlanRequest, code: string, device: PlanDevice): SharingObstacle[] {
  const blocking = blockingObstacles(request, device)
  if (lockMakesPin(request, device)) return [...blocking, ...pinChoiceObstacles(request, device)]
  return holdsCodes(device) ? [...blocking, ...pinObstacles(code, device)] : blocking
}

/** Of a thermostat, that it takes no PINs of this length either is nothing that anybody wants to hear. */
export function holdsCodes(device: PlanDevice): boolean {
  return device.canProgramOnlineAccessCodes !== null || device.canProgramOfflineAccessCodes !== null
}

/** Why nobody but the lock chooses its PIN, if so. */
export function pinChoiceObstacles(request: PlanRequest, device: PlanDevice): SharingObstacle[] {
  const constraint = find('CANNOT_SPECIFY_PIN_CODE', device)
  if (!lockMakesPin(request, device)) return []
  const what = request.isOfflineAccessCode
    ? `${device.name} makes the PINs of offline codes`
    : `${device.name} makes its PINs`
  const message = `${what} itself, so it cannot share one. Let it have a code of its own, or leave it out.`
  return [toSharing(device, 'CANNOT_SPECIFY_PIN_CODE', message, { constraint })]
}

export function lockMakesPin(request: Pick<PlanRequest, 'isOfflineAccessCode'>, device: PlanDevice): boolean {
  return request.isOfflineAccessCode || find('CANNOT_SPECIFY_PIN_CODE', device) !== null
}

/** Why this device cannot take this very PIN. All that holds; the messages are for a PIN that the caller chose. */
export function pinObstacles(pin: string, device: PlanDevice): SharingObstacle[] {
  const { name } = device
  const obstacles: SharingObstacle[] = []
  if (!usableLengths(device).includes(pin.length)) {
    const message = `${name} takes PINs of ${digitsText(usableLengths(device))}, not of ${pin.length}. Choose another PIN, or leave ${name} out.`
    obstacles.push(toSharing(device, 'UNSUPPORTED_CODE_LENGTH', message))
  }
  for (const constraint of allPinViolations(pin, device)) {
    const message = `${name} takes no PIN ${refusedPins(constraint)}. Choose another PIN, or leave ${name} out.`
    obstacles.push(toSharing(device, 'CONSTRAINT_VIOLATED', message, { constraint }))
  }
  return [...obstacles, ...duplicateObstacles(device, device.holderOf(pin))]
}

/** That another code has the PIN in the window, if so. */
export function duplicateObstacles(
  device: PlanDevice,
  conflictingAccessCodeId: string | undefined,
): readonly SharingObstacle[] {
  if (conflictingAccessCodeId === undefined) return []
  const message = `${device.name} already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.`
  return [toSharing(device, 'DUPLICATE_CODE', message, { conflictingAccessCodeId })]
}

/** With the constraint that needs more than the digits: the PINs of the account. */
export function allPinViolations(pin: string, device: PlanDevice): CodeConstraint[] {
  const existing = find('PIN_CODE_MATCHES_EXISTING_SET', device)
  const violated = pinViolations(pin, device.codeConstraints)
  return existing !== null && !allowedPins(device)?.has(pin) ? [...violated, existing] : violated
}

function capabilityObstacles({ isOfflineAccessCode }: PlanRequest, device: PlanDevice): SharingObstacle[] {
  const { name } = device
  const obstacles: SharingObstacle[] = []
  if (!device.isManaged) {
    const message = `${name} is not managed here, so no code can be set on it. Take it under management, or leave it out.`
    obstacles.push(toAnyCode(device, 'CANNOT_PROGRAM_CODES', message))
  }
  if (device.isRemoved) {
    const message = `${name} is no longer in its account, so no code can be set on it. Add it there again, or leave it out.`
    obstacles.push(toAnyCode(device, 'CANNOT_PROGRAM_CODES', message))
  }
  if (isOfflineAccessCode && device.canProgramOfflineAccessCodes !== true) {
    const message = `${name} cannot make offline codes. Ask for an online code, or leave ${name} out.`
    obstacles.push(toAnyCode(device, 'OFFLINE_CODES_UNSUPPORTED', message))
  }
  if (!isOfflineAccessCode && device.canProgramOnlineAccessCodes !== true) {
    const message = `${name} cannot be given access codes from afar. Choose another device, or leave ${name} out.`
    obstacles.push(toAnyCode(device, 'CANNOT_PROGRAM_CODES', message))
  }
  return obstacles
}

/** An offline code is worked out by the lock's own arithmetic and needs no connection. */
export function offlineObstacles(
  request: Pick<PlanRequest, 'attemptForOfflineDevice' | 'isOfflineAccessCode'>,
  device: PlanDevice,
): SharingObstacle[] {
  if (device.isOnline || request.attemptForOfflineDevice || request.isOfflineAccessCode) return []
  const message = `${device.name} is offline. Set attemptForOfflineDevice to wait until it is back, or leave it out.`
  return [toAnyCode(device, 'DEVICE_OFFLINE', message)]
}

export function roomObstacles(
  { window, now, preferNativeScheduling }: Pick<PlanRequest, 'window' | 'now' | 'preferNativeScheduling'>,
  device: PlanDevice,
): SharingObstacle[] {
  const { name, maxActiveCodesSupported: max, occupancies } = device
  // Most locks have room for all the codes they will ever have, at whatever time.
  if (max === null || occupancies.length < max) return []
  const from = preloadFrom(window, now, device.supportsNativeScheduling && preferNativeScheduling)
  if (peakOccupancy(occupancies, { from, until: window.endsAt }) < max) return []
  const message = `${name} holds at most ${max} codes and has no room for another in this window. Delete codes there, choose another window, or leave ${name} out.`
  return [toAnyCode(device, 'DEVICE_FULL', message)]
}

export function windowObstacles(
  { window, now }: Pick<PlanRequest, 'window' | 'now'>,
  device: PlanDevice,
): SharingObstacle[] {
  const { name } = device
  const obstacles: SharingObstacle[] = []
  if (device.needsTimeZoneForWindows && device.timeZone === null && typeOf(window) === 'TIME_BOUND') {
    const message = `${name} needs a time zone for codes with a start and an end, and has none. Give it one, or ask for an ongoing code.`
    obstacles.push(toAnyCode(device, 'TIME_FRAME_UNSUPPORTED', message))
  }
  for (const constraint of windowViolations(window, now, device.codeConstraints)) {
    const message = `${name} takes only codes that start in the future. Choose a later startsAt, or leave ${name} out.`
    obstacles.push(toAnyCode(device, 'CONSTRAINT_VIOLATED', message, { constraint }))
  }
  return obstacles
}

function backupPoolObstacles({ useBackupAccessCodePool }: PlanRequest, device: PlanDevice): SharingObstacle[] {
  if (!useBackupAccessCodePool || device.supportsBackupAccessCodePool) return []
  const message = `${device.name} has no pool of backup codes. Ask without useBackupAccessCodePool, or leave ${device.name} out.`
  return [toAnyCode(device, 'BACKUP_POOL_UNSUPPORTED', message)]
}

export function nameObstacles({ name }: Pick<PlanRequest, 'name'>, device: PlanDevice): SharingObstacle[] {
  return nameViolations(name, device.codeConstraints, device.names).map((constraint) => {
    const message =
      constraint.constraintType === 'NAME_LENGTH'
        ? `${device.name} takes names of ${charactersText(constraint)}. Choose such a name, or give none.`
        : `${device.name} already has a code of this name. Choose another name, or give none.`
    return toAnyCode(device, 'CONSTRAINT_VIOLATED', message, { constraint })
  })
}

function charactersText({ minLength, maxLength }: CodeConstraint): string {
  if (maxLength == null) return `at least ${minLength} characters`
  return minLength == null ? `at most ${maxLength} characters` : `${minLength} to ${maxLength} characters`
}

function find(type: CodeConstraintType, { codeConstraints }: PlanDevice): CodeConstraint | null {
  return codeConstraints.find(({ constraintType }) => constraintType === type) ?? null
}
