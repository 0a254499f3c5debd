import { present } from '../../data/read/present.ts'
import { accessCodeIdInput } from '../../domain/access-codes/inputs.ts'
import { unlinkAccessCode } from '../../domain/access-codes/unlink.ts'
import { NotFoundError, NotModifiableError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { AccessCode } from '../nouns.ts'

const UnlinkAccessCodeInput = builder.inputType('UnlinkAccessCodeInput', {
  description: 'A code to take out of its group.',
  validate: { schema: accessCodeIdInput },
  fields: (t) => ({ id: t.id({ required: true, description: 'The id of the code.' }) }),
})

const UnlinkAccessCodePayload = builder.objectRef<{ id: string }>('UnlinkAccessCodePayload').implement({
  description: 'The code, which is in no group any more.',
  fields: (t) => ({
    accessCode: t.field({
      type: AccessCode,
      description: 'The code, with the PIN and the window that it had.',
      resolve: async ({ id }, _args, { read }) => present(await read.accessCode.load(id)),
    }),
  }),
})

builder.mutationField('unlinkAccessCode', (t) =>
  t.field({
    type: UnlinkAccessCodePayload,
    description:
      'Takes a code out of its group. It keeps its PIN and its window, and may have a PIN of its own from now on. Nothing is asked of its lock. A group that loses its last code ends.',
    args: { input: t.arg({ type: UnlinkAccessCodeInput, required: true, description: 'The code to take out.' }) },
    authScopes: { writeCodes: true },
    errors: {
      types: [NotFoundError, NotModifiableError],
      union: { name: 'UnlinkAccessCodeResult', description: 'The code, or why it stays in its group.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, async () => ({ id: await unlinkAccessCode(context.services, context.viewer, input.id) })),
  }),
)
