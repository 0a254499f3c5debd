import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { aHouse, onlyResult } from '../api/a-house.ts'
import { anId, anInstant, failure, invalidInput, noSuch } from '../api/answers.ts'
import { writingNothing } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'
import { nodesOf } from './answers.ts'
import { aPerson, goesOut } from './asking.ts'
import { removeWorkspaceMember, setWorkspaceMember, viewer, workspaceMembers } from './documents.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const set = async (input: object, asker = house.client) => onlyResult(await asker.ask(setWorkspaceMember, { input }))
const remove = async (id: string) => onlyResult(await house.client.ask(removeWorkspaceMember, { input: { id } }))
const ada = { email: 'ada@example.com', name: 'Ada', scopes: ['READ_CODES'] }

describe('setWorkspaceMember', () => {
  it('makes a person a member, and changes the member by the same address, however it is written', async () => {
    const { member, ...rest } = await set({ ...ada, email: 'Ada@Example.COM' })
    expect({ member, ...rest }).toEqual({
      __typename: 'SetWorkspaceMemberPayload',
      member: { id: anId, createdAt: anInstant, ...ada },
    })
    const changed = { ...ada, name: 'Countess', scopes: ['READ_CODES', 'WRITE_CODES'] }
    expect(await set(changed)).toEqual({ ...rest, member: { ...member, ...changed } })
    expect(nodesOf(onlyResult(await house.client.ask(workspaceMembers)))).toContainEqual({ ...member, ...changed })
  })

  it('answers the same of a person whom another workspace knows, and tells that one nothing', async () => {
    const other = await aHouse(gateway)
    await set({ ...ada, email: 'known@example.com', name: 'Known', scopes: ['SEE_PINS'] }, other.client)
    const asked = { ...ada, email: 'known@example.com' }
    expect(await set(asked)).toEqual({
      __typename: 'SetWorkspaceMemberPayload',
      member: { id: anId, createdAt: anInstant, ...asked },
    })
    expect(nodesOf(onlyResult(await other.client.ask(workspaceMembers)))).toMatchObject([
      { email: 'known@example.com', name: 'Known', scopes: ['SEE_PINS'] },
    ])
  })

  it.each([
    [{ email: 'ada' }, { email: 'Must be an e-mail address.' }],
    [{ name: '' }, { name: 'Must not be blank.' }],
    [{ scopes: [] }, { scopes: 'Name at least one scope.' }],
  ])('refuses %o', async (about, issues) => {
    const input = { ...ada, email: 'new@example.com', ...about }
    expect(await writingNothing(gateway, () => set(input))).toEqual(invalidInput(issues))
  })

  it('gives no scope that who asks has not', async () => {
    const client = await gateway.clientOf(house.workspaceId, ['MANAGE_CREDENTIALS'])
    const input = { ...ada, email: 'new@example.com' }
    const message = 'This credential cannot give READ_CODES, which it does not have.'
    expect(await writingNothing(gateway, () => client.ask(setWorkspaceMember, { input }))).toEqual(
      failure('setWorkspaceMember', 'FORBIDDEN', message),
    )
  })
})

describe('removeWorkspaceMember', () => {
  it('keeps the person’s tokens out of the workspace, and out of no other', async () => {
    const other = await aHouse(gateway)
    const grace = await aPerson(gateway, { workspaceId: house.workspaceId, email: 'grace@example.com' })
    await set({ ...ada, email: 'grace@example.com' }, other.client)
    const elsewhere = gateway.askerWith(grace.token, other.workspaceId)
    await expect
      .poll(async () => (await elsewhere.ask(viewer)).data?.viewer.workspace)
      .toEqual({ id: other.workspaceId })
    const members = nodesOf(onlyResult(await house.client.ask(workspaceMembers))) as { id: string; email: string }[]
    const id = members.find(({ email }) => email === 'grace@example.com')?.id ?? ''
    expect(await remove(id)).toEqual({ __typename: 'RemoveWorkspaceMemberPayload', removedWorkspaceMemberId: id })
    await expect.poll(async () => (await grace.ask(viewer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect(onlyResult(await elsewhere.ask(viewer)).workspaces).toEqual([{ id: other.workspaceId }])
    expect(await writingNothing(gateway, () => remove(id))).toEqual(noSuch('member', id))
  })

  it('leaves the tokens of a member of nothing else good for nothing', async () => {
    const { token, ask } = await aPerson(gateway, { workspaceId: house.workspaceId, email: 'only@example.com' })
    const { rows } = await gateway.database.pool.query(
      `select m.id from workspace_member m join person p on p.id = m.person_id where p.email = 'only@example.com'`,
    )
    expect(onlyResult(await ask(viewer)).kind).toBe('PERSONAL_ACCESS_TOKEN')
    await remove(rows[0].id)
    await goesOut(gateway, token)
  })

  it('finds no member of another workspace, and none that is not there', async () => {
    const other = await aHouse(gateway)
    const { member } = await set(ada, other.client)
    for (const id of [member.id, newId(), 'x'])
      expect(await writingNothing(gateway, () => remove(id))).toEqual(noSuch('member', id))
    expect(nodesOf(onlyResult(await other.client.ask(workspaceMembers)))).toEqual([member])
  })
})
