import {
  type ErrorCode,
  ForbiddenError,
  type InputIssue,
  InvalidInputError,
  NotFoundError,
  RateLimitedError,
  UserError,
} from '../domain/errors.ts'
import { missing } from './missing.ts'
import { factsOf, parameterOf } from './refusal-facts.ts'
import { treeOf, type ValidationErrors } from './validation-errors.ts'
import { inTheseWords } from './words.ts'

/** The status and the type of every refusal of the domain; those of NOT_FOUND are told apart by what is missing. */
export const refusals = {
  INVALID_INPUT: { status: 400, type: 'invalid_input' },
  NOT_FOUND: { status: 404, type: null },
  // What a lock does not take is bad input to clients of the Seam API.
  CONSTRAINT_VIOLATED: { status: 400, type: 'invalid_input' },
  UNSUPPORTED_CODE_LENGTH: { status: 400, type: 'invalid_input' },
  TIME_FRAME_UNSUPPORTED: { status: 400, type: 'invalid_input' },
  UNSUPPORTED_DEVICE: { status: 400, type: 'unsupported_device' },
  CODE_CANNOT_BE_SHARED: { status: 400, type: 'code_cannot_be_shared' },
  DUPLICATE_ACCESS_CODE: { status: 409, type: 'duplicate_access_code' },
  DEVICE_FULL: { status: 409, type: 'device_full' },
  DEVICE_OFFLINE: { status: 409, type: 'device_offline' },
  LINKED_CODE: { status: 409, type: 'linked_code' },
  NO_BACKUP_AVAILABLE: { status: 409, type: 'no_backup_available' },
  NOT_MODIFIABLE: { status: 409, type: 'not_modifiable' },
  IDEMPOTENCY_CONFLICT: { status: 422, type: 'idempotency_conflict' },
} as const satisfies Record<ErrorCode, { status: number; type: string | null }>

/** A refusal that only this surface knows. Its message is for the client. */
export class RestRefusal extends Error {
  override readonly name = 'RestRefusal'
  readonly status: number
  readonly type: string
  constructor(status: number, type: string, message: string) {
    super(message)
    this.status = status
    this.type = type
  }
}

/** How a refusal is answered. */
export interface Refused {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly error: {
    readonly type: string
    readonly message: string
    readonly validation_errors?: ValidationErrors
    readonly data?: object
  }
}

/** A refusal as it is answered; null for anything else that went wrong. */
export function refusedFor(error: unknown): Refused | null {
  if (error instanceof RestRefusal) return { status: error.status, error: { type: error.type, message: error.message } }
  if (error instanceof ForbiddenError) return { status: 403, error: { type: 'forbidden', message: error.message } }
  if (error instanceof RateLimitedError) {
    const headers = { 'retry-after': String(error.retryAfterSeconds) }
    return { status: 429, headers, error: { type: 'rate_limited', message: error.message } }
  }
  if (!(error instanceof UserError)) return null
  const { status, type } = refusals[error.code]
  const data = factsOf(error)
  const message = inTheseWords(error.message)
  if (error instanceof NotFoundError) return { status, error: { type: missing[error.noun].type, message, data } }
  if (error instanceof InvalidInputError) return { status, error: { type: 'invalid_input', ...invalid(error.issues) } }
  const parameter = parameterOf(error)
  if (parameter === null) return { status, error: { type: type ?? '', message, ...(data && { data }) } }
  const { validation_errors } = invalid([{ path: [parameter], message }])
  return { status, error: { type: 'invalid_input', message, validation_errors, ...(data && { data }) } }
}

function invalid(issues: readonly InputIssue[]) {
  const told = issues.map(({ path: [field = '', ...within], message }) => ({
    path: field === '' ? within : [inTheseWords(field), ...within],
    message: inTheseWords(message),
  }))
  return {
    message: told.map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`).join(' '),
    validation_errors: treeOf(told),
  }
}
