import { UserError } from '../../../src/domain/errors.ts'
import { openVault } from '../shared/peer.ts'
import { prisma } from '../shared/prisma.ts'
import { type Changed, type Created, verbsOnPrisma } from '../shared/verbs-on-prisma.ts'
import { builder } from './builder.ts'

const verbs = verbsOnPrisma(prisma, await openVault())

const ErrorCode = builder.enumType('ErrorCode', {
  values: [
    'INVALID_INPUT',
    'NOT_FOUND',
    'CODE_CANNOT_BE_SHARED',
    'DUPLICATE_ACCESS_CODE',
    'CONSTRAINT_VIOLATED',
    'UNSUPPORTED_DEVICE',
    'DEVICE_FULL',
    'DEVICE_OFFLINE',
    'UNSUPPORTED_CODE_LENGTH',
    'TIME_FRAME_UNSUPPORTED',
    'LINKED_CODE',
    'NO_BACKUP_AVAILABLE',
    'NOT_MODIFIABLE',
    'IDEMPOTENCY_CONFLICT',
  ] as const,
})
const ActionAttemptStatus = builder.enumType('ActionAttemptStatus', {
  values: ['PENDING', 'SUCCESS', 'ERROR'] as const,
})

const UserErrorInterface = builder.interfaceRef<UserError>('UserError').implement({
  fields: (t) => ({ code: t.expose('code', { type: ErrorCode }), message: t.exposeString('message') }),
})
const Refusal = builder.objectRef<UserError>('Refusal').implement({
  interfaces: [UserErrorInterface],
  isTypeOf: (value) => value instanceof UserError,
})

builder.prismaObject('ActionAttempt', {
  fields: (t) => ({
    id: t.exposeID('id'),
    actionType: t.exposeString('actionType'),
    status: t.expose('status', { type: ActionAttemptStatus }),
  }),
})

const CreatedPayload = builder.objectRef<Created>('CreateMultipleAccessCodesPayload').implement({
  isTypeOf: (value) => !(value instanceof UserError),
  fields: (t) => ({
    accessCodes: t.prismaField({ type: ['AccessCode'], resolve: (_query, { accessCodes }) => [...accessCodes] }),
    linkedCodeGroup: t.prismaField({
      type: 'LinkedCodeGroup',
      nullable: true,
      resolve: (_query, { linkedCodeGroup }) => linkedCodeGroup,
    }),
  }),
})

const changedPayload = (name: string) =>
  builder.objectRef<Changed>(name).implement({
    isTypeOf: (value) => !(value instanceof UserError),
    fields: (t) => ({
      accessCode: t.prismaField({ type: 'AccessCode', resolve: (_query, { accessCode }) => accessCode }),
      actionAttempt: t.prismaField({ type: 'ActionAttempt', resolve: (_query, { actionAttempt }) => actionAttempt }),
    }),
  })

const CreateResult = builder.unionType('CreateMultipleAccessCodesResult', { types: [CreatedPayload, Refusal] })
const UpdateResult = builder.unionType('UpdateAccessCodeResult', {
  types: [changedPayload('UpdateAccessCodePayload'), Refusal],
})
const DeleteResult = builder.unionType('DeleteAccessCodeResult', {
  types: [changedPayload('DeleteAccessCodePayload'), Refusal],
})

const CreateInput = builder.inputType('CreateMultipleAccessCodesInput', {
  fields: (t) => ({
    deviceIds: t.idList({ required: true }),
    code: t.string(),
    preferredCodeLength: t.int(),
    name: t.string(),
    startsAt: t.field({ type: 'DateTime' }),
    endsAt: t.field({ type: 'DateTime' }),
  }),
})
const UpdateInput = builder.inputType('UpdateAccessCodeInput', {
  fields: (t) => ({
    id: t.id({ required: true }),
    name: t.string(),
    startsAt: t.field({ type: 'DateTime' }),
    endsAt: t.field({ type: 'DateTime' }),
  }),
})
const DeleteInput = builder.inputType('DeleteAccessCodeInput', { fields: (t) => ({ id: t.id({ required: true }) }) })

/** A refusal is a member of the union; anything else is an error. */
const refusing = <Payload>(work: Promise<Payload>): Promise<Payload | UserError> =>
  work.catch((error) => {
    if (error instanceof UserError) return error
    throw error
  })

builder.mutationFields((t) => ({
  createMultipleAccessCodes: t.field({
    type: CreateResult,
    args: { input: t.arg({ type: CreateInput, required: true }) },
    resolve: (_root, { input }, { viewer }) => refusing(verbs.createMultiple(viewer, input)),
  }),
  updateAccessCode: t.field({
    type: UpdateResult,
    args: { input: t.arg({ type: UpdateInput, required: true }) },
    resolve: (_root, { input }, { viewer }) => refusing(verbs.update(viewer, input)),
  }),
  deleteAccessCode: t.field({
    type: DeleteResult,
    args: { input: t.arg({ type: DeleteInput, required: true }) },
    resolve: (_root, { input }, { viewer }) => refusing(verbs.delete(viewer, input.id)),
  }),
}))
