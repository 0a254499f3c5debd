import {
  ConstraintViolationError,
  DeviceFullError,
  DeviceOfflineError,
  DuplicateAccessCodeError,
  NotFoundError,
  TimeFrameUnsupportedError,
  UnsupportedCodeLengthError,
  UnsupportedDeviceError,
  type UserError,
} from '../errors.ts'
import type { SharingObstacle } from '../linked-code-groups/sharing-obstacles.ts'

/** The refusal of a single device, by the first thing that stands in the way; constraints are named all together. */
export function refusalOf(obstacles: readonly SharingObstacle[]): UserError {
  const [first] = obstacles
  if (!first) throw new Error('nothing stands in the way, so nothing is to be refused')
  const { deviceId, message } = first
  switch (first.reason) {
    case 'DEVICE_NOT_FOUND':
      return new NotFoundError('device', [deviceId])
    case 'CANNOT_PROGRAM_CODES':
    case 'BACKUP_POOL_UNSUPPORTED':
    case 'OFFLINE_CODES_UNSUPPORTED':
      return new UnsupportedDeviceError(deviceId, message)
    case 'CANNOT_SPECIFY_PIN_CODE':
    case 'CONSTRAINT_VIOLATED':
      return constraintViolation(deviceId, obstacles)
    case 'UNSUPPORTED_CODE_LENGTH':
    case 'NO_COMMON_CODE_LENGTH':
      return new UnsupportedCodeLengthError(deviceId, message)
    case 'DUPLICATE_CODE':
      return new DuplicateAccessCodeError(deviceId, first.conflictingAccessCodeId ?? '', message)
    case 'DEVICE_FULL':
      return new DeviceFullError(deviceId, message)
    case 'DEVICE_OFFLINE':
      return new DeviceOfflineError(deviceId, message)
    case 'TIME_FRAME_UNSUPPORTED':
      return new TimeFrameUnsupportedError(deviceId, message)
  }
}

function constraintViolation(deviceId: string, obstacles: readonly SharingObstacle[]): ConstraintViolationError {
  const violated = obstacles.filter(({ constraint }) => constraint !== null)
  return new ConstraintViolationError(
    deviceId,
    violated.flatMap(({ constraint }) => constraint ?? []),
    violated.map(({ message }) => message).join(' '),
  )
}
