import { present } from '../../data/read/present.ts'
import { deleteLinkedCodeGroupInput } from '../../domain/access-codes/inputs.ts'
import { NotFoundError } from '../../domain/errors.ts'
import { deleteLinkedCodeGroup } from '../../domain/linked-code-groups/delete.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { LinkedCodeGroup } from '../nouns.ts'

const DeleteLinkedCodeGroupInput = builder.inputType('DeleteLinkedCodeGroupInput', {
  description: 'The group that is no longer wished.',
  validate: { schema: deleteLinkedCodeGroupInput },
  fields: (t) => ({ commonCodeKey: t.string({ required: true, description: 'The key of the group.' }) }),
})

const DeleteLinkedCodeGroupPayload = builder.objectRef<{ id: string }>('DeleteLinkedCodeGroupPayload').implement({
  description: 'The group that is no longer wished.',
  fields: (t) => ({
    linkedCodeGroup: t.field({
      type: LinkedCodeGroup,
      description: 'The group: REMOVING until the last lock is read back without its code, then it is gone.',
      resolve: async ({ id }, _args, { read }) => present(await read.linkedCodeGroupAtLast.load(id)),
    }),
  }),
})

builder.mutationField('deleteLinkedCodeGroup', (t) =>
  t.field({
    type: DeleteLinkedCodeGroupPayload,
    description:
      'Deletes every code of a group. Each may open its door until it is off the lock; follow the codes, or the group’s status.',
    args: { input: t.arg({ type: DeleteLinkedCodeGroupInput, required: true, description: 'Which group to delete.' }) },
    authScopes: { writeCodes: true },
    errors: {
      types: [NotFoundError],
      union: { name: 'DeleteLinkedCodeGroupResult', description: 'The group, or that there is none.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({
        id: await deleteLinkedCodeGroup(context.services, context.viewer, input.commonCodeKey),
      })),
  }),
)
