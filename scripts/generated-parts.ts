import { isEnumType, isObjectType } from 'graphql'
import { settings } from '../src/config.ts'
import { type OfflineRules, offlineKinds } from '../src/domain/access-codes/offline-rules.ts'
import type { ErrorCode } from '../src/domain/errors.ts'
import { schema } from '../src/graphql/schema.ts'
import { rightsOf } from './field-rights.ts'
import { code, lowerCased, table } from './markdown.ts'
import { rightsTable } from './rights-table.ts'
import { seamParts } from './seam-parts.ts'

/** The tables of the pages that the code knows best, by the names that stand around them on a page. */
export const generatedParts: Readonly<Record<string, () => string>> = {
  settings: () =>
    table(
      ['Variable', 'Default', 'Meaning'],
      settings.map(({ name, default: value, defaultInWords, meaning }) => [
        code(name),
        value === null ? (defaultInWords ?? '') : code(value),
        meaning,
      ]),
    ),
  scopes: () =>
    table(
      ['Scope', 'Lets a credential', 'Needed for'],
      valuesOf('Scope').map(([scope, meaning]) => [code(scope), lowerCased(meaning), operationsOf(scope)]),
    ),
  credentials: () => enumTable('CredentialKind', ['`kind`', 'What it is']),
  rights: () => {
    const [head = [], ...rows] = rightsTable()
    return table(head, rows)
  },
  refusals: () =>
    table(
      ['`code`', 'Type', 'When, and what to do', 'Facts beside `code` and `message`'],
      valuesOf('ErrorCode').map(([value, meaning]) => {
        const type = refusalTypes[value as ErrorCode]
        return [code(value), code(type), meaning, factsOf(type)]
      }),
    ),
  statuses: () =>
    enumTable('AccessCodeStatus', ['`status`', 'Means'], ['UNSET', 'SETTING', 'SET', 'REMOVING', 'UNKNOWN']),
  verifications: () => enumTable('CodeVerification', ['`verification`', 'Means']),
  'pending-mutations': () => enumTable('PendingMutationCode', ['`mutationCode`', 'Means']),
  'group-statuses': () =>
    enumTable(
      'LinkedCodeGroupStatus',
      ['`status`', 'Means'],
      ['FAILED', 'REMOVING', 'SET', 'UNSET', 'PARTIALLY_SET', 'SETTING'],
    ),
  obstacles: () => enumTable('SharingObstacleReason', ['`reason`', 'Means']),
  constraints: () => enumTable('CodeConstraintType', ['`constraintType`', 'Means']),
  events: () => enumTable('EventType', ['`type`', 'What happened']),
  faults: () => enumTable('SimulatedFaultKind', ['`kind`', 'What the lock does']),
  'refusal-reasons': () => enumTable('SimulatedRefusalReason', ['`reason`', 'What the lock says']),
  'offline-windows': () =>
    table(
      ['`deviceType` begins with', 'Hours', 'Days', 'For one use', 'First use'],
      offlineKinds.map(({ deviceTypes, hourly, daily, oneTime, firstUseWithinHours }) => [
        code(deviceTypes),
        spanOf(hourly),
        spanOf(daily),
        oneTime ? `lasts ${oneTime.lastsHours} hours, ${oneTime.perStartMax} with one start` : 'none',
        firstUseWithinHours === null ? 'at any time' : `within ${firstUseWithinHours} hours, of a longer code`,
      ]),
    ),
  ...seamParts,
}

const refusalTypes = {
  INVALID_INPUT: 'InvalidInputError',
  NOT_FOUND: 'NotFoundError',
  CODE_CANNOT_BE_SHARED: 'CodeCannotBeSharedError',
  DUPLICATE_ACCESS_CODE: 'DuplicateAccessCodeError',
  CONSTRAINT_VIOLATED: 'ConstraintViolationError',
  UNSUPPORTED_DEVICE: 'UnsupportedDeviceError',
  DEVICE_FULL: 'DeviceFullError',
  DEVICE_OFFLINE: 'DeviceOfflineError',
  UNSUPPORTED_CODE_LENGTH: 'UnsupportedCodeLengthError',
  TIME_FRAME_UNSUPPORTED: 'TimeFrameUnsupportedError',
  LINKED_CODE: 'LinkedCodeError',
  NO_BACKUP_AVAILABLE: 'NoBackupAvailableError',
  NOT_MODIFIABLE: 'NotModifiableError',
  IDEMPOTENCY_CONFLICT: 'IdempotencyConflictError',
} as const satisfies Record<ErrorCode, string>

/** Sorted as in the schema, unless another order says more. */
function enumTable(type: string, head: readonly string[], order?: readonly string[]): string {
  const meanings = new Map(valuesOf(type))
  const values = order ?? [...meanings.keys()]
  if (values.length !== meanings.size) throw new Error(`${type} has other values than ${order}`)
  return table(
    head,
    values.map((value) => [code(value), meanings.get(value) ?? '']),
  )
}

function valuesOf(typeName: string): [value: string, meaning: string][] {
  const type = schema.getType(typeName)
  if (!isEnumType(type)) throw new Error(`${typeName} is no enum`)
  return type.getValues().map(({ name, description }) => [name, description ?? ''])
}

function factsOf(typeName: string): string {
  const type = schema.getType(typeName)
  if (!isObjectType(type)) throw new Error(`${typeName} is no object`)
  const facts = Object.values(type.getFields()).filter(({ name }) => name !== 'code' && name !== 'message')
  return facts.map(({ name, description }) => `${code(name)}: ${lowerCased(description ?? '')}`).join('<br>')
}

function operationsOf(scope: string): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const fields = roots.flatMap((root) => Object.values(root?.getFields() ?? {}))
  const names = fields.filter((field) => rightsOf(field).scopes.some((one) => one === scope)).map(({ name }) => name)
  const operations = [...new Set(names)].sort().map(code).join(', ')
  return scope === 'SEE_PINS' ? 'every `code` that is shown or named, and joining a group by its key' : operations
}

function spanOf(span: OfflineRules['hourly']): string {
  if (span === null) return 'none'
  const perStart = Number.isFinite(span.perStartMax) ? `, ${span.perStartMax} with one start` : ''
  return `${span.min} to ${span.max}${perStart}`
}
