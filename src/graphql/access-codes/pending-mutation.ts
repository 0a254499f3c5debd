import type { AccessCodeRow } from '../../data/read/access-codes.ts'
import type { PendingMutation as Pending, PendingUpdate } from '../../domain/access-codes/lifecycle.ts'
import type { Window } from '../../domain/access-codes/window.ts'
import { builder } from '../builder.ts'

/** What is pending of a code, with the code: its PINs are sealed to it. */
type OfCode = { readonly code: Pick<AccessCodeRow, 'id'> } & (Pending | PendingUpdate)

const PendingMutationCode = builder.enumType('PendingMutationCode', {
  description: 'The kind of change that the lock has not confirmed yet.',
  values: {
    CREATING: { description: 'It is being programmed on its device.' },
    DEFERRING_CREATION: { description: 'It will be programmed when its time comes, at `scheduledAt`.' },
    DELETING: { description: 'It is being removed from its device, and may still open the door.' },
    UPDATING_CODE: {
      description:
        'Another PIN is being set on the device, `from` one `to` the other. The one before opens the door until then.',
    },
    UPDATING_NAME: { description: 'Another name is being set on the device, `from` one `to` the other.' },
    UPDATING_TIME_FRAME: {
      description:
        'Another window is being set on the device, `from` one `to` the other. The one before holds until then.',
    },
  },
})

export const PendingMutation = builder.interfaceRef<OfCode>('PendingMutation').implement({
  description: 'A change that is wished and not yet confirmed by the lock. Select `mutationCode` to tell them apart.',
  fields: (t) => ({
    mutationCode: t.expose('mutationCode', { type: PendingMutationCode, description: 'What kind of change it is.' }),
    message: t.exposeString('message', { description: 'What is going on, for people.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'Since when it is wished.' }),
  }),
  resolveType: ({ mutationCode }) => typeNames[mutationCode],
})

const typeNames = {
  CREATING: 'CreatingMutation',
  DEFERRING_CREATION: 'DeferringCreationMutation',
  DELETING: 'DeletingMutation',
  UPDATING_CODE: 'UpdatingCodeMutation',
  UPDATING_NAME: 'UpdatingNameMutation',
  UPDATING_TIME_FRAME: 'UpdatingTimeFrameMutation',
} as const satisfies Record<OfCode['mutationCode'], string>

type Of<Code extends OfCode['mutationCode']> = Extract<OfCode, { mutationCode: Code }>

builder.objectType(builder.objectRef<Of<'CREATING'>>('CreatingMutation'), {
  description: 'The code is being programmed on its device.',
  interfaces: [PendingMutation],
})

builder.objectType(builder.objectRef<Of<'DEFERRING_CREATION'>>('DeferringCreationMutation'), {
  description: 'The code is recorded, and will be programmed when its time comes.',
  interfaces: [PendingMutation],
  fields: (t) => ({
    scheduledAt: t.expose('scheduledAt', {
      type: 'DateTime',
      description: 'When programming begins: 72 hours before the start on a lock that keeps time, else at the start.',
    }),
  }),
})

builder.objectType(builder.objectRef<Of<'DELETING'>>('DeletingMutation'), {
  description: 'The code is being removed from its device.',
  interfaces: [PendingMutation],
})

const CodeChange = builder.objectRef<{ id: string; pinCiphertext: Uint8Array | null }>('CodeChange').implement({
  description: 'A PIN before or after a change.',
  fields: (t) => ({
    code: t.string({
      nullable: true,
      description: 'The PIN; null where there is none, or the credential that asks may not see PINs.',
      resolve: (sealed, _args, { read, viewer }) => (viewer.scopes.has('SEE_PINS') ? read.pin(sealed) : null),
    }),
  }),
})

builder.objectType(builder.objectRef<Of<'UPDATING_CODE'>>('UpdatingCodeMutation'), {
  description: 'The PIN is being changed on the device.',
  interfaces: [PendingMutation],
  fields: (t) => ({
    from: t.field({
      type: CodeChange,
      description: 'What the lock still has.',
      resolve: ({ code: { id }, from }) => ({ id, ...from }),
    }),
    to: t.field({
      type: CodeChange,
      description: 'What is wished instead.',
      resolve: ({ code: { id }, to }) => ({ id, ...to }),
    }),
  }),
})

const NameChange = builder.objectRef<{ name: string | null }>('NameChange').implement({
  description: 'A name before or after a change.',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'The name; null where there is none.' }),
  }),
})

builder.objectType(builder.objectRef<Of<'UPDATING_NAME'>>('UpdatingNameMutation'), {
  description: 'The name is being changed on the device.',
  interfaces: [PendingMutation],
  fields: (t) => ({
    from: t.expose('from', { type: NameChange, description: 'What the lock still has.' }),
    to: t.expose('to', { type: NameChange, description: 'What is wished instead.' }),
  }),
})

const TimeFrameChange = builder.objectRef<Window>('TimeFrameChange').implement({
  description: 'A window before or after a change.',
  fields: (t) => ({
    startsAt: t.expose('startsAt', { type: 'DateTime', nullable: true, description: 'Its start; null if ongoing.' }),
    endsAt: t.expose('endsAt', { type: 'DateTime', nullable: true, description: 'Its end; null if it has none.' }),
  }),
})

builder.objectType(builder.objectRef<Of<'UPDATING_TIME_FRAME'>>('UpdatingTimeFrameMutation'), {
  description: 'The window is being changed on the device.',
  interfaces: [PendingMutation],
  fields: (t) => ({
    from: t.expose('from', { type: TimeFrameChange, description: 'What the lock still has.' }),
    to: t.expose('to', { type: TimeFrameChange, description: 'What is wished instead.' }),
  }),
})
