import { present } from '../../data/read/present.ts'
import { rotateLinkedCodeGroupInput } from '../../domain/access-codes/inputs.ts'
import {
  CodeCannotBeSharedError,
  IdempotencyConflictError,
  InvalidInputError,
  NotFoundError,
} from '../../domain/errors.ts'
import { rotateLinkedCodeGroup } from '../../domain/linked-code-groups/rotate.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { LinkedCodeGroup } from '../nouns.ts'

const RotateLinkedCodeGroupInput = builder.inputType('RotateLinkedCodeGroupInput', {
  description: 'A group that is to have another PIN.',
  validate: { schema: rotateLinkedCodeGroupInput },
  fields: (t) => ({
    commonCodeKey: t.string({ required: true, description: 'The key of the group.' }),
    code: t.string({
      description:
        'The new PIN, 4 to 12 digits; if not given, one is found that is hard to guess. Needs the scope SEE_PINS.',
    }),
    preferredCodeLength: t.int({
      description:
        'How many digits a found PIN should have. If a device does not take as many: the shortest that all take.',
    }),
    idempotencyKey: t.string({
      description:
        'Up to 255 characters. The same key with the same input gives the first answer again for 24 hours, and rotates nothing.',
    }),
  }),
})

const RotateLinkedCodeGroupPayload = builder.objectRef<{ id: string }>('RotateLinkedCodeGroupPayload').implement({
  description: 'The group with its new PIN.',
  fields: (t) => ({
    linkedCodeGroup: t.field({
      type: LinkedCodeGroup,
      description: 'The group. Each of its codes is SETTING until its lock is read back with the new PIN.',
      resolve: async ({ id }, _args, { read }) => present(await read.linkedCodeGroupAtLast.load(id)),
    }),
  }),
})

builder.mutationField('rotateLinkedCodeGroup', (t) =>
  t.field({
    type: RotateLinkedCodeGroupPayload,
    description:
      'A new PIN on every door of a group, or on none. Each door moves over when its lock is read back with the new PIN: until then it opens with the one before, and says so in the code’s `pendingMutations`, and in its `warnings` where setting the new one fails.',
    args: {
      input: t.arg({ type: RotateLinkedCodeGroupInput, required: true, description: 'The group, and its new PIN.' }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [InvalidInputError, NotFoundError, CodeCannotBeSharedError, IdempotencyConflictError],
      union: { name: 'RotateLinkedCodeGroupResult', description: 'The group, or why it keeps its PIN.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({
        id: await rotateLinkedCodeGroup(context.services, context.viewer, input),
      })),
  }),
)
