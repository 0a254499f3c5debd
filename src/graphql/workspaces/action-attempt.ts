import { builder } from '../builder.ts'
import { ActionAttempt } from '../nouns.ts'

const ActionAttemptStatus = builder.enumType('ActionAttemptStatus', {
  description: 'How far an attempt has come.',
  values: {
    PENDING: { description: 'Not done yet: the lock has not confirmed it.' },
    SUCCESS: { description: 'Done: confirmed by the lock, or recorded where its programming is deferred.' },
    ERROR: { description: 'Refused for good: `error` says why.' },
  },
})

const ActionAttemptError = builder.objectRef<{ type: string; message: string }>('ActionAttemptError').implement({
  description: 'Why an attempt failed for good.',
  fields: (t) => ({
    type: t.exposeString('type', {
      description: 'For machines: `failed_to_set_on_device`, or `access_code_removed` if it was deleted meanwhile.',
    }),
    message: t.exposeString('message', { description: 'Why it failed, for people.' }),
  }),
})

builder.node(ActionAttempt, {
  description:
    'The carrying out of something that takes a lock’s time. Ask for it again until it is no longer PENDING.',
  id: { resolve: ({ id }) => id },
  fields: (t) => ({
    actionType: t.exposeString('actionType', {
      description:
        'What is attempted: `CREATE_ACCESS_CODE`, `UPDATE_ACCESS_CODE` or `DELETE_ACCESS_CODE`. More may be added.',
    }),
    status: t.expose('status', { type: ActionAttemptStatus, description: 'How far it has come.' }),
    error: t.field({
      type: ActionAttemptError,
      nullable: true,
      description: 'Why it failed; null unless `status` is ERROR.',
      resolve: ({ error }) => error as { type: string; message: string } | null,
    }),
    result: t.expose('result', {
      type: 'JSON',
      nullable: true,
      description:
        'What came of it, such as `{"accessCodeId": "…"}`; null where nothing is to be told, and unless `status` is SUCCESS.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was asked for.' }),
  }),
})

builder.queryField('actionAttempt', (t) =>
  t.field({
    type: ActionAttempt,
    nullable: true,
    description: 'An action attempt by its id; null if this workspace has none of that id.',
    args: { id: t.arg.id({ required: true, description: 'The id of the attempt.' }) },
    authScopes: { readCodes: true },
    resolve: (_root, { id }, { read }) => read.actionAttempt.load(id),
  }),
)
