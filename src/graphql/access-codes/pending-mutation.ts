import type { PendingMutation as Pending } from '../../domain/access-codes/lifecycle.ts'
import { builder } from '../builder.ts'

const PendingMutationCode = builder.enumType('PendingMutationCode', {
  description: 'The kind of change that the lock has not confirmed yet.',
  values: {
    CREATING: { description: 'Being programmed.' },
    DEFERRING_CREATION: { description: 'To be programmed later.' },
    DELETING: { description: 'Being removed.' },
  },
})

export const PendingMutation = builder.interfaceRef<Pending>('PendingMutation').implement({
  description: 'A change that is wished and not yet confirmed by the lock.',
  fields: (t) => ({
    mutationCode: t.expose('mutationCode', { type: PendingMutationCode, description: 'What kind of change.' }),
    message: t.exposeString('message', { description: 'For people.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it is wished.' }),
  }),
  resolveType: ({ mutationCode }) => typeNames[mutationCode],
})

const typeNames = {
  CREATING: 'CreatingMutation',
  DEFERRING_CREATION: 'DeferringCreationMutation',
  DELETING: 'DeletingMutation',
} as const satisfies Record<Pending['mutationCode'], string>

type Of<Code extends Pending['mutationCode']> = Extract<Pending, { mutationCode: Code }>

builder.objectType(builder.objectRef<Of<'CREATING'>>('CreatingMutation'), {
  description: 'The code is being programmed on its device.',
  interfaces: [PendingMutation],
})

builder.objectType(builder.objectRef<Of<'DEFERRING_CREATION'>>('DeferringCreationMutation'), {
  description: 'The code is recorded, and will be programmed when its time comes.',
  interfaces: [PendingMutation],
  fields: (t) => ({
    scheduledAt: t.expose('scheduledAt', { type: 'DateTime', description: 'When programming begins.' }),
  }),
})

builder.objectType(builder.objectRef<Of<'DELETING'>>('DeletingMutation'), {
  description: 'The code is being removed from its device.',
  interfaces: [PendingMutation],
})
