import { z } from 'zod'
import { credentialOrder } from '../../data/read/credential-lists.ts'
import { cursorOf } from '../../data/read/keyset.ts'
import { present } from '../../data/read/present.ts'
import { createClientSession, revokeClientSession } from '../../domain/auth/client-sessions.ts'
import { createClientSessionInput } from '../../domain/auth/inputs.ts'
import { sessionScopesOf } from '../../domain/auth/scopes.ts'
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts'
import { id, instant, wording } from '../fields.ts'
import { listed, pageInput, pagination } from '../pages.ts'
import { RestRefusal } from '../refusals.ts'
import { type Method, reading, route } from '../route.ts'
import { toDomain } from '../to-domain.ts'
import { withoutWebviews } from '../unsupported.ts'
import { clientSession, showClientSession } from './client-session.ts'

const { shape } = createClientSessionInput
const noIdentities = 'There are no user identities here.'
const noCustomers = 'There are no customers here.'

const create = route({
  path: '/client_sessions/create',
  methods: ['POST', 'PUT'],
  scope: 'MANAGE_CREDENTIALS',
  summary: 'Make a session for a browser',
  description: 'Its token is told this once.',
  input: z.strictObject({
    connected_account_ids: shape.connectedAccountIds.describe('The accounts whose devices it reaches.'),
    device_ids: shape.deviceIds.describe(
      'The devices that it reaches. At least one device or account has to be named.',
    ),
    user_identifier_key: shape.userIdentifierKey.describe('Your own name for whom it is for.'),
    expires_at: instant.nullish().describe('From then on it opens nothing: within 7 days; in one hour if not given.'),
    scopes: shape.scopes
      .optional()
      .describe('What it may do; if not given, all that the credential may that asks and a browser can.'),
  }),
  unsupported: {
    connect_webview_ids: withoutWebviews.connect_webview_id,
    customer_id: noCustomers,
    customer_key: noCustomers,
    user_identity_id: noIdentities,
    user_identity_ids: noIdentities,
  },
  answer: { client_session: clientSession },
  async handle({ services, viewer, readAnew }, { scopes = sessionScopesOf(viewer), ...input }) {
    const given = toDomain(createClientSessionInput, { ...input, scopes })
    const { id, token } = await createClientSession(services, viewer, given)
    const row = present(await readAnew().clientSession(id))
    return { client_session: showClientSession(row, viewer.workspaceId, token) }
  },
})

const named = {
  client_session_id: id.nullish().describe('Its id.'),
  user_identifier_key: wording.nullish().describe('Your own name for whom it is for.'),
}

const get = route({
  path: '/client_sessions/get',
  methods: reading,
  scope: 'MANAGE_CREDENTIALS',
  summary: 'Get a client session that is still good',
  description: 'By its id, or the last one that was made for somebody.',
  input: z.strictObject(named),
  answer: { client_session: clientSession },
  async handle({ read }, { client_session_id, user_identifier_key }) {
    if (client_session_id == null && user_identifier_key == null) {
      const message = 'Give client_session_id or user_identifier_key.'
      throw new InvalidInputError([{ path: ['client_session_id'], message }])
    }
    const filter = { id: client_session_id ?? null, userIdentifierKey: user_identifier_key ?? null }
    const { rows } = await read.clientSessionsThat(filter, { limit: 1, isBackward: false, cursor: null })
    const [row] = rows
    if (!row && client_session_id != null) throw new NotFoundError('client session', [client_session_id])
    if (!row) throw new RestRefusal(404, 'client_session_not_found', 'There is no such client session.')
    return { client_session: showClientSession(row, read.workspaceId) }
  },
})

const list = route({
  path: '/client_sessions/list',
  methods: reading,
  scope: 'MANAGE_CREDENTIALS',
  summary: 'List the client sessions that are still good, newest first',
  input: z.strictObject({
    ...named,
    without_user_identifier_key: z.boolean().default(false).describe('Only those that are for nobody by name.'),
    ...pageInput(500),
  }),
  unsupported: { ...withoutWebviews, user_identity_id: noIdentities },
  answer: { client_sessions: z.array(clientSession), pagination },
  async handle(context, input) {
    const { read } = context
    const filter = {
      id: input.client_session_id ?? null,
      userIdentifierKey: input.user_identifier_key ?? null,
      hasUserIdentifierKey: input.without_user_identifier_key ? false : null,
    }
    const { rows, pagination } = await listed(
      context,
      input,
      (page) => read.clientSessionsThat(filter, page),
      (row) => cursorOf(credentialOrder, row),
    )
    return { client_sessions: rows.map((row) => showClientSession(row, read.workspaceId)), pagination }
  },
})

const ending = (path: '/client_sessions/revoke' | '/client_sessions/delete', methods: readonly Method[]) =>
  route({
    path,
    methods,
    scope: 'MANAGE_CREDENTIALS',
    summary: 'End a client session',
    description: 'Within a second it opens nothing.',
    input: z.strictObject({ client_session_id: id }),
    answer: {},
    async handle({ services, viewer }, { client_session_id }) {
      await revokeClientSession(services, viewer, client_session_id)
      return {}
    },
  })

export const clientSessionRoutes = [
  create,
  get,
  list,
  ending('/client_sessions/revoke', ['POST']),
  ending('/client_sessions/delete', ['POST', 'DELETE']),
]
