import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { failure } from './answers.ts'
import { writingNothing } from './codes.ts'

const gateway = await testGateway()
const { prisma, pool } = gateway.database
const house = await aHouse(gateway)
const { ask } = house.client

const connectedAccountId = newId()
await prisma.connectedAccount.create({
  data: { id: connectedAccountId, workspaceId: house.workspaceId, provider: 'SIMULATED', displayName: 'Hub' },
})
const deviceId = await house.door({ connectedAccountId })
const { accessCode, actionAttempt } = await house.createOne({ deviceId, commonCodeKey: 'family' })
const unmanaged = await house.code({ deviceId, isManaged: false })
const event = await prisma.event.findFirstOrThrow({ where: { workspaceId: house.workspaceId } })

const ids = {
  Workspace: house.workspaceId,
  ConnectedAccount: connectedAccountId,
  Device: deviceId,
  AccessCode: accessCode.id as string,
  UnmanagedAccessCode: unmanaged,
  LinkedCodeGroup: accessCode.linkedCodeGroup.id as string,
  ActionAttempt: actionAttempt.id as string,
  Event: event.id,
}
const malformed = ['', 'x', '1', `${deviceId}0`, `{${deviceId}}`, deviceId.replaceAll('-', ''), "'; select 1", 'a\0']

