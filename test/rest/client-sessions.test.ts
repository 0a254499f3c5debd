import { describe, expect, it, vi } from 'vitest'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import { anId, anInstant } from '../api/answers.ts'
import { eventsAreListed, inHours, writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { invalid, refusal, restClient, restHouse } from './rest-house.ts'

const gateway = await testGateway()
const house = await restHouse(gateway)
const { ask, workspaceId } = house

const aSession = (about: object = {}) => ({
  client_session_id: anId,
  workspace_id: workspaceId,
  token: expect.stringMatching(/^seam_cst_[\w-]{43}$/),
  user_identifier_key: null,
  device_ids: [],
  connected_account_ids: [],
  device_count: 0,
  scopes: ['READ_CODES', 'SEE_PINS', 'WRITE_CODES', 'MANAGE_DEVICES'],
  connect_webview_ids: [],
  user_identity_ids: [],
  created_at: anInstant,
  expires_at: anInstant,
  ...about,
})
const create = (given: object, init?: RequestInit) => ask('/client_sessions/create', given, init)

describe('/client_sessions/create', () => {
  it.each(['POST', 'PUT'])('makes a session that reaches the devices of its accounts: by %s', async (method) => {
    const account = await house.account()
    await house.door({ connectedAccountId: account })
    const named = await house.door({ connectedAccountId: account })
    const given = {
      ...{ connected_account_ids: [account], device_ids: [named, await house.door()] },
      ...{ user_identifier_key: 'ada', expires_at: inHours(2) },
    }
    expect(await create(given, { method })).toEqual({
      status: 200,
      body: {
        client_session: aSession({ ...given, device_ids: given.device_ids.toSorted(), device_count: 3 }),
        ok: true,
      },
    })
  })

  it('gives as much as the credential may and a browser can, or as little as is asked', async () => {
    const device_ids = [await house.door()]
    const { body } = await create({ device_ids, scopes: ['READ_CODES'] })
    expect(body.client_session.scopes).toEqual(['READ_CODES'])
    const { key } = await gateway.clientOf(workspaceId, ['READ_CODES', 'MANAGE_CREDENTIALS'])
    const other = await restClient(gateway.url, key).ask('/client_sessions/create', { device_ids })
    expect(other.body.client_session.scopes).toEqual(['READ_CODES'])
  })

  it('refuses what cannot be', async () => {
    expect(await create({ user_identifier_key: 'ada' })).toEqual(
      invalid({ device_ids: 'Name at least one device or connected account.' }),
    )
    const device_ids = [await house.door()]
    expect(await create({ device_ids, scopes: ['MANAGE_CREDENTIALS'] })).toEqual(
      invalid({ scopes: 'A client session cannot have MANAGE_CREDENTIALS.' }),
    )
    expect(await create({ device_ids, expires_at: inHours(-1) })).toEqual(
      invalid({ expires_at: 'Must be in the future.' }),
    )
    expect(await writingNothing(gateway, () => create({ connected_account_ids: ['x'] }))).toEqual(
      refusal(404, 'connected_account_not_found', 'No device or connected account of this workspace has the id x.', {
        data: { connected_account_id: 'x' },
      }),
    )
    const { key } = await gateway.clientOf(workspaceId, ['READ_CODES', 'MANAGE_CREDENTIALS'])
    const answer = await restClient(gateway.url, key).ask('/client_sessions/create', {
      device_ids,
      scopes: ['SEE_PINS'],
    })
    expect(answer).toEqual(refusal(403, 'forbidden', 'This credential cannot give SEE_PINS, which it does not have.'))
    expect(await create({ device_ids, customer_key: 'x', user_identity_id: 'y' })).toEqual(
      invalid({ customer_key: 'There are no customers here.', user_identity_id: 'There are no user identities here.' }),
    )
  })
})

describe('a client session that was made', async () => {
  const device_ids = [await house.door()]
  const { body } = await create({ device_ids, user_identifier_key: 'grace' })
  const { client_session_id, token } = body.client_session
  const later = aSession({
    ...{ device_ids, device_count: 1, user_identifier_key: 'grace' },
    token: `${token.slice(0, 12)}…`,
  })

  it('is shown again without its token', async () => {
    for (const given of [{ client_session_id }, { user_identifier_key: 'grace' }]) {
      for (const method of ['GET', 'POST']) {
        const answer = await ask('/client_sessions/get', given, { method })
        expect(answer).toEqual({ status: 200, body: { client_session: later, ok: true } })
      }
    }
    const { body } = await ask('/client_sessions/list', { user_identifier_key: 'grace' })
    expect(body).toEqual({
      client_sessions: [later],
      pagination: { next_page_cursor: null, has_next_page: false, next_page_url: null },
      ok: true,
    })
    const nameless = await ask('/client_sessions/list', { without_user_identifier_key: true })
    expect(nameless.body.client_sessions).not.toContainEqual(later)
    expect((await ask('/client_sessions/list', {})).body.client_sessions).toContainEqual(later)
  })

  it('is not shown where there is none', async () => {
    const stranger = await restHouse(gateway)
    expect(await stranger.ask('/client_sessions/get', { client_session_id })).toEqual(
      refusal(404, 'client_session_not_found', `No client session of this workspace has the id ${client_session_id}.`, {
        data: { client_session_id },
      }),
    )
    expect(await ask('/client_sessions/get', { user_identifier_key: 'nobody' })).toEqual(
      refusal(404, 'client_session_not_found', 'There is no such client session.'),
    )
    expect(await ask('/client_sessions/get', {})).toEqual(
      invalid({ client_session_id: 'Give client_session_id or user_identifier_key.' }),
    )
  })

  it.each([
    ['/client_sessions/revoke', 'POST'],
    ['/client_sessions/delete', 'DELETE'],
  ])('is ended by %s, and then opens nothing', async (path, method) => {
    const { body } = await create({ device_ids })
    const session = restClient(gateway.url, body.client_session.token)
    expect((await session.ask('/devices/list')).status).toBe(200)
    const given = { client_session_id: body.client_session.client_session_id }
    expect(await ask(path, given, { method })).toEqual({ status: 200, body: { ok: true } })
    await vi.waitUntil(async () => (await session.ask('/devices/list')).status === 401, {
      timeout: 5_000,
      interval: 50,
    })
    expect((await ask('/client_sessions/get', given)).status).toBe(404)
    expect((await ask(path, given, { method })).body.error.type).toBe('client_session_not_found')
  })
})

describe('who asks with a client session', async () => {
  const account = await house.account()
  const [mine, other] = [await house.door({ connectedAccountId: account }), await house.door()]
  const otherAccount = await house.account()
  const [code, otherCode] = [await house.createOne({ deviceId: mine }), await house.createOne({ deviceId: other })]
  const { body } = await create({ connected_account_ids: [account] })
  const { token } = body.client_session
  const bare = { authorization: '' }

  it.each([
    ['as any credential', { authorization: `Bearer ${token}` }],
    ['as the SDK sends it', { authorization: `Bearer ${token}`, 'client-session-token': token }],
    ['in its own header', { ...bare, 'client-session-token': token }],
    ['in the other of its headers', { ...bare, 'seam-client-session-token': token }],
  ])('reaches its devices and what is on them alone: %s', async (_how, headers) => {
    await eventsAreListed(gateway)
    const session = async (path: string, given: object = {}) => (await ask(path, given, { headers })).body
    expect((await session('/devices/list')).devices).toMatchObject([{ device_id: mine }])
    expect((await session('/locks/list')).locks).toMatchObject([{ device_id: mine }])
    expect((await session('/access_codes/list')).access_codes).toMatchObject([{ access_code_id: code?.accessCode.id }])
    expect((await session('/connected_accounts/list')).connected_accounts).toMatchObject([
      { connected_account_id: account },
    ])
    expect((await session('/action_attempts/list')).action_attempts).toMatchObject([
      { action_attempt_id: code?.actionAttempt.id },
    ])
    const { events } = await session('/events/list')
    expect(new Set(events.map(({ device_id }: { device_id: string }) => device_id))).toEqual(new Set([mine]))
  })

  it.each<[string, object]>([
    ['/devices/get', { device_id: other }],
    ['/access_codes/get', { access_code_id: otherCode?.accessCode.id }],
    ['/access_codes/get', { device_id: other, code: otherCode?.accessCode.code }],
    ['/access_codes/update', { access_code_id: otherCode?.accessCode.id, name: 'x' }],
    ['/access_codes/delete', { access_code_id: otherCode?.accessCode.id }],
    ['/access_codes/create', { device_id: other }],
    ['/access_codes/create_multiple', { device_ids: [mine, other] }],
    ['/access_codes/generate_code', { device_id: other }],
    ['/access_codes/get_timeline', { access_code_id: otherCode?.accessCode.id }],
    ['/access_codes/simulate/create_unmanaged_access_code', { device_id: other, code: '8642' }],
    ['/action_attempts/get', { action_attempt_id: otherCode?.actionAttempt.id }],
    ['/connected_accounts/get', { connected_account_id: otherAccount }],
    ['/devices/update', { device_id: other, name: 'x' }],
  ])('finds nothing else by %s %j', async (path, given) => {
    const session = restClient(gateway.url, token)
    expect((await writingNothing(gateway, () => session.ask(path, given))).status).toBe(404)
  })

  it('makes no other sessions', async () => {
    const answer = await restClient(gateway.url, token).ask('/client_sessions/create', { device_ids: [mine] })
    expect(answer).toEqual(refusal(403, 'forbidden', 'This credential needs the scope MANAGE_CREDENTIALS.'))
  })

  it('has a repeated PUT of its own', async () => {
    const given = { device_ids: [mine] }
    const session = restClient(gateway.url, token)
    const put = async (client: typeof session) =>
      (await client.ask('/access_codes/create_multiple', given, { method: 'PUT' })).body.access_codes[0].access_code_id
    const first = await put(session)
    expect(await put(session)).toBe(first)
    expect(await put(house)).not.toBe(first)
  })

  it('is told when two headers name two credentials', async () => {
    const headers = { 'client-session-token': token }
    expect(await ask('/devices/list', {}, { headers })).toEqual(
      refusal(401, 'unauthorized', 'The headers name two different credentials: send one.'),
    )
  })
})

describe('who asks with a personal access token', () => {
  it('chooses the workspace by seam-workspace, and always has to', async () => {
    const other = await restHouse(gateway)
    const token = newToken('PERSONAL_ACCESS_TOKEN')
    const about = { email: 'ada@example.com', name: 'Laptop', scopes: allScopes, token }
    await addPersonalAccessToken(gateway.services, { ...about, workspaceId })
    const pat = restClient(gateway.url, token)
    const where = async (headers: Record<string, string> = {}) => pat.ask('/workspaces/get', {}, { headers })
    expect(await where()).toEqual(
      refusal(
        400,
        'invalid_input',
        `A personal access token names the workspace of each request in the header latchkey-workspace: ${workspaceId}.`,
      ),
    )
    await other.client.ask(
      `mutation { setWorkspaceMember(input: { email: "ada@example.com", name: "Ada", scopes: [READ_CODES] }) { __typename } }`,
    )
    await vi.waitUntil(async () => (await where({ 'seam-workspace': other.workspaceId })).status === 200)
    for (const id of [workspaceId, other.workspaceId]) {
      expect((await where({ 'seam-workspace': id })).body.workspace.workspace_id).toBe(id)
    }
    const stranger = await restHouse(gateway)
    expect(await where({ 'seam-workspace': stranger.workspaceId })).toEqual(
      refusal(403, 'forbidden', 'This credential opens no workspace of the id in the header.'),
    )
    expect(
      (await pat.ask('/access_codes/create', { device_id: 'x' }, { headers: { 'seam-workspace': other.workspaceId } }))
        .body.error.type,
    ).toBe('forbidden')
  })
})
