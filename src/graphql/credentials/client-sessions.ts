import { present } from '../../data/read/present.ts'
import { createClientSession, revokeClientSession } from '../../domain/auth/client-sessions.ts'
import { createClientSessionInput } from '../../domain/auth/inputs.ts'
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { changing } from '../changing.ts'
import { ClientSession, ClientSessionConnection, ConnectedAccount, Device } from '../nouns.ts'
import { pageArgs } from '../pagination.ts'
import { credentialFields, newCredentialFields } from './fields.ts'
import { listed } from './lists.ts'
import { revokingMutation } from './revoking.ts'
import { tokenPayload } from './token-payload.ts'

ClientSession.implement({
  description:
    'What a browser holds: it reaches some devices and what is on them, for some hours, and nothing else of the workspace.',
  fields: (t) => ({
    ...credentialFields(t),
    userIdentifierKey: t.exposeString('userIdentifierKey', {
      nullable: true,
      description: 'Its maker’s own name for whom it is for; null if none was given.',
    }),
    devices: t.field({
      type: [Device],
      description: 'The devices that were named when it was made; those of its accounts are reached as well.',
      authScopes: { readCodes: true },
      resolve: ({ deviceIds }, _args, { read }) =>
        Promise.all(deviceIds.map(async (id) => present(await read.device.load(id)))),
    }),
    connectedAccounts: t.field({
      type: [ConnectedAccount],
      description: 'The accounts whose devices it reaches, those that come to them later too.',
      authScopes: { readCodes: true },
      resolve: ({ connectedAccountIds }, _args, { read }) =>
        Promise.all(connectedAccountIds.map(async (id) => present(await read.connectedAccount.load(id)))),
    }),
  }),
})

builder.queryField('clientSessions', (t) =>
  t.field({
    type: ClientSessionConnection,
    description: 'The client sessions of the workspace that are still good, newest first.',
    args: pageArgs(t.arg),
    authScopes: { manageCredentials: true },
    resolve: (_root, args, { read }) => listed(args, (page) => read.clientSessions(page)),
  }),
)

const CreateClientSessionInput = builder.inputType('CreateClientSessionInput', {
  description: 'What a client session is to reach and may do.',
  validate: { schema: createClientSessionInput },
  fields: (t) => ({
    ...newCredentialFields(t),
    name: t.string({ description: 'What to call it, up to 200 characters; `Client session` if not given.' }),
    userIdentifierKey: t.string({ description: 'Your own name for whom it is for, up to 200 characters.' }),
    deviceIds: t.idList({
      required: true,
      defaultValue: [],
      description: 'The devices that it reaches, up to 500. At least one device or account has to be named.',
    }),
    connectedAccountIds: t.idList({
      required: true,
      defaultValue: [],
      description: 'The accounts whose devices it reaches, up to 500.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: 'From then on it opens nothing: within 7 days; in one hour if not given.',
    }),
  }),
})

const CreateClientSessionPayload = tokenPayload({
  name: 'CreateClientSessionPayload',
  field: 'clientSession',
  noun: 'client session',
  type: ClientSession,
  load: ({ read }, id) => read.clientSession(id),
})

builder.mutationField('createClientSession', (t) =>
  t.field({
    type: CreateClientSessionPayload,
    description: 'Makes a session for a browser. It cannot have the scopes MANAGE_CREDENTIALS and READ_AUDIT_LOG.',
    args: {
      input: t.arg({ type: CreateClientSessionInput, required: true, description: 'What it reaches and may do.' }),
    },
    authScopes: { manageCredentials: true },
    errors: {
      types: [InvalidInputError, NotFoundError],
      union: { name: 'CreateClientSessionResult', description: 'The session, or why it was not made.' },
    },
    resolve: (_root, { input }, context) =>
      changing(context, () => createClientSession(context.services, context.viewer, input)),
  }),
)

revokingMutation({
  name: 'RevokeClientSession',
  noun: 'client session',
  field: 'revokedClientSessionId',
  description: 'Ends a client session: within a second it opens nothing, and streams that were opened with it end.',
  verb: revokeClientSession,
})
