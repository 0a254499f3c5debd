import {
  CodeCannotBeSharedError,
  ConstraintViolationError,
  DeviceError,
  DuplicateAccessCodeError,
  LinkedCodeError,
  NotFoundError,
  type UserError,
} from '../domain/errors.ts'
import { showConstraint } from './devices/constraint.ts'
import { missing } from './missing.ts'

/** What a refusal knows beside its sentence, as `data`; undefined where that is nothing. */
export function factsOf(error: UserError): object | undefined {
  if (error instanceof NotFoundError) return namesOfMissing(error)
  if (error instanceof CodeCannotBeSharedError) {
    return {
      obstacles: error.obstacles.map(({ deviceId, reason, message, constraint, conflictingAccessCodeId }) => ({
        device_id: deviceId,
        reason: reason.toLowerCase(),
        message,
        ...(constraint && { constraint: showConstraint(constraint) }),
        ...(conflictingAccessCodeId !== null && { conflicting_access_code_id: conflictingAccessCodeId }),
      })),
    }
  }
  if (error instanceof LinkedCodeError) return { linked_code_group_id: error.linkedCodeGroupId }
  if (!(error instanceof DeviceError)) return undefined
  return {
    device_id: error.deviceId,
    ...(error instanceof DuplicateAccessCodeError && { conflicting_access_code_id: error.conflictingAccessCodeId }),
    ...(error instanceof ConstraintViolationError && { violations: error.violations.map(showConstraint) }),
  }
}

/** The parameter that a device does not take as it was given; null where it is about none. */
export function parameterOf(error: UserError): string | null {
  if (error.code === 'UNSUPPORTED_CODE_LENGTH') return 'code'
  if (error.code === 'TIME_FRAME_UNSUPPORTED') return 'starts_at'
  if (!(error instanceof ConstraintViolationError)) return null
  const type = error.violations[0]?.constraintType
  if (type === 'START_DATE_IN_FUTURE') return 'starts_at'
  return type === 'NAME_LENGTH' || type === 'NAME_MUST_BE_UNIQUE' ? 'name' : 'code'
}

function namesOfMissing({ noun, ids, namedBy }: NotFoundError): object {
  const parameter = { name: 'name', 'PIN on the device': 'device_id' }[namedBy as string] ?? missing[noun].parameter
  return ids.length === 1 ? { [parameter]: ids[0] } : { [`${parameter}s`]: ids }
}
