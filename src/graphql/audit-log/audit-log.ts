import { z } from 'zod'
import { logCursorOf } from '../../data/read/log-cursor.ts'
import { text } from '../../domain/text.ts'
import { builder } from '../builder.ts'
import { AuditEntry, AuditEntryConnection } from '../nouns.ts'
import { connectionOf, pageArgs, pageRequest, reading } from '../pagination.ts'

AuditEntry.implement({
  description:
    'Something that was done in the workspace, written down together with it. Things are named by ids only: some may be gone. No entry holds a PIN, and none can be changed or taken out unnoticed.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id of the entry.' }),
    occurredAt: t.expose('occurredAt', { type: 'DateTime', description: 'When it was done, by the database’s clock.' }),
    actorKind: t.exposeString('actorKind', {
      description:
        'The kind of credential that did it; `OPERATOR` for whoever runs the gateway: at its command line, or by starting it with the demo house.',
    }),
    credentialId: t.exposeID('credentialId', {
      nullable: true,
      description: 'The credential that did it; null for the operator.',
    }),
    memberId: t.exposeID('memberId', {
      nullable: true,
      description:
        'The member of the workspace whose personal access token did it, who may be one no more; null for other kinds.',
    }),
    actorName: t.exposeString('actorName', {
      description: 'What that credential was called; of a person’s token, after what the person was: `Ada (Laptop)`.',
    }),
    requestId: t.exposeID('requestId', {
      nullable: true,
      description: 'The `x-request-id` of the answer to whoever asked for it; null for the operator.',
    }),
    action: t.exposeString('action', { description: 'What was done, as the mutation is named: `createAccessCode`.' }),
    accessCodeIds: t.idList({
      description: 'The codes that it was done to.',
      resolve: ({ accessCodeIds }) => [...accessCodeIds],
    }),
    deviceIds: t.idList({ description: 'The devices that it concerns.', resolve: ({ deviceIds }) => [...deviceIds] }),
    linkedCodeGroupId: t.exposeID('linkedCodeGroupId', {
      nullable: true,
      description: 'The group that it concerns; null if it concerns none.',
    }),
    details: t.expose('details', {
      type: 'JSON',
      description: 'What was asked for. Of a PIN it says `given`, and of no more.',
    }),
  }),
})

const AuditLogFilter = builder.inputType('AuditLogFilter', {
  description: 'Which entries to list: those that meet all that is given.',
  fields: (t) => ({
    actions: t.stringList({
      description: 'Only these actions, such as `rotateLinkedCodeGroup`: up to 50.',
      validate: { schema: z.array(text(100)).max(50, 'At most 50.') },
    }),
    accessCodeId: t.id({ description: 'Only what was done to this code.' }),
    deviceId: t.id({ description: 'Only what concerned this device.' }),
    credentialId: t.id({ description: 'Only what this credential did.' }),
    memberId: t.id({ description: 'Only what this member did, by whichever token.' }),
    since: t.field({ type: 'DateTime', description: 'Only what was done at or after this instant.' }),
    until: t.field({ type: 'DateTime', description: 'Only what was done before this instant.' }),
  }),
})

builder.queryField('auditLog', (t) =>
  t.field({
    type: AuditEntryConnection,
    description: 'Who did what in the workspace, newest first. Refusals are not in it, since they changed nothing.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: AuditLogFilter, description: 'Only entries that meet all of this.' }),
    },
    authScopes: { readAuditLog: true },
    resolve: async (_root, { filter, ...args }, { read }) => {
      const page = pageRequest(args)
      return connectionOf(page, await reading(() => read.auditEntries(filter ?? {}, page)), logCursorOf, null)
    },
  }),
)
