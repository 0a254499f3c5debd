import { present } from '../../data/read/present.ts'
import { updateMultipleAccessCodesInput } from '../../domain/access-codes/inputs.ts'
import { type UpdatedAccessCodes, updateMultipleAccessCodes } from '../../domain/access-codes/update-multiple.ts'
import { CodeCannotBeSharedError, InvalidInputError, NotFoundError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCode, LinkedCodeGroup } from '../nouns.ts'

const UpdateMultipleAccessCodesInput = builder.inputType('UpdateMultipleAccessCodesInput', {
  description: 'What is to change in all codes of a group. A field that is left out stays as it is in each of them.',
  validate: { schema: updateMultipleAccessCodesInput },
  fields: (t) => ({
    commonCodeKey: t.string({ required: true, description: 'The key of the group.' }),
    name: t.string({ description: 'What people call the codes, up to 200 characters. Null takes the names away.' }),
    startsAt: t.field({
      type: 'DateTime',
      description:
        'When they begin to open the doors; a past one means now. Null, together with endsAt, makes them ongoing.',
    }),
    endsAt: t.field({
      type: 'DateTime',
      description: 'When they stop opening the doors: in the future and after startsAt. Null with startsAt: ongoing.',
    }),
  }),
})

const UpdateMultipleAccessCodesPayload = builder
  .objectRef<UpdatedAccessCodes>('UpdateMultipleAccessCodesPayload')
  .implement({
    description: 'The group, and its codes as they are wished now.',
    fields: (t) => ({
      linkedCodeGroup: t.field({
        type: LinkedCodeGroup,
        description: 'The group, with what all of its codes have now.',
        resolve: async ({ linkedCodeGroupId }, _args, { read }) =>
          present(await read.linkedCodeGroupAtLast.load(linkedCodeGroupId)),
      }),
      accessCodes: t.field({
        type: [AccessCode],
        description: 'Its codes in the order in which they were made, but for those that are deleted or over.',
        resolve: ({ accessCodeIds }, _args, { read }) =>
          Promise.all(accessCodeIds.map(async (id) => present(await read.accessCode.load(id)))),
      }),
    }),
  })

builder.mutationField('updateMultipleAccessCodes', (t) =>
  t.field({
    type: UpdateMultipleAccessCodesPayload,
    description:
      'Changes the name and the window of all codes of a group: all of them or none. Codes that are deleted or over stay as they are. Their PIN is changed by rotateLinkedCodeGroup.',
    args: {
      input: t.arg({
        type: UpdateMultipleAccessCodesInput,
        required: true,
        description: 'The group, and what changes in its codes.',
      }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [InvalidInputError, NotFoundError, CodeCannotBeSharedError],
      union: { name: 'UpdateMultipleAccessCodesResult', description: 'The codes, or why they stay as they were.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => updateMultipleAccessCodes(context.services, context.viewer, input)),
  }),
)
