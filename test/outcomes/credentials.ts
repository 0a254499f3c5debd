import { expect } from 'vitest'
import { addPersonalAccessToken } from '../../src/domain/auth/personal-access-tokens.ts'
import { allScopes } from '../../src/domain/auth/scopes.ts'
import { newToken } from '../../src/domain/auth/token.ts'
import { onlyResult } from '../api/a-house.ts'
import { anId, anInstant } from '../api/answers.ts'
import { invalid, notFound, type Outcomes, type Scene, unknownId } from './an-outcome.ts'

const wish = { name: 'Cleaning app', scopes: ['READ_CODES', 'WRITE_CODES'] }
const blank = { ...wish, name: ' ' }
const aToken = (prefix: string): string => expect.stringMatching(new RegExp(`^seam_${prefix}[\\w-]{43}$`))

/** A credential that was just made, whole. */
const aCredential = (prefix: string, about: object = {}) => ({
  id: anId,
  ...wish,
  firstCharacters: expect.stringMatching(new RegExp(`^seam_${prefix}`)),
  createdAt: anInstant,
  expiresAt: null,
  lastUsedAt: null,
  ...about,
})

const made = async ({ client }: Scene, mutation: string) => onlyResult(await client.ask(`mutation { ${mutation} }`))

/** A member of the workspace, and what that person asks with. */
async function aPerson({ workspaceId, gateway }: Scene) {
  const token = newToken('PERSONAL_ACCESS_TOKEN')
  const about = { email: `ada@${workspaceId}.example.com`, name: 'Laptop', scopes: allScopes }
  await addPersonalAccessToken(gateway.services, { ...about, workspaceId, token })
  return gateway.clientWith(workspaceId, token)
}

const aMember = async (scene: Scene) =>
  (
    await made(
      scene,
      `setWorkspaceMember(input: { email: "ada@example.com", name: "Ada", scopes: [READ_CODES] }) {
        ... on SetWorkspaceMemberPayload { member { id } } }`,
    )
  ).member

export const createApiKey: Outcomes = {
  async CreateApiKeyPayload() {
    return { input: wish, answer: { token: aToken('lk_'), apiKey: aCredential('lk_') } }
  },
  async InvalidInputError() {
    return { input: blank, answer: invalid('name', 'Must not be blank.') }
  },
}

export const revokeApiKey: Outcomes = {
  async RevokeApiKeyPayload(scene) {
    const { apiKey } = await made(
      scene,
      `createApiKey(input: { name: "Old", scopes: [READ_CODES] }) { ... on CreateApiKeyPayload { apiKey { id } } }`,
    )
    return { input: { id: apiKey.id }, answer: { revokedApiKeyId: apiKey.id } }
  },
  async NotFoundError() {
    return { input: { id: unknownId }, answer: notFound('API key', unknownId) }
  },
}

export const createClientSession: Outcomes = {
  async CreateClientSessionPayload({ door }) {
    const id = await door()
    const clientSession = aCredential('cst_', {
      expiresAt: anInstant,
      devices: [{ id }],
      connectedAccounts: [],
      userIdentifierKey: 'guest 7',
    })
    const input = { ...wish, deviceIds: [id], userIdentifierKey: 'guest 7' }
    return { input, answer: { token: aToken('cst_'), clientSession } }
  },
  async InvalidInputError() {
    return { input: wish, answer: invalid('deviceIds', 'Name at least one device or connected account.') }
  },
  async NotFoundError() {
    const input = { ...wish, deviceIds: [unknownId] }
    return { input, answer: notFound('device or connected account', unknownId) }
  },
}

export const revokeClientSession: Outcomes = {
  async RevokeClientSessionPayload(scene) {
    const { clientSession } = await made(
      scene,
      `createClientSession(input: { scopes: [READ_CODES], deviceIds: ["${await scene.door()}"] }) {
        ... on CreateClientSessionPayload { clientSession { id } } }`,
    )
    return { input: { id: clientSession.id }, answer: { revokedClientSessionId: clientSession.id } }
  },
  async NotFoundError() {
    return { input: { id: unknownId }, answer: notFound('client session', unknownId) }
  },
}

export const createPersonalAccessToken: Outcomes = {
  async CreatePersonalAccessTokenPayload(scene) {
    const answer = { token: aToken('at_'), personalAccessToken: aCredential('at_') }
    return { client: await aPerson(scene), input: wish, answer }
  },
  async InvalidInputError(scene) {
    return { client: await aPerson(scene), input: blank, answer: invalid('name', 'Must not be blank.') }
  },
}

export const revokePersonalAccessToken: Outcomes = {
  async RevokePersonalAccessTokenPayload(scene) {
    const client = await aPerson(scene)
    const { personalAccessToken } = await made(
      { ...scene, client },
      `createPersonalAccessToken(input: { name: "Old", scopes: [READ_CODES] }) {
        ... on CreatePersonalAccessTokenPayload { personalAccessToken { id } } }`,
    )
    const { id } = personalAccessToken
    return { client, input: { id }, answer: { revokedPersonalAccessTokenId: id } }
  },
  async NotFoundError(scene) {
    const client = await aPerson(scene)
    return { client, input: { id: unknownId }, answer: notFound('personal access token', unknownId) }
  },
}

export const setWorkspaceMember: Outcomes = {
  async SetWorkspaceMemberPayload() {
    const member = { id: anId, email: 'ada@example.com', name: 'Ada', scopes: ['READ_CODES'], createdAt: anInstant }
    const input = { email: 'Ada@Example.com', name: 'Ada', scopes: ['READ_CODES'] }
    return { input, answer: { member } }
  },
  async InvalidInputError() {
    const input = { email: 'ada', name: 'Ada', scopes: ['READ_CODES'] }
    return { input, answer: invalid('email', 'Must be an e-mail address.') }
  },
}

export const removeWorkspaceMember: Outcomes = {
  async RemoveWorkspaceMemberPayload(scene) {
    const { id } = await aMember(scene)
    return { input: { id }, answer: { removedWorkspaceMemberId: id } }
  },
  async NotFoundError() {
    return { input: { id: unknownId }, answer: notFound('member', unknownId) }
  },
}
