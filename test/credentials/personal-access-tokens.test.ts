import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { failure, invalidInput, noSuch } from '../api/answers.ts'
import { inHours, writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from '../tenancy/a-session.ts'
import { aCredential, aToken, nodesOf } from './answers.ts'
import { aPerson, askWith, bearing, goesOut } from './asking.ts'
import {
  createPersonalAccessToken,
  personalAccessTokens,
  revokePersonalAccessToken,
  setWorkspaceMember,
  viewer,
} from './documents.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const { workspaceId } = house
const ada = await aPerson(gateway, { workspaceId, email: 'ada@example.com' })
const create = async (input: object, asker = ada) => onlyResult(await asker.ask(createPersonalAccessToken, { input }))
const revoke = async (id: string) => onlyResult(await ada.ask(revokePersonalAccessToken, { input: { id } }))
const phone = { name: 'Phone', scopes: ['READ_CODES'] }

describe('createPersonalAccessToken', () => {
  it('makes another token for the person who asks', async () => {
    const made = await create(phone)
    expect(made).toEqual({
      __typename: 'CreatePersonalAccessTokenPayload',
      token: aToken('seam_at_'),
      personalAccessToken: aCredential(made.token.slice(0, 12), phone),
    })
    expect(onlyResult(await gateway.askerWith(made.token, workspaceId).ask(viewer))).toEqual({
      kind: 'PERSONAL_ACCESS_TOKEN',
      credentialId: made.personalAccessToken.id,
      ...{ ...phone, firstCharacters: made.token.slice(0, 12), expiresAt: null },
      ...{ workspace: { id: workspaceId }, workspaces: [{ id: workspaceId }], devices: null },
    })
  })

  it.each([
    [{ name: '' }, { name: 'Must not be blank.' }],
    [{ scopes: [] }, { scopes: 'Name at least one scope.' }],
    [{ expiresAt: inHours(-1) }, { expiresAt: 'Must be in the future.' }],
  ])('refuses %o', async (about, issues) => {
    expect(await writingNothing(gateway, () => create({ ...phone, ...about }))).toEqual(invalidInput(issues))
  })

  it('gives no scope that the person has not here, whatever the person has elsewhere', async () => {
    const other = await aHouse(gateway)
    const both = await aPerson(gateway, { workspaceId, email: 'both@example.com' })
    const scopes = ['READ_CODES', 'MANAGE_CREDENTIALS']
    await other.client.ask(setWorkspaceMember, { input: { email: 'both@example.com', name: 'Both', scopes } })
    const elsewhere = gateway.askerWith(both.token, other.workspaceId)
    await expect
      .poll(async () => (await elsewhere.ask(viewer)).data?.viewer.scopes)
      .toEqual(['MANAGE_CREDENTIALS', 'READ_CODES'])
    const input = { ...phone, scopes: ['READ_CODES', 'SEE_PINS'] }
    const message = 'This credential cannot give SEE_PINS, which it does not have.'
    expect(await writingNothing(gateway, () => elsewhere.ask(createPersonalAccessToken, { input }))).toEqual(
      failure('createPersonalAccessToken', 'FORBIDDEN', message),
    )
  })
})

describe('a personal access token', () => {
  it('may do in a workspace what both it and the member may there', async () => {
    const other = await aHouse(gateway)
    const { token } = await aPerson(gateway, {
      ...{ workspaceId, email: 'cut@example.com', scopes: ['READ_CODES', 'SEE_PINS', 'WRITE_CODES'] },
    })
    const scopes = ['READ_CODES', 'MANAGE_DEVICES', 'WRITE_CODES']
    await other.client.ask(setWorkspaceMember, { input: { email: 'cut@example.com', name: 'Cut', scopes } })
    const there = gateway.askerWith(token, other.workspaceId)
    await expect.poll(async () => (await there.ask(viewer)).data?.viewer.scopes).toEqual(['READ_CODES', 'WRITE_CODES'])
    const input = { email: 'cut@example.com', name: 'Cut', scopes: ['MANAGE_DEVICES'] }
    await other.client.ask(setWorkspaceMember, { input })
    await expect.poll(async () => (await there.ask(viewer)).data?.viewer.scopes).toEqual([])
    expect((await there.ask(viewer)).data.viewer.workspaces).toEqual([{ id: workspaceId }, { id: other.workspaceId }])
    expect(await there.ask('{ devices { totalCount } }')).toEqual(
      failure('devices', 'FORBIDDEN', 'This credential lacks the scope that this field needs.'),
    )
  })

  it('of somebody who is a member of nothing opens nothing', async () => {
    const { token } = await aPerson(gateway, { workspaceId, email: 'gone@example.com' })
    await gateway.database.pool.query(
      `delete from workspace_member where person_id = (select id from person where email = 'gone@example.com')`,
    )
    expect((await askWith(gateway, bearing(token))).status).toBe(401)
  })
})

describe('revokePersonalAccessToken', () => {
  it('ends a token', async () => {
    const { token, personalAccessToken } = await create(phone)
    const { id } = personalAccessToken
    expect(await revoke(id)).toEqual({
      __typename: 'RevokePersonalAccessTokenPayload',
      revokedPersonalAccessTokenId: id,
    })
    await goesOut(gateway, token)
    expect(await writingNothing(gateway, () => revoke(id))).toEqual(noSuch('personal access token', id))
  })

  it('finds no token of somebody else, not even of the same workspace, and none that is not there', async () => {
    const grace = await aPerson(gateway, { workspaceId, email: 'grace@example.com' })
    const { credentialId } = onlyResult(await grace.ask(viewer))
    for (const id of [credentialId, newId(), 'x']) {
      expect(await writingNothing(gateway, () => revoke(id))).toEqual(noSuch('personal access token', id))
    }
    expect(onlyResult(await grace.ask(viewer)).credentialId).toBe(credentialId)
  })
})

describe('personalAccessTokens', () => {
  it('lists those of the person who asks that are good, and those of nobody else', async () => {
    const alan = await aPerson(gateway, { workspaceId, email: 'alan@example.com' })
    const { credentialId, name, scopes, firstCharacters } = onlyResult(await alan.ask(viewer))
    const kept = (await create(phone, alan)).personalAccessToken
    const revoked = (await create(phone, alan)).personalAccessToken
    await alan.ask(revokePersonalAccessToken, { input: { id: revoked.id } })
    const first = aCredential(firstCharacters, { id: credentialId, name, scopes: expect.any(Array) })
    const listed = nodesOf(onlyResult(await alan.ask(personalAccessTokens))) as { scopes: string[] }[]
    expect(listed).toEqual([kept, first])
    expect(listed[1]?.scopes.toSorted()).toEqual(scopes.toSorted())
  })
})

describe('who is no person', () => {
  const message = 'Only a person has these: ask with a personal access token.'

  it.each([
    ['createPersonalAccessToken', createPersonalAccessToken, { input: phone }],
    ['createPersonalAccessToken', createPersonalAccessToken, { input: { name: '', scopes: [] } }],
    ['revokePersonalAccessToken', revokePersonalAccessToken, { input: { id: newId() } }],
    ['personalAccessTokens', personalAccessTokens, {}],
  ])('has none of these, whatever the input: %s', async (field, document, variables) => {
    const asked = () => house.client.ask(document, variables)
    expect(await writingNothing(gateway, asked)).toEqual(failure(field, 'FORBIDDEN', message))
  })

  it('is a browser too, which has not even the scope', async () => {
    const session = await aSession(gateway, house, { deviceIds: [await house.door()] })
    expect(await session.ask(personalAccessTokens)).toEqual(
      failure('personalAccessTokens', 'FORBIDDEN', 'This credential lacks the scope that this field needs.'),
    )
  })
})
