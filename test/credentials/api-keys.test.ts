import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { failure, invalidInput, noSuch } from '../api/answers.ts'
import { inHours, writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { aCredential, aToken, nodesOf } from './answers.ts'
import { goesOut } from './asking.ts'
import { apiKeys, createApiKey, revokeApiKey, viewer } from './documents.ts'

const gateway = await testGateway()
const { prisma } = gateway.database
const house = await aHouse(gateway)
const create = async (input: object, asker = house.client) => onlyResult(await asker.ask(createApiKey, { input }))
const revoke = async (id: string) => onlyResult(await house.client.ask(revokeApiKey, { input: { id } }))
const reading = { name: 'Cleaning app', scopes: ['READ_CODES', 'WRITE_CODES'] }

describe('createApiKey', () => {
  it('makes a key that opens the workspace as far as its scopes go, and is shown this once', async () => {
    const made = await create(reading)
    expect(made).toEqual({
      __typename: 'CreateApiKeyPayload',
      token: aToken('seam_lk_'),
      apiKey: aCredential(made.token.slice(0, 12), reading),
    })
    const workspace = { id: house.workspaceId }
    const { id: credentialId, name, scopes, firstCharacters, expiresAt } = made.apiKey
    expect(onlyResult(await gateway.askerWith(made.token).ask(viewer))).toEqual({
      ...{ kind: 'API_KEY', credentialId, name, scopes, firstCharacters, expiresAt },
      ...{ workspace, workspaces: [workspace], devices: null },
    })
    const rows = await prisma.$queryRaw<{ row: string }[]>`select k::text as row from api_key k`
    expect(rows.filter(({ row }) => row.includes(made.token.slice(13)))).toEqual([])
  })

  it('makes a key with an end, and none that has ended already', async () => {
    const expiresAt = inHours(1)
    expect((await create({ ...reading, expiresAt })).apiKey).toMatchObject({ expiresAt })
    const past = { ...reading, expiresAt: inHours(-1) }
    expect(await writingNothing(gateway, () => create(past))).toEqual(
      invalidInput({ expiresAt: 'Must be in the future.' }),
    )
  })

  it.each([
    [{ name: ' ' }, { name: 'Must not be blank.' }],
    [{ name: 'x'.repeat(201) }, { name: 'At most 200 characters.' }],
    [{ scopes: [] }, { scopes: 'Name at least one scope.' }],
    [{ scopes: ['READ_CODES', 'READ_CODES'] }, { scopes: 'A scope is named twice.' }],
  ])('refuses %o', async (about, issues) => {
    expect(await writingNothing(gateway, () => create({ ...reading, ...about }))).toEqual(invalidInput(issues))
  })

  it('gives no scope that who asks has not', async () => {
    const client = await gateway.clientOf(house.workspaceId, ['MANAGE_CREDENTIALS', 'READ_CODES'])
    const input = { ...reading, scopes: ['READ_CODES', 'SEE_PINS', 'WRITE_CODES'] }
    const message = 'This credential cannot give SEE_PINS and WRITE_CODES, which it does not have.'
    expect(await writingNothing(gateway, () => client.ask(createApiKey, { input }))).toEqual(
      failure('createApiKey', 'FORBIDDEN', message),
    )
    expect(await client.ask(createApiKey, { input: { ...input, scopes: ['READ_CODES'] } })).toEqual({
      data: { createApiKey: expect.objectContaining({ __typename: 'CreateApiKeyPayload' }) },
    })
  })
})

describe('revokeApiKey', () => {
  it('ends a key', async () => {
    const { token, apiKey } = await create(reading)
    const revoked = { __typename: 'RevokeApiKeyPayload', revokedApiKeyId: apiKey.id }
    expect(await revoke(apiKey.id.toUpperCase())).toEqual(revoked)
    await goesOut(gateway, token)
    expect(await writingNothing(gateway, () => revoke(apiKey.id))).toEqual(noSuch('API key', apiKey.id))
  })

  it('finds no key that has ended by itself, is of another workspace, or is not there', async () => {
    const ended = (await create({ ...reading, expiresAt: inHours(1) })).apiKey.id
    await prisma.apiKey.update({ where: { id: ended }, data: { expiresAt: new Date(Date.now() - 1_000) } })
    const theirs = await prisma.apiKey.findFirstOrThrow({ where: { workspaceId: (await aHouse(gateway)).workspaceId } })
    for (const id of [ended, theirs.id, newId(), 'x']) {
      expect(await writingNothing(gateway, () => revoke(id))).toEqual(noSuch('API key', id))
    }
    expect((await prisma.apiKey.findUniqueOrThrow({ where: { id: theirs.id } })).revokedAt).toBeNull()
  })

  it('may end the key that asks', async () => {
    const { client } = await aHouse(gateway)
    const { credentialId } = onlyResult(await client.ask(viewer))
    expect(onlyResult(await client.ask(revokeApiKey, { input: { id: credentialId } }))).toEqual({
      __typename: 'RevokeApiKeyPayload',
      revokedApiKeyId: credentialId,
    })
    await goesOut(gateway, client.key)
  })
})

describe('apiKeys', () => {
  it('lists those that are good, newest first, a page at a time', async () => {
    const { client } = await aHouse(gateway)
    const first = onlyResult(await client.ask(viewer))
    const made = []
    for (const name of ['One', 'Revoked', 'Ended', 'Two']) made.push(await create({ ...reading, name }, client))
    const [one, revoked, ended, two] = made.map(({ apiKey }) => apiKey)
    await client.ask(revokeApiKey, { input: { id: revoked.id } })
    await prisma.apiKey.update({ where: { id: ended.id }, data: { expiresAt: new Date(Date.now() - 1_000) } })
    const all = onlyResult(await client.ask(apiKeys))
    const testKey = { id: first.credentialId, name: 'Test', scopes: first.scopes }
    expect(all).toEqual({
      edges: [two, one, aCredential(first.firstCharacters, testKey)].map((node) => ({
        cursor: expect.any(String),
        node,
      })),
      pageInfo: {
        hasNextPage: false,
        hasPreviousPage: false,
        startCursor: all.edges[0].cursor,
        endCursor: all.edges[2].cursor,
      },
    })
    const page = async (variables: object) => nodesOf(onlyResult(await client.ask(apiKeys, variables)))
    expect(await page({ first: 1, after: all.edges[0].cursor })).toEqual([one])
    expect(await page({ last: 1, before: all.edges[1].cursor })).toEqual([two])
  })
})
