import { describe, expect, it } from 'vitest'
import { aPerson } from '../credentials/asking.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { anId, anInstant } from './answers.ts'
import { inHours } from './codes.ts'
import { createOne, updateOne } from './documents.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const { pool } = gateway.database

const entry = `id occurredAt actorKind credentialId memberId actorName requestId action accessCodeIds deviceIds linkedCodeGroupId details`
const auditLog = (filter = '') => `{ auditLog${filter} { nodes { ${entry} } pageInfo { hasNextPage } } }`

it('tells who did what, to which codes, and never a PIN', async () => {
  const [front, back] = [await house.door(), await house.door()]
  const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds: [front, back], name: 'Anna' })
  const window = { startsAt: inHours(1), endsAt: inHours(2) }
  await house.updateMany({ commonCodeKey: linkedCodeGroup.commonCodeKey, ...window })
  await house.rotateGroup({ commonCodeKey: linkedCodeGroup.commonCodeKey, code: '480917' })
  const { nodes } = onlyResult(await house.client.ask(auditLog(`(filter: { deviceId: "${front}" })`)))
  const common = {
    id: anId,
    occurredAt: anInstant,
    actorKind: 'API_KEY',
    credentialId: anId,
    memberId: null,
    actorName: 'Test',
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    accessCodeIds: accessCodes.map(({ id }: { id: string }) => id),
    deviceIds: [front, back],
    linkedCodeGroupId: anId,
  }
  const { commonCodeKey } = linkedCodeGroup
  expect(nodes).toEqual([
    { ...common, action: 'rotateLinkedCodeGroup', details: { commonCodeKey, code: 'given' } },
    { ...common, action: 'updateMultipleAccessCodes', details: { commonCodeKey, ...window } },
    {
      ...common,
      action: 'createMultipleAccessCodes',
      details: {
        name: 'Anna',
        attemptForOfflineDevice: true,
        behaviorWhenCodeCannotBeShared: 'THROW',
        isExternalModificationAllowed: false,
        isOfflineAccessCode: false,
        isOneTimeUse: false,
        maxTimeRounding: 'ONE_HOUR',
        preferNativeScheduling: true,
        useBackupAccessCodePool: false,
      },
    },
  ])
  expect(JSON.stringify(nodes)).not.toContain('480917')
})

it.each([
  ['a\\u0000b', 'Must not contain control characters.'],
  ['x'.repeat(101), 'At most 100 characters.'],
])('refuses an action that cannot be one: %s', async (action, message) => {
  const { errors } = await house.client.ask(auditLog(`(filter: { actions: ["${action}"] })`))
  expect(errors).toMatchObject([
    { extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['filter', 'actions', '0'], message }] } },
  ])
})

it('has no entry of what was refused, nor of a replay', async () => {
  const deviceId = await house.door()
  const count = async () => (await pool.query('select count(*)::int as n from audit_entry')).rows[0].n
  await house.createOne({ deviceId, code: '480918', idempotencyKey: 'audited once' })
  const before = await count()
  await house.createOne({ deviceId, code: '480918', idempotencyKey: 'audited once' })
  expect(await house.createOne({ deviceId, code: '480918' })).toMatchObject({ code: 'DUPLICATE_ACCESS_CODE' })
  expect(await count()).toBe(before)
})

it('has one entry of what is asked in the manner of the Seam API, and none of the same PUT sent again', async () => {
  const deviceId = await house.door()
  const put = () =>
    fetch(`${gateway.url}/access_codes/create_multiple`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${house.client.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ device_ids: [deviceId], code: '480919' }),
    })
  const [first, again] = [await put(), await put()]
  expect([first.status, again.status]).toEqual([200, 200])
  const filter = `(filter: { deviceId: "${deviceId}" })`
  const query = `{ auditLog${filter} { nodes { action requestId actorName deviceIds } } }`
  expect(onlyResult(await house.client.ask(query)).nodes).toEqual([
    {
      action: 'createMultipleAccessCodes',
      requestId: first.headers.get('seam-request-id'),
      actorName: 'Test',
      deviceIds: [deviceId],
    },
  ])
})

it('is read with its own scope only', async () => {
  const reader = await gateway.clientOf(house.workspaceId, ['READ_CODES', 'SEE_PINS', 'MANAGE_CREDENTIALS'])
  expect((await reader.ask(auditLog())).errors).toEqual([
    expect.objectContaining({ extensions: { code: 'FORBIDDEN' } }),
  ])
})

