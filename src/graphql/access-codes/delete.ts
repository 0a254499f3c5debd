import { present } from '../../data/read/present.ts'
import { deleteAccessCode } from '../../domain/access-codes/delete.ts'
import { accessCodeIdInput } from '../../domain/access-codes/inputs.ts'
import type { RecordedCode } from '../../domain/access-codes/record.ts'
import { NotFoundError, NotModifiableError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCode, ActionAttempt } from '../nouns.ts'

const DeleteAccessCodeInput = builder.inputType('DeleteAccessCodeInput', {
  description: 'The code that is no longer wished.',
  validate: { schema: accessCodeIdInput },
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the code.' }) }),
})

const DeleteAccessCodePayload = builder.objectRef<RecordedCode>('DeleteAccessCodePayload').implement({
  description: 'The code that is no longer wished, and the attempt to take it off the lock.',
  fields: (t) => ({
    accessCode: t.field({
      type: AccessCode,
      description: 'The code: REMOVING until its lock is read back without it.',
      resolve: async ({ accessCodeId }, _args, { read }) => present(await read.accessCode.load(accessCodeId)),
    }),
    actionAttempt: t.field({
      type: ActionAttempt,
      description: 'Succeeds when the lock was read back without the code, however long that takes.',
      resolve: async ({ actionAttemptId }, _args, { read }) => present(await read.actionAttempt.load(actionAttemptId)),
    }),
  }),
})

builder.mutationField('deleteAccessCode', (t) =>
  t.field({
    type: DeleteAccessCodePayload,
    description:
      'Deletes a code. It may open the door until it is off the lock: follow `actionAttempt`, or the code itself. The other codes of its group stay.',
    args: { input: t.arg({ type: DeleteAccessCodeInput, required: true, description: 'Which code to delete.' }) },
    authScopes: { writeCodes: true },
    errors: {
      types: [NotFoundError, NotModifiableError],
      union: { name: 'DeleteAccessCodeResult', description: 'The code, or why it stays.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => deleteAccessCode(context.services, context.viewer, input.id)),
  }),
)
