import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'

const gateway = await testGateway()
const { prisma } = gateway.database
const house = await aHouse(gateway)
const { workspaceId } = house

const accountIds = [newId(), newId()]
await prisma.connectedAccount.createMany({
  data: accountIds.map((id) => ({ id, workspaceId, provider: 'SIMULATED' as const, displayName: 'Hub' })),
})
const groupIds = [newId(), newId(), newId()]
await prisma.linkedCodeGroup.createMany({
  data: groupIds.map((id) => ({ id, workspaceId, commonCodeKey: `key of ${id}` })),
})

/** Doors with 0 to 7 codes, a third of them unmanaged and some backups; their codes share few instants of creation. */
const deviceIds: string[] = []
for (let n = 0; n < 8; n++) {
  deviceIds.push(await house.door({ connectedAccountId: accountIds[n % 3] ?? null }))
}
await prisma.accessCode.createMany({
  data: deviceIds.flatMap((deviceId, n) =>
    Array.from({ length: n }, (_, i) => ({
      id: newId(),
      workspaceId,
      deviceId,
      name: `code ${i}`,
      type: 'ONGOING' as const,
      status: i % 2 ? ('SET' as const) : ('SETTING' as const),
      isManaged: i % 3 !== 1,
      isBackup: i === 5,
      linkedCodeGroupId: i % 3 !== 1 ? (groupIds[i % 4] ?? null) : null,
      createdAt: new Date(Date.UTC(2030, 0, 1, 0, i % 2)),
    })),
  ),
})

const page = 'edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }'
const counted = `${page} totalCount`

/** Of many parents in one request, and of each alone. */
async function together(field: string, ids: readonly string[], selection: string) {
  const { client } = house
  const all = onlyResult(
    await client.ask(`{ nodes(ids: ${JSON.stringify(ids)}) { ... on ${field} { ${selection} } } }`),
  )
  const alone = []
  for (const id of ids) {
    alone.push(onlyResult(await client.ask(`{ node(id: "${id}") { ... on ${field} { ${selection} } } }`)))
  }
  return { all, alone }
}

describe('the lists of many parents in one request', () => {
  it.each([
    ['Device', deviceIds, `accessCodes { ${counted} }`],
    ['Device', deviceIds, `accessCodes(first: 2) { ${counted} }`],
    ['Device', deviceIds, `accessCodes(first: 0) { ${counted} }`],
    ['Device', deviceIds, `accessCodes(filter: { status: [SET] }) { ${counted} }`],
    ['Device', deviceIds, `accessCodes(filter: { isBackup: true }) { ${counted} }`],
    ['Device', deviceIds, `unmanagedAccessCodes(first: 1) { ${page} }`],
    ['Device', deviceIds, `one: accessCodes(first: 1) { ${counted} } all: accessCodes { ${counted} }`],
    ['LinkedCodeGroup', groupIds, `accessCodes(first: 3) { ${counted} } devices { id } status`],
    ['ConnectedAccount', accountIds, `devices(first: 2) { ${counted} }`],
  ] as const)('are the same as those of each alone: %s', async (field, ids, selection) => {
    const { all, alone } = await together(field, ids, selection)
    expect(all).toEqual(alone)
    expect(new Set(alone.map((answer) => JSON.stringify(answer))).size).toBeGreaterThan(1)
  })

  it('go on behind a cursor', async () => {
    const query = (args: string) => `accessCodes(${args}) { ${counted} }`
    const deviceId = deviceIds.at(-1) as string
    const ofDevice = async (args: string) =>
      onlyResult(await house.client.ask(`{ device(id: "${deviceId}") { ${query(args)} } }`)).accessCodes
    const whole = await ofDevice('first: 100')
    expect(whole.nodes).toHaveLength(4)
    const after = `after: "${whole.edges[1].cursor}"`
    expect(await ofDevice(`first: 1, ${after}`)).toEqual({
      edges: whole.edges.slice(2, 3),
      nodes: whole.nodes.slice(2, 3),
      pageInfo: {
        hasNextPage: true,
        hasPreviousPage: true,
        startCursor: whole.edges[2].cursor,
        endCursor: whole.edges[2].cursor,
      },
      totalCount: 4,
    })
    const { all, alone } = await together('Device', deviceIds, query(after))
    expect(all).toEqual(alone)
  })

  it('are of what is theirs alone', async () => {
    const { nodes } = onlyResult(
      await house.client.ask('{ devices(first: 100) { nodes { id accessCodes { nodes { device { id } } } } } }'),
    )
    for (const { id, accessCodes } of nodes) {
      expect(accessCodes.nodes).toEqual(accessCodes.nodes.map(() => ({ device: { id } })))
    }
  })
})

describe('a nested list', () => {
  it.each([
    ['Device', deviceIds[0], 'accessCodes(first: 101)', 'first: Must be from 0 to 100.'],
    ['Device', deviceIds[0], 'accessCodes(first: -1)', 'first: Must be from 0 to 100.'],
    [
      'Device',
      deviceIds[0],
      'accessCodes(after: "x")',
      'cursor: This is not a cursor of this list in this order: pass an endCursor or startCursor that it returned.',
    ],
    ['Device', deviceIds[0], 'accessCodes(filter: { search: " " })', 'filter.search: Must not be blank.'],
    ['Device', deviceIds[0], 'unmanagedAccessCodes(first: 101)', 'first: Must be from 0 to 100.'],
    ['LinkedCodeGroup', groupIds[0], 'accessCodes(first: 101)', 'first: Must be from 0 to 100.'],
    ['ConnectedAccount', accountIds[0], 'devices(first: 101)', 'first: Must be from 0 to 100.'],
  ])('of a %s refuses what a list at the top refuses: %#', async (type, id, field, message) => {
    const { errors } = await house.client.ask(`{ node(id: "${id}") { ... on ${type} { ${field} { nodes { id } } } } }`)
    expect(errors).toEqual([
      expect.objectContaining({
        message,
        path: ['node', field.split('(')[0]],
        extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }),
      }),
    ])
  })
})
