import { GraphQLError } from 'graphql'
import { present } from '../data/read/present.ts'
import {
  CodeCannotBeSharedError,
  ConstraintViolationError,
  type DeviceError,
  DeviceFullError,
  DeviceOfflineError,
  DuplicateAccessCodeError,
  ForbiddenError,
  IdempotencyConflictError,
  InvalidInputError,
  LinkedCodeError,
  NoBackupAvailableError,
  NotFoundError,
  NotModifiableError,
  RateLimitedError,
  TimeFrameUnsupportedError,
  UnsupportedCodeLengthError,
  UnsupportedDeviceError,
  type UserError as UserErrorClass,
} from '../domain/errors.ts'
import { badUserInput, forbidden } from './bad-user-input.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { CodeConstraint } from './devices/constraint.ts'
import { SharingObstacle } from './linked-code-groups/sharing-obstacle.ts'
import { Device, LinkedCodeGroup } from './nouns.ts'

/** What a query, which cannot answer with a union, makes of a refusal. */
export function asQueryError(error: unknown): never {
  if (error instanceof InvalidInputError) throw badUserInput(error.issues.map(underInput))
  return asForbidden(error)
}

/** Who may not do it at all, or not so often, gets no union member either. */
export function asForbidden(error: unknown): never {
  if (error instanceof RateLimitedError) throw rateLimited(error)
  throw error instanceof ForbiddenError ? forbidden(error.message) : error
}

const rateLimited = ({ message, retryAfterSeconds }: RateLimitedError) =>
  new GraphQLError(message, {
    extensions: {
      code: 'RATE_LIMITED',
      http: { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } },
    },
  })

/** The domain speaks of the input object's fields; callers wrote them below the argument `input`. */
const underInput = ({ path, message }: InvalidInputError['issues'][number]) => ({ path: ['input', ...path], message })

const ErrorCode = builder.enumType('ErrorCode', {
  description: 'Why something was refused, for machines. More may be added: fall back on the message.',
  values: {
    INVALID_INPUT: {
      description: 'Fields of the input cannot be so. Correct what `issues` names: it is all of it.',
    },
    NOT_FOUND: {
      description: 'The workspace has nothing of that id or key, or it is gone. Look it up again.',
    },
    CODE_CANNOT_BE_SHARED: {
      description:
        'One PIN cannot be on all of the devices, or a change cannot be made on all of them. Mend what `obstacles` names, leave those devices out, or create with CREATE_RANDOM_CODE.',
    },
    DUPLICATE_ACCESS_CODE: {
      description:
        'Another code on the device has the PIN in an overlapping window. Choose another PIN or window, or delete that code.',
    },
    CONSTRAINT_VIOLATED: {
      description:
        'The PIN, the name or the start breaks what the device asks of codes. Choose others, as `violations` says.',
    },
    UNSUPPORTED_DEVICE: { description: 'The device cannot do that at all. Choose another device.' },
    DEVICE_FULL: {
      description:
        'The device has no room for another code at some time of the window. Delete a code there, or choose another window.',
    },
    DEVICE_OFFLINE: {
      description:
        'The device is offline, and `attemptForOfflineDevice` is false. Set it to true to wait, or try again later.',
    },
    UNSUPPORTED_CODE_LENGTH: {
      description: 'The device takes no PINs of that length. Choose one of `supportedCodeLengths`.',
    },
    TIME_FRAME_UNSUPPORTED: {
      description:
        'The device cannot hold a code with this window: the message says which it can. Its time zone may be missing.',
    },
    LINKED_CODE: {
      description:
        'The code shares its PIN with others. rotateLinkedCodeGroup changes it for all of them, unlinkAccessCode takes the code out first.',
    },
    NO_BACKUP_AVAILABLE: {
      description:
        'The device has no spare code on it now. Switch its pool on by updateDevice, or try again when one is there.',
    },
    NOT_MODIFIABLE: {
      description: 'It cannot be changed so, ever, any more or yet: the message says why, and what to do instead.',
    },
    IDEMPOTENCY_CONFLICT: {
      description:
        'The idempotency key was used with another input. Repeat that input, or take a new key for a new request.',
    },
  },
})

const UserError = builder.interfaceRef<UserErrorClass>('UserError').implement({
  description: 'A refusal. Nothing was changed. Select `... on UserError { code message }` to meet those added later.',
  fields: (t) => ({
    code: t.expose('code', { type: ErrorCode, description: 'Why it was refused, for machines.' }),
    message: t.exposeString('message', { description: 'Why and what to do, for people. Never contains a PIN.' }),
  }),
})

const InputIssue = builder.objectRef<InvalidInputError['issues'][number]>('InputIssue').implement({
  description: 'What is wrong with one field of the input.',
  fields: (t) => ({
    path: t.stringList({
      description: 'Where it is, from the argument down: `["input", "endsAt"]`.',
      resolve: (issue) => [...underInput(issue).path],
    }),
    message: t.exposeString('message', { description: 'What is wrong and what to do.' }),
  }),
})

