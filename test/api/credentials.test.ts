import { expect, it, vi } from 'vitest'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import { type Answer, testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { anId, anInstant } from './answers.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

const viewer = '{ viewer { kind name scopes workspace { id } workspaces { id } devices { id } } }'

async function ask(headers: Record<string, string>, query: string, variables?: object) {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, ...((await response.json()) as Answer) }
}
const bearing = (token: string) => ({ authorization: `Bearer ${token}` })
const goesOut = (token: string) =>
  vi.waitUntil(async () => (await ask(bearing(token), viewer)).status === 401, { timeout: 5_000, interval: 50 })

const createApiKey = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) {
  __typename
  ... on CreateApiKeyPayload { token apiKey { id name firstCharacters scopes createdAt expiresAt lastUsedAt } }
  ... on UserError { code message }
} }`

it('makes a key that opens the workspace as far as its scopes go, until it is revoked', async () => {
  const input = { name: 'Cleaning app', scopes: ['READ_CODES', 'WRITE_CODES'] }
  const made = onlyResult(await house.client.ask(createApiKey, { input }))
  expect(made).toEqual({
    __typename: 'CreateApiKeyPayload',
    token: expect.stringMatching(/^seam_lk_[\w-]{43}$/),
    apiKey: {
      id: anId,
      ...input,
      firstCharacters: made.token.slice(0, 12),
      createdAt: anInstant,
      expiresAt: null,
      lastUsedAt: null,
    },
  })
  const workspace = { id: house.workspaceId }
  expect(await ask(bearing(made.token), viewer)).toEqual({
    status: 200,
    data: { viewer: { kind: 'API_KEY', ...input, workspace, workspaces: [workspace], devices: null } },
  })
  const revoked = onlyResult(
    await house.client.ask(
      'mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { ... on RevokeApiKeyPayload { revokedApiKeyId } } }',
      { id: made.apiKey.id },
    ),
  )
  expect(revoked).toEqual({ revokedApiKeyId: made.apiKey.id })
  await goesOut(made.token)
})

it('lets a browser reach the devices of its session and nothing else', async () => {
  const [mine, other] = [await house.door(), await house.door()]
  const [code] = [await house.createOne({ deviceId: mine }), await house.createOne({ deviceId: other })]
  const made = onlyResult(
    await house.client.ask(
      `mutation ($input: CreateClientSessionInput!) { createClientSession(input: $input) {
        ... on CreateClientSessionPayload { token clientSession { id devices { id } connectedAccounts { id } expiresAt } }
        ... on UserError { code message }
      } }`,
      { input: { deviceIds: [mine], scopes: ['READ_CODES', 'WRITE_CODES'] } },
    ),
  )
  expect(made).toEqual({
    token: expect.stringMatching(/^seam_cst_[\w-]{43}$/),
    clientSession: { id: anId, devices: [{ id: mine }], connectedAccounts: [], expiresAt: anInstant },
  })
  const seen = await ask(
    { 'client-session-token': made.token },
    '{ devices { nodes { id } totalCount } accessCodes { nodes { id } totalCount } events { nodes { deviceId } } }',
  )
  expect({ ...seen, data: { ...seen.data, events: null } }).toEqual({
    status: 200,
    data: {
      devices: { nodes: [{ id: mine }], totalCount: 1 },
      accessCodes: { nodes: [{ id: code?.accessCode.id }], totalCount: 1 },
      events: null,
    },
  })
})

it('has a person choose among the workspaces of a personal access token', async () => {
  const [one, two] = [await aHouse(gateway), await aHouse(gateway)]
  const token = newToken('PERSONAL_ACCESS_TOKEN')
  const about = { email: 'ada@example.com', name: 'Laptop', scopes: allScopes }
  await addPersonalAccessToken(gateway.services, { ...about, workspaceId: one.workspaceId, token })
  const only = await ask(bearing(token), viewer)
  expect(only.data.viewer).toMatchObject({ kind: 'PERSONAL_ACCESS_TOKEN', workspace: { id: one.workspaceId } })
  const member = onlyResult(
    await two.client.ask(
      `mutation { setWorkspaceMember(input: { email: "Ada@Example.com", name: "Ada", scopes: [READ_CODES] }) {
        ... on SetWorkspaceMemberPayload { member { id email name scopes } } } }`,
    ),
  )
  expect(member).toEqual({ member: { id: anId, email: 'ada@example.com', name: 'Ada', scopes: ['READ_CODES'] } })
  await vi.waitUntil(async () => (await ask(bearing(token), viewer)).status === 400, { timeout: 5_000 })
  const inTwo = await ask({ ...bearing(token), 'seam-workspace': two.workspaceId }, viewer)
  expect(inTwo.data.viewer).toEqual({
    kind: 'PERSONAL_ACCESS_TOKEN',
    name: 'Laptop',
    scopes: ['READ_CODES'],
    workspace: { id: two.workspaceId },
    workspaces: [{ id: one.workspaceId }, { id: two.workspaceId }],
    devices: null,
  })
  expect((await ask({ ...bearing(token), 'latchkey-workspace': house.workspaceId }, viewer)).status).toBe(403)
})