describe('node', () => {
  it.each(Object.entries(ids))('finds a %s by its bare id, in either case', async (__typename, id) => {
    const query = 'query ($id: ID!) { node(id: $id) { __typename id } }'
    expect(await ask(query, { id })).toEqual({ data: { node: { __typename, id } } })
    expect(await ask(query, { id: id.toUpperCase() })).toEqual({ data: { node: { __typename, id } } })
  })

  it('gives each thing its own fields', async () => {
    const fields = `
      ... on Workspace { name } ... on ConnectedAccount { displayName } ... on Device { deviceType }
      ... on AccessCode { commonCodeKey } ... on UnmanagedAccessCode { cannotDelete } ... on LinkedCodeGroup { status }
      ... on ActionAttempt { actionType } ... on Event { type }`
    expect(await ask(`query ($ids: [ID!]!) { nodes(ids: $ids) { ${fields} } }`, { ids: Object.values(ids) })).toEqual({
      data: {
        nodes: [
          { name: 'Test house' },
          { displayName: 'Hub' },
          { deviceType: 'test_lock' },
          { commonCodeKey: 'family' },
          { cannotDelete: false },
          { status: 'SETTING' },
          { actionType: 'CREATE_ACCESS_CODE' },
          { type: 'ACCESS_CODE_CREATED' },
        ],
      },
    })
  })

  it.each([...malformed, newId(), '00000000-0000-0000-0000-000000000000'])('is null for "%s"', async (id) => {
    expect(await ask('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({ data: { node: null } })
  })
})

describe('nodes', () => {
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }'

  it('come in the order of the ids, with nulls in the places of those that are not there', async () => {
    const [first, ...rest] = Object.entries(ids).map(([__typename, id]) => ({ __typename, id }))
    const asked = [newId(), ...rest.map(({ id }) => id), 'x', first?.id.toUpperCase(), first?.id]
    expect(await ask(query, { ids: asked })).toEqual({ data: { nodes: [null, ...rest, null, first, first] } })
  })

  it('are at most 100', async () => {
    const hundred = Array.from({ length: 99 }, newId)
    expect(await ask(query, { ids: [...hundred, deviceId] })).toEqual({
      data: { nodes: [...hundred.map(() => null), { __typename: 'Device', id: deviceId }] },
    })
    const issues = [{ path: ['ids'], message: 'At most 100.' }]
    expect(await ask(query, { ids: [...hundred, deviceId, newId()] })).toEqual(
      failure('nodes', 'BAD_USER_INPUT', 'ids: At most 100.', { issues }),
    )
  })

  it('are none where none are asked for', async () => {
    expect(await ask(query, { ids: [] })).toEqual({ data: { nodes: [] } })
  })
})

describe('a thing by its id', () => {
  const lookUps = {
    accessCode: ids.AccessCode,
    unmanagedAccessCode: ids.UnmanagedAccessCode,
    device: ids.Device,
    actionAttempt: ids.ActionAttempt,
  }

  it.each(Object.entries(lookUps))('is found by %s in either case', async (field, id) => {
    const query = `query ($id: ID!) { ${field}(id: $id) { id } }`
    for (const asked of [id, id.toUpperCase()]) {
      expect(await ask(query, { id: asked })).toEqual({ data: { [field]: { id } } })
    }
  })

  it.each(Object.entries(lookUps))('is no other thing: %s', async (field, id) => {
    const query = `query ($id: ID!) { ${field}(id: $id) { id } }`
    for (const asked of [...malformed, newId(), ...Object.values(ids).filter((other) => other !== id)]) {
      expect(await ask(query, { id: asked })).toEqual({ data: { [field]: null } })
    }
  })

  it('is found as a group by id or key, by exactly one', async () => {
    const group = { id: ids.LinkedCodeGroup }
    const by = (given: object) =>
      ask('query ($by: LinkedCodeGroupBy!) { linkedCodeGroup(by: $by) { id } }', { by: given })
    expect(await by(group)).toEqual({ data: { linkedCodeGroup: group } })
    expect(await by({ id: group.id.toUpperCase() })).toEqual({ data: { linkedCodeGroup: group } })
    expect(await by({ commonCodeKey: 'family' })).toEqual({ data: { linkedCodeGroup: group } })
    for (const none of [{ commonCodeKey: 'Family' }, { id: deviceId }, { id: 'x' }, { id: '' }]) {
      expect(await by(none)).toEqual({ data: { linkedCodeGroup: null } })
    }
    for (const wrong of [{}, { ...group, commonCodeKey: 'family' }, { id: null }]) {
      expect((await by(wrong)).errors).toHaveLength(1)
    }
  })
})

describe('what is gone', () => {
  it('is in no list and found by no id, but for the events about it', async () => {
    const { createOne, client, door } = await aHouse(gateway)
    const other = await door()
    const { accessCode: code } = await createOne({ deviceId: other, commonCodeKey: 'gone' })
    const groupId = code.linkedCodeGroup.id
    await pool.query('update access_code set deleted_at = now(), removed_at = now() where id = $1', [code.id])
    await pool.query('update linked_code_group set ended_at = now() where id = $1', [groupId])
    const happened = await prisma.event.findFirstOrThrow({ where: { accessCodeId: code.id } })
    const query = `{
      accessCode(id: "${code.id}") { id }
      nodes(ids: ["${code.id}", "${groupId}"]) { id }
      accessCodes { nodes { id } totalCount }
      device(id: "${other}") { accessCodes { nodes { id } totalCount } }
      linkedCodeGroup(by: { commonCodeKey: "gone" }) { id }
      linkedCodeGroups { nodes { id } totalCount }
      node(id: "${happened.id}") {
        ... on Event { accessCodeId accessCode { id } linkedCodeGroupId linkedCodeGroup { id } device { id } }
      }
    }`
    const empty = { nodes: [], totalCount: 0 }
    expect(await client.ask(query)).toEqual({
      data: {
        accessCode: null,
        nodes: [null, null],
        accessCodes: empty,
        device: { accessCodes: empty },
        linkedCodeGroup: null,
        linkedCodeGroups: empty,
        node: {
          accessCodeId: code.id,
          accessCode: null,
          linkedCodeGroupId: groupId,
          linkedCodeGroup: null,
          device: { id: other },
        },
      },
    })
  })

  it('stays while it is being removed', async () => {
    const id = await house.code({ deviceId, status: 'REMOVING', deletedAt: new Date() })
    const query = `{ accessCode(id: "${id}") { status warnings { issueCode } pendingMutations { mutationCode } } }`
    expect(await writingNothing(gateway, () => ask(query))).toEqual({
      data: {
        accessCode: {
          status: 'REMOVING',
          warnings: [{ issueCode: 'being_deleted' }],
          pendingMutations: [{ mutationCode: 'DELETING' }],
        },
      },
    })
  })
})

describe('an unmanaged code', () => {
  it('is no managed one, and the other way round', async () => {
    const query = `{
      accessCode(id: "${unmanaged}") { id } unmanagedAccessCode(id: "${ids.AccessCode}") { id }
      accessCodes(filter: { ids: ["${unmanaged}"] }) { totalCount }
      device(id: "${deviceId}") { unmanagedAccessCodes { nodes { id __typename } } }
    }`
    expect(await ask(query)).toEqual({
      data: {
        accessCode: null,
        unmanagedAccessCode: null,
        accessCodes: { totalCount: 0 },
        device: { unmanagedAccessCodes: { nodes: [{ id: unmanaged, __typename: 'UnmanagedAccessCode' }] } },
      },
    })
  })
})
