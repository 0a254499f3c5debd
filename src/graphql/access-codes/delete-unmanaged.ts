import { present } from '../../data/read/present.ts'
import { deleteUnmanagedAccessCode } from '../../domain/access-codes/delete-unmanaged.ts'
import { accessCodeIdInput } from '../../domain/access-codes/inputs.ts'
import { NotFoundError, NotModifiableError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { ActionAttempt } from '../nouns.ts'

const DeleteUnmanagedAccessCodeInput = builder.inputType('DeleteUnmanagedAccessCodeInput', {
  description: 'A code of somebody else to delete.',
  validate: { schema: accessCodeIdInput },
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the unmanaged code.' }) }),
})

const DeleteUnmanagedAccessCodePayload = builder
  .objectRef<{ actionAttemptId: string }>('DeleteUnmanagedAccessCodePayload')
  .implement({
    description: 'The attempt to take the code off the lock.',
    fields: (t) => ({
      actionAttempt: t.field({
        type: ActionAttempt,
        description: 'Succeeds when the lock was read back without the code, however long that takes.',
        resolve: async ({ actionAttemptId }, _args, { read }) =>
          present(await read.actionAttempt.load(actionAttemptId)),
      }),
    }),
  })

builder.mutationField('deleteUnmanagedAccessCode', (t) =>
  t.field({
    type: DeleteUnmanagedAccessCodePayload,
    description:
      'Takes a code that this workspace did not create off its lock. It is REMOVING, and may open the door, until the lock is read back without it.',
    args: {
      input: t.arg({ type: DeleteUnmanagedAccessCodeInput, required: true, description: 'Which code to delete.' }),
    },
    authScopes: { writeCodes: true },
    errors: {
      types: [NotFoundError, NotModifiableError],
      union: { name: 'DeleteUnmanagedAccessCodeResult', description: 'The attempt, or why the code stays.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({
        actionAttemptId: await deleteUnmanagedAccessCode(context.services, context.viewer, input.id),
      })),
  }),
)
