import { describe, expect, it, vi } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { anInstant, failure, invalidInput, noSuch } from '../api/answers.ts'
import { inHours, writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { aSession } from '../tenancy/a-session.ts'
import { aCredential, aToken, nodesOf } from './answers.ts'
import { goesOut } from './asking.ts'
import { clientSessions, createClientSession, revokeClientSession, viewer } from './documents.ts'

const gateway = await testGateway()
const { prisma } = gateway.database
const house = await aHouse(gateway)
const accountOf = async (workspaceId: string) => {
  const data = { id: newId(), workspaceId, provider: 'SIMULATED', displayName: 'Hub' } as const
  return (await prisma.connectedAccount.create({ data })).id
}
const create = async (input: object, asker = house.client) =>
  onlyResult(await asker.ask(createClientSession, { input }))
const revoke = async (id: string) => onlyResult(await house.client.ask(revokeClientSession, { input: { id } }))
const [door, account] = [await house.door(), await accountOf(house.workspaceId)]
const reading = { scopes: ['READ_CODES'], deviceIds: [door] }
const HOUR_MS = 3_600_000

describe('createClientSession', () => {
  it('makes a token for a browser that reaches the named doors and those of the named accounts', async () => {
    const atAccount = await house.door({ connectedAccountId: account })
    const input = {
      ...reading,
      name: 'Guest',
      userIdentifierKey: 'guest-42',
      connectedAccountIds: [account.toUpperCase()],
    }
    const made = await create(input)
    const firstCharacters = made.token.slice(0, 12)
    expect(made).toEqual({
      __typename: 'CreateClientSessionPayload',
      token: aToken('seam_cst_'),
      clientSession: aCredential(firstCharacters, {
        ...{ name: 'Guest', userIdentifierKey: 'guest-42', scopes: ['READ_CODES'], expiresAt: anInstant },
        ...{ devices: [{ id: door }], connectedAccounts: [{ id: account }] },
      }),
    })
    const { id: credentialId, expiresAt } = made.clientSession
    const workspace = { id: house.workspaceId }
    expect(onlyResult(await gateway.askerWith(made.token).ask(viewer))).toEqual({
      ...{ kind: 'CLIENT_SESSION', credentialId, name: 'Guest', firstCharacters, scopes: ['READ_CODES'], expiresAt },
      ...{ workspace, workspaces: [workspace], devices: [{ id: door }, { id: atAccount }] },
    })
  })

  it('lasts an hour unless asked otherwise, and is called something', async () => {
    const { clientSession } = await create(reading)
    expect(clientSession).toMatchObject({ name: 'Client session', userIdentifierKey: null })
    expect(Date.parse(clientSession.expiresAt) - Date.parse(clientSession.createdAt)).toBeCloseTo(HOUR_MS, -4)
    const expiresAt = inHours(7 * 24 - 1)
    expect((await create({ ...reading, expiresAt })).clientSession).toMatchObject({ expiresAt })
  })

  it.each([
    [{ deviceIds: [] }, { deviceIds: 'Name at least one device or connected account.' }],
    [{ deviceIds: [door, door.toUpperCase()] }, { deviceIds: 'An id is named twice.' }],
    [{ connectedAccountIds: Array.from({ length: 501 }, newId) }, { connectedAccountIds: 'At most 500.' }],
    [{ name: null }, { name: 'Cannot be null: leave it out, or give a value.' }],
    [{ userIdentifierKey: ' ' }, { userIdentifierKey: 'Must not be blank.' }],
    [{ scopes: [] }, { scopes: 'Name at least one scope.' }],
    [{ expiresAt: inHours(-1) }, { expiresAt: 'Must be in the future.' }],
    [{ expiresAt: inHours(7 * 24 + 1) }, { expiresAt: 'A client session lasts 7 days at most.' }],
    [
      { scopes: ['READ_CODES', 'MANAGE_CREDENTIALS', 'READ_AUDIT_LOG'] },
      { scopes: 'A client session cannot have MANAGE_CREDENTIALS and READ_AUDIT_LOG.' },
    ],
  ])('refuses %o', async (about, issues) => {
    expect(await writingNothing(gateway, () => create({ ...reading, ...about }))).toEqual(invalidInput(issues))
  })

  it('names every id that is no device or account of the workspace, nor the other of the two', async () => {
    const other = await aHouse(gateway)
    const theirs = [await other.door(), await accountOf(other.workspaceId)] as const
    const input = {
      ...{ scopes: ['READ_CODES'], deviceIds: [door, theirs[0], 'x', account] },
      connectedAccountIds: [account, theirs[1], door],
    }
    expect(await writingNothing(gateway, () => create(input))).toEqual(
      noSuch('device or connected account', theirs[0], 'x', account, theirs[1], door),
    )
  })

  it('gives no scope that who asks has not', async () => {
    const client = await gateway.clientOf(house.workspaceId, ['MANAGE_CREDENTIALS', 'READ_CODES'])
    const input = { ...reading, scopes: ['READ_CODES', 'SEE_PINS'] }
    const message = 'This credential cannot give SEE_PINS, which it does not have.'
    expect(await writingNothing(gateway, () => client.ask(createClientSession, { input }))).toEqual(
      failure('createClientSession', 'FORBIDDEN', message),
    )
  })
})

describe('revokeClientSession', () => {
  it('ends a session', async () => {
    const { id, key } = await aSession(gateway, house, { deviceIds: [door] })
    expect(await revoke(id)).toEqual({ __typename: 'RevokeClientSessionPayload', revokedClientSessionId: id })
    await goesOut(gateway, key)
    expect(await writingNothing(gateway, () => revoke(id))).toEqual(noSuch('client session', id))
  })

  it('finds no session of another workspace, and none that is not there', async () => {
    const other = await aHouse(gateway)
    const theirs = await aSession(gateway, other, { deviceIds: [await other.door()] })
    for (const id of [theirs.id, newId(), 'x'])
      expect(await writingNothing(gateway, () => revoke(id))).toEqual(noSuch('client session', id))
    expect(onlyResult(await theirs.ask(viewer)).credentialId).toBe(theirs.id)
  })
})

describe('clientSessions', () => {
  it('lists those that are good, newest first, each with what it was made for', async () => {
    const own = await aHouse(gateway)
    const [one, other] = [await own.door(), await own.door()]
    const made = []
    for (const deviceIds of [[one], [one], [one, other], [other]])
      made.push((await create({ scopes: ['READ_CODES'], deviceIds }, own.client)).clientSession)
    const [oldest, revoked, newer, ended] = made
    await own.client.ask(revokeClientSession, { input: { id: revoked.id } })
    await prisma.clientSession.update({ where: { id: ended.id }, data: { expiresAt: new Date(Date.now() - 1_000) } })
    const listed = onlyResult(await own.client.ask(clientSessions))
    expect(nodesOf(listed)).toEqual([newer, oldest])
    expect(newer.devices).toEqual([one, other].toSorted().map((id) => ({ id })))
    const after = { first: 1, after: listed.edges[0].cursor }
    expect(nodesOf(onlyResult(await own.client.ask(clientSessions, after)))).toEqual([oldest])
  })
})

describe('what a session reaches', () => {
  it('follows the devices that come to its accounts and leave them', async () => {
    const [hub, elsewhere] = [await accountOf(house.workspaceId), await accountOf(house.workspaceId)]
    const stays = await house.door({ connectedAccountId: hub })
    const session = await aSession(gateway, house, { connectedAccountIds: [hub] })
    const devices = async () => onlyResult(await session.ask('{ devices { nodes { id } totalCount } }'))
    const only = (...ids: string[]) => ({ nodes: ids.map((id) => ({ id })), totalCount: ids.length })
    expect(await devices()).toEqual(only(stays))
    const comes = await house.door({ connectedAccountId: hub })
    await vi.waitUntil(async () => (await devices()).totalCount === 2, { timeout: 5_000 })
    expect(await devices()).toEqual(only(comes, stays))
    await prisma.device.update({ where: { id: stays }, data: { connectedAccountId: elsewhere } })
    await vi.waitUntil(async () => (await devices()).totalCount === 1, { timeout: 5_000 })
    expect(await devices()).toEqual(only(comes))
  })

  it('is nothing where its accounts have no devices', async () => {
    const session = await aSession(gateway, house, { connectedAccountIds: [await accountOf(house.workspaceId)] })
    expect(onlyResult(await session.ask(viewer)).devices).toEqual([])
    expect(
      await session.ask('{ devices { totalCount } accessCodes { totalCount } linkedCodeGroups { totalCount } }'),
    ).toEqual({
      data: { devices: { totalCount: 0 }, accessCodes: { totalCount: 0 }, linkedCodeGroups: { totalCount: 0 } },
    })
  })
})