builder.objectType(InvalidInputError, {
  name: 'InvalidInputError',
  description: 'Fields of the input cannot be so: all of them are named.',
  interfaces: [UserError],
  fields: (t) => ({
    issues: t.field({
      type: [InputIssue],
      description: 'What is wrong, one for each field.',
      resolve: ({ issues }) => [...issues],
    }),
  }),
})

builder.objectType(NotFoundError, {
  name: 'NotFoundError',
  description: 'The workspace has nothing of these ids. Malformed ids and those of others read the same.',
  interfaces: [UserError],
  fields: (t) => ({
    ids: t.idList({
      description: 'The ids or keys of which nothing was found, as they were given.',
      resolve: ({ ids }) => [...ids],
    }),
  }),
})

builder.objectType(CodeCannotBeSharedError, {
  name: 'CodeCannotBeSharedError',
  description: 'One PIN cannot be on all of the devices.',
  interfaces: [UserError],
  fields: (t) => ({
    obstacles: t.field({
      type: [SharingObstacle],
      description: 'Everything that stands in the way, on every device.',
      resolve: ({ obstacles }) => [...obstacles],
    }),
  }),
})

const deviceField = { type: Device, description: 'The device that stands in the way.' } as const
const deviceOf = async ({ deviceId }: DeviceError, _args: object, { read }: Context) =>
  present(await read.device.load(deviceId))

builder.objectType(DuplicateAccessCodeError, {
  name: 'DuplicateAccessCodeError',
  description: 'Another code on the device has the PIN in an overlapping window.',
  interfaces: [UserError],
  fields: (t) => ({
    device: t.field({ ...deviceField, resolve: deviceOf }),
    conflictingAccessCodeId: t.exposeID('conflictingAccessCodeId', { description: 'The other code, managed or not.' }),
  }),
})

builder.objectType(ConstraintViolationError, {
  name: 'ConstraintViolationError',
  description: 'Constraints of the device are broken.',
  interfaces: [UserError],
  fields: (t) => ({
    device: t.field({ ...deviceField, resolve: deviceOf }),
    violations: t.field({
      type: [CodeConstraint],
      description: 'All of the constraints that are broken.',
      resolve: ({ violations }) => [...violations],
    }),
  }),
})

builder.objectType(UnsupportedDeviceError, {
  name: 'UnsupportedDeviceError',
  description: 'The device cannot do that at all.',
  interfaces: [UserError],
  fields: (t) => ({ device: t.field({ ...deviceField, resolve: deviceOf }) }),
})

builder.objectType(UnsupportedCodeLengthError, {
  name: 'UnsupportedCodeLengthError',
  description: 'The device takes no PINs of that length.',
  interfaces: [UserError],
  fields: (t) => ({
    device: t.field({ ...deviceField, resolve: deviceOf }),
    supportedCodeLengths: t.intList({
      description: 'The numbers of digits that it takes.',
      resolve: async (error, _args, context) => (await deviceOf(error, {}, context)).supportedCodeLengths,
    }),
  }),
})

builder.objectType(TimeFrameUnsupportedError, {
  name: 'TimeFrameUnsupportedError',
  description: 'The device cannot hold a code with this window.',
  interfaces: [UserError],
  fields: (t) => ({ device: t.field({ ...deviceField, resolve: deviceOf }) }),
})

builder.objectType(DeviceFullError, {
  name: 'DeviceFullError',
  description: 'The device has no room for another code in this window.',
  interfaces: [UserError],
  fields: (t) => ({
    device: t.field({ ...deviceField, resolve: deviceOf }),
    maxActiveCodesSupported: t.int({
      description: 'How many codes it holds at once.',
      resolve: async (error, _args, context) => present((await deviceOf(error, {}, context)).maxActiveCodesSupported),
    }),
  }),
})

builder.objectType(DeviceOfflineError, {
  name: 'DeviceOfflineError',
  description: 'The device is offline, and it was asked not to wait.',
  interfaces: [UserError],
  fields: (t) => ({ device: t.field({ ...deviceField, resolve: deviceOf }) }),
})

builder.objectType(LinkedCodeError, {
  name: 'LinkedCodeError',
  description: 'The code shares its PIN with others, so that it cannot have another alone.',
  interfaces: [UserError],
  fields: (t) => ({
    linkedCodeGroup: t.field({
      type: LinkedCodeGroup,
      description: 'The group that the code is in, or was to join.',
      resolve: async ({ linkedCodeGroupId }, _args, { read }) =>
        present(await read.linkedCodeGroupAtLast.load(linkedCodeGroupId)),
    }),
  }),
})

builder.objectType(NoBackupAvailableError, {
  name: 'NoBackupAvailableError',
  description: 'No spare code is on the lock now. Try again when one is, or create a code.',
  interfaces: [UserError],
})

builder.objectType(NotModifiableError, {
  name: 'NotModifiableError',
  description: 'It cannot be changed so, ever, any more or yet.',
  interfaces: [UserError],
})

builder.objectType(IdempotencyConflictError, {
  name: 'IdempotencyConflictError',
  description: 'The idempotency key was used with another input.',
  interfaces: [UserError],
})
