import { present } from '../../data/read/present.ts'
import { type CreatedAccessCodes, createMultipleAccessCodes } from '../../domain/access-codes/create-multiple.ts'
import { createMultipleAccessCodesInput } from '../../domain/access-codes/inputs.ts'
import {
  CodeCannotBeSharedError,
  IdempotencyConflictError,
  InvalidInputError,
  NotFoundError,
} from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCode, LinkedCodeGroup } from '../nouns.ts'
import { creationFields } from './creation-fields.ts'

const BehaviorWhenCodeCannotBeShared = builder.enumType('BehaviorWhenCodeCannotBeShared', {
  description: 'What to do when some of the devices cannot share one PIN.',
  values: {
    THROW: { description: 'Refuse, and say all that stands in the way.' },
    CREATE_RANDOM_CODE: {
      description:
        'Let as many devices as possible share one PIN, and give each of the others a PIN of its own, outside the group.',
    },
  },
})

const CreateMultipleAccessCodesInput = builder.inputType('CreateMultipleAccessCodesInput', {
  description: 'One PIN for many devices.',
  validate: { schema: createMultipleAccessCodesInput },
  fields: (t) => ({
    deviceIds: t.idList({ required: true, description: 'The devices, 1 to 500, each once.' }),
    behaviorWhenCodeCannotBeShared: t.field({
      type: BehaviorWhenCodeCannotBeShared,
      required: true,
      defaultValue: 'THROW',
      description: 'What to do when some of the devices cannot share one PIN.',
    }),
    ...creationFields(t),
  }),
})

const CreateMultipleAccessCodesPayload = builder
  .objectRef<CreatedAccessCodes>('CreateMultipleAccessCodesPayload')
  .implement({
    description: 'The codes that were recorded, one for each device.',
    fields: (t) => ({
      accessCodes: t.field({
        type: [AccessCode],
        description: 'In the order of `deviceIds`.',
        resolve: ({ accessCodeIds }, _args, { read }) =>
          Promise.all(accessCodeIds.map(async (id) => present(await read.accessCode.load(id)))),
      }),
      linkedCodeGroup: t.field({
        type: LinkedCodeGroup,
        nullable: true,
        description:
          'The codes that share the PIN. Null when a PIN was given, since that links nothing; when no device could share one; or when a replay finds that the group has ended.',
        resolve: ({ linkedCodeGroupId }, _args, { read }) =>
          linkedCodeGroupId === null ? null : read.linkedCodeGroup.load(linkedCodeGroupId),
      }),
    }),
  })

builder.mutationField('createMultipleAccessCodes', (t) =>
  t.field({
    type: CreateMultipleAccessCodesPayload,
    description:
      'Creates a code with one PIN on each of many devices: all of them or none. They are recorded at once, and put on the locks in their own time.',
    args: {
      input: t.arg({
        type: CreateMultipleAccessCodesInput,
        required: true,
        description: 'The codes to create, and where.',
      }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [InvalidInputError, NotFoundError, CodeCannotBeSharedError, IdempotencyConflictError],
      union: { name: 'CreateMultipleAccessCodesResult', description: 'The codes, or why there are none.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => createMultipleAccessCodes(context.services, context.viewer, input)),
  }),
)