it('tells which member did it, as the workspace calls them, by whichever token of theirs', async () => {
  const own = await aHouse(gateway)
  const email = `ada@${own.workspaceId}.example.com`
  const mobile = await aPerson(gateway, { workspaceId: own.workspaceId, email, name: 'Telephone' })
  const laptop = await aPerson(gateway, { workspaceId: own.workspaceId, email })
  onlyResult(
    await own.client.ask(`mutation { setWorkspaceMember(input: { email: "${email}", name: "Ada", scopes: [WRITE_CODES] }) {
      ... on SetWorkspaceMemberPayload { member { id } } } }`),
  )
  for (const { ask } of [mobile, laptop]) {
    // A gateway that knows them already remembers for half a second what they are called.
    await expect.poll(async () => (await ask('{ viewer { scopes } }')).data?.viewer.scopes).toEqual(['WRITE_CODES'])
    onlyResult(await ask(createOne, { input: { deviceId: await own.door() } }))
  }
  const [{ id: memberId }] = onlyResult(await own.client.ask('{ workspaceMembers { nodes { id } } }')).nodes
  const fields = 'actorKind actorName memberId action'
  const filter = `{ memberId: "${memberId}" }`
  const { nodes } = onlyResult(await own.client.ask(`{ auditLog(filter: ${filter}) { nodes { ${fields} } } }`))
  const did = { actorKind: 'PERSONAL_ACCESS_TOKEN', memberId, action: 'createAccessCode' }
  expect(nodes).toEqual([
    { ...did, actorName: 'Ada (Laptop)' },
    { ...did, actorName: 'Ada (Telephone)' },
  ])
})

describe('a page of it', async () => {
  const own = await aHouse(gateway)
  const other = await gateway.clientOf(own.workspaceId)
  const [front, back] = [await own.door(), await own.door()]
  const { accessCode } = await own.createOne({ deviceId: front })
  await own.updateOne({ id: accessCode.id, name: 'Anna' })
  await own.createOne({ deviceId: back })
  onlyResult(await other.ask(updateOne, { input: { id: accessCode.id, name: 'Berta' } }))
  const times = await pool.query(
    `select occurred_at as at, credential_id as "credentialId" from audit_entry
     where workspace_id = $1 and access_code_ids <> '{}' order by transaction_id`,
    [own.workspaceId],
  )
  const [, second, third, fourth] = times.rows
  // From the oldest on: the operator made two keys, and with them was done:
  const all = [
    'createApiKey',
    'createApiKey',
    'createAccessCode',
    'updateAccessCode',
    'createAccessCode',
    'updateAccessCode',
  ]
  const newest = (...indexes: number[]) => indexes.map((index) => all[index])
  const pageOf = async (args: string) =>
    onlyResult(
      await own.client.ask(
        `{ auditLog${args} { nodes { action } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }`,
      ),
    )
  const actionsOf = async (args: string) => (await pageOf(args)).nodes.map(({ action }: { action: string }) => action)

  it.each([
    ['everything', '', newest(5, 4, 3, 2, 1, 0)],
    ['some actions', '(filter: { actions: ["updateAccessCode", "createApiKey"] })', newest(5, 3, 1, 0)],
    ['no action', '(filter: { actions: [] })', []],
    ['a code', `(filter: { accessCodeId: "${accessCode.id.toUpperCase()}" })`, newest(5, 3, 2)],
    ['a device', `(filter: { deviceId: "${back}" })`, newest(4)],
    ['a credential', `(filter: { credentialId: "${fourth.credentialId}" })`, newest(5)],
    ['since an instant', `(filter: { since: "${third.at.toISOString()}" })`, newest(5, 4)],
    ['until an instant', `(filter: { until: "${second.at.toISOString()}" })`, newest(2, 1, 0)],
    ['a member that there is not', '(filter: { memberId: "0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1effff" })', []],
    ['an id that is none', '(filter: { accessCodeId: "x" })', []],
    [
      'all that is asked for at once',
      `(filter: { actions: ["updateAccessCode"], deviceId: "${front}", since: "${third.at.toISOString()}" })`,
      newest(5),
    ],
  ])('shows %s', async (_what, args, actions) => {
    expect(await actionsOf(args)).toEqual(actions)
  })

  it('is followed by the next, and preceded by the one before', async () => {
    const first = await pageOf('(first: 4)')
    expect(first).toEqual({
      nodes: newest(5, 4, 3, 2).map((action) => ({ action })),
      pageInfo: {
        startCursor: expect.any(String),
        endCursor: expect.any(String),
        hasNextPage: true,
        hasPreviousPage: false,
      },
    })
    const { endCursor } = first.pageInfo
    expect(await pageOf(`(first: 4, after: "${endCursor}")`)).toMatchObject({
      nodes: newest(1, 0).map((action) => ({ action })),
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    })
    expect(await actionsOf(`(last: 2, before: "${endCursor}")`)).toEqual(newest(4, 3))
    expect(await actionsOf('(last: 1)')).toEqual(newest(0))
  })

  it('shows nothing of another workspace', async () => {
    const stranger = await aHouse(gateway)
    const filter = `(filter: { accessCodeId: "${accessCode.id}" })`
    expect(onlyResult(await stranger.client.ask(auditLog(filter))).nodes).toEqual([])
  })
})
