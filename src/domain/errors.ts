import type { CodeConstraint } from './access-codes/constraints.ts'
import type { SharingObstacle } from './linked-code-groups/sharing-obstacles.ts'

/** Every refusal that a caller can act on. Each carries the facts; its sentence is written once, here. */
export type ErrorCode =
  | 'INVALID_INPUT'
  | 'NOT_FOUND'
  | 'CODE_CANNOT_BE_SHARED'
  | 'DUPLICATE_ACCESS_CODE'
  | 'CONSTRAINT_VIOLATED'
  | 'UNSUPPORTED_DEVICE'
  | 'DEVICE_FULL'
  | 'DEVICE_OFFLINE'
  | 'UNSUPPORTED_CODE_LENGTH'
  | 'TIME_FRAME_UNSUPPORTED'
  | 'LINKED_CODE'
  | 'NO_BACKUP_AVAILABLE'
  | 'NOT_MODIFIABLE'
  | 'IDEMPOTENCY_CONFLICT'

/** A refusal that callers get as data. Thrown inside a transaction it rolls everything back. */
export abstract class UserError extends Error {
  abstract readonly code: ErrorCode
}

export interface InputIssue {
  /** From the input object down to the field. */
  readonly path: readonly string[]
  readonly message: string
}

export class InvalidInputError extends UserError {
  override readonly name = 'InvalidInputError'
  override readonly code = 'INVALID_INPUT'
  readonly issues: readonly InputIssue[]
  constructor(issues: readonly InputIssue[]) {
    super(issues.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join(' '))
    this.issues = issues
  }
}

export type Noun =
  | 'device'
  | 'access code'
  | 'unmanaged access code'
  | 'code on the device'
  | 'linked code group'
  | 'action attempt'
  | 'event'
  | 'connected account'
  | 'device or connected account'
  | 'client session'
  | 'API key'
  | 'personal access token'
  | 'member'

export class NotFoundError extends UserError {
  override readonly name = 'NotFoundError'
  override readonly code = 'NOT_FOUND'
  readonly noun: Noun
  readonly ids: readonly string[]
  readonly namedBy: 'id' | 'commonCodeKey' | 'name' | 'PIN on the device'
  /** Of a PIN, which is in no message, the ids are those of its devices. */
  constructor(noun: Noun, ids: readonly string[], namedBy: NotFoundError['namedBy'] = 'id') {
    super(`No ${noun} of this workspace has the ${namedBy} ${ids.join(', ')}.`)
    this.noun = noun
    this.ids = ids
    this.namedBy = namedBy
  }
}

export class CodeCannotBeSharedError extends UserError {
  override readonly name = 'CodeCannotBeSharedError'
  override readonly code = 'CODE_CANNOT_BE_SHARED'
  readonly obstacles: readonly SharingObstacle[]
  constructor(obstacles: readonly SharingObstacle[]) {
    super(`One code cannot be on all of these devices. ${obstacles.map(({ message }) => message).join(' ')}`)
    this.obstacles = obstacles
  }
}

/** A refusal by one device. */
export abstract class DeviceError extends UserError {
  readonly deviceId: string
  constructor(deviceId: string, message: string) {
    super(message)
    this.deviceId = deviceId
  }
}

export class DuplicateAccessCodeError extends DeviceError {
  override readonly name = 'DuplicateAccessCodeError'
  override readonly code = 'DUPLICATE_ACCESS_CODE'
  readonly conflictingAccessCodeId: string
  constructor(deviceId: string, conflictingAccessCodeId: string, message: string) {
    super(deviceId, message)
    this.conflictingAccessCodeId = conflictingAccessCodeId
  }
}

export class ConstraintViolationError extends DeviceError {
  override readonly name = 'ConstraintViolationError'
  override readonly code = 'CONSTRAINT_VIOLATED'
  readonly violations: readonly CodeConstraint[]
  constructor(deviceId: string, violations: readonly CodeConstraint[], message: string) {
    super(deviceId, message)
    this.violations = violations
  }
}

export class UnsupportedDeviceError extends DeviceError {
  override readonly name = 'UnsupportedDeviceError'
  override readonly code = 'UNSUPPORTED_DEVICE'
}

export class UnsupportedCodeLengthError extends DeviceError {
  override readonly name = 'UnsupportedCodeLengthError'
  override readonly code = 'UNSUPPORTED_CODE_LENGTH'
}

export class TimeFrameUnsupportedError extends DeviceError {
  override readonly name = 'TimeFrameUnsupportedError'
  override readonly code = 'TIME_FRAME_UNSUPPORTED'
}

export class DeviceFullError extends DeviceError {
  override readonly name = 'DeviceFullError'
  override readonly code = 'DEVICE_FULL'
}

export class DeviceOfflineError extends DeviceError {
  override readonly name = 'DeviceOfflineError'
  override readonly code = 'DEVICE_OFFLINE'
}

export class LinkedCodeError extends UserError {
  override readonly name = 'LinkedCodeError'
  override readonly code = 'LINKED_CODE'
  readonly linkedCodeGroupId: string
  constructor(linkedCodeGroupId: string, message: string) {
    super(message)
    this.linkedCodeGroupId = linkedCodeGroupId
  }
}

export class NoBackupAvailableError extends UserError {
  override readonly name = 'NoBackupAvailableError'
  override readonly code = 'NO_BACKUP_AVAILABLE'
}

export class NotModifiableError extends UserError {
  override readonly name = 'NotModifiableError'
  override readonly code = 'NOT_MODIFIABLE'
}

export class IdempotencyConflictError extends UserError {
  override readonly name = 'IdempotencyConflictError'
  override readonly code = 'IDEMPOTENCY_CONFLICT'
  constructor() {
    super('This idempotencyKey was used with another input: repeat that input, or take a new key.')
  }
}

/** A door has had enough for now. Not data but a top-level error, as every limit is. */
export class RateLimitedError extends Error {
  override readonly name = 'RateLimitedError'
  readonly retryAfterSeconds: number
  constructor(deviceId: string, what: 'CREATE' | 'UPDATE' | 'DELETE', perMinute: number, waitMs: number) {
    const done = { CREATE: 'created', UPDATE: 'changed', DELETE: 'deleted' }[what]
    super(`The device ${deviceId} has had ${perMinute} codes ${done} within a minute, and takes no more: wait.`)
    this.retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
  }
}

/** The credential may not do this. Not data but a top-level error: no answer may depend on what it must not see. */
export class ForbiddenError extends Error {
  override readonly name = 'ForbiddenError'
}
