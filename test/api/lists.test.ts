import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { failure } from './answers.ts'

const gateway = await testGateway()
const { prisma } = gateway.database
const house = await aHouse(gateway)
const { workspaceId } = house

const minute = (n: number) => new Date(Date.UTC(2030, 0, 1, 0, n))
const deviceId = await house.door({ createdAt: minute(0) })

/** 45 codes: many made at once, many with the same name or start, many with none. */
const codes = Array.from({ length: 45 }, (_, n) => ({
  id: newId(),
  name: n % 3 === 0 ? null : `guest ${n % 7}`,
  startsAt: n % 4 === 0 ? null : minute(n % 5),
  createdAt: minute(Math.floor(n / 9)),
}))
await prisma.accessCode.createMany({
  data: codes.map((code) => ({
    ...code,
    workspaceId,
    deviceId,
    ...(code.startsAt
      ? { type: 'TIME_BOUND' as const, status: 'UNSET' as const, endsAt: minute(100) }
      : { type: 'ONGOING' as const, status: 'SET' as const }),
  })),
})
const devices = [{ id: deviceId, createdAt: minute(0) }]
for (let n = 0; n < 30; n++) {
  const createdAt = minute(n % 6)
  devices.push({ id: await house.door({ createdAt }), createdAt })
}
const groups = Array.from({ length: 30 }, (_, n) => ({ id: newId(), createdAt: minute(n % 6) }))
await prisma.linkedCodeGroup.createMany({
  data: groups.map((group) => ({ ...group, workspaceId, commonCodeKey: `key of ${group.id}` })),
})

interface Row {
  readonly id: string
}

/** Ids sorted by a value, those without one last, equal ones by their id in the same direction. */
function sorted<T extends Row>(rows: readonly T[], by: (row: T) => Date | string | null, descending = false): string[] {
  const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1)
  const comparable = (row: T) => {
    const value = by(row)
    return value instanceof Date ? value.getTime() : value
  }
  return rows
    .toSorted((one, other) => {
      const [a, b] = [comparable(one), comparable(other)]
      if (a === b) return compare(one.id, other.id)
      if (a === null || b === null) return a === null ? 1 : -1
      return compare(a, b)
    })
    .map(({ id }) => id)
}

const lists: Record<string, { field: string; args: string; ids: string[] }> = {
  'codes by default': { field: 'accessCodes', args: '', ids: sorted(codes, (code) => code.createdAt, true) },
  'codes, newest first': {
    field: 'accessCodes',
    args: 'orderBy: CREATED_AT_DESC',
    ids: sorted(codes, (code) => code.createdAt, true),
  },
  'codes, oldest first': {
    field: 'accessCodes',
    args: 'orderBy: CREATED_AT_ASC',
    ids: sorted(codes, (code) => code.createdAt),
  },
  'codes by start': {
    field: 'accessCodes',
    args: 'orderBy: STARTS_AT_ASC',
    ids: sorted(codes, (code) => code.startsAt),
  },
  'codes by name': { field: 'accessCodes', args: 'orderBy: NAME_ASC', ids: sorted(codes, (code) => code.name) },
  devices: { field: 'devices', args: '', ids: sorted(devices, (device) => device.createdAt, true) },
  groups: { field: 'linkedCodeGroups', args: '', ids: sorted(groups, (group) => group.createdAt, true) },
}

const page =
  'edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount'
const read = async (field: string, args: string) =>
  onlyResult(await house.client.ask(`{ ${field}(${args}) { ${page} } }`))

/** A whole page of these ids, whose cursors are those of the answer. */
function aPage(ids: readonly string[], total: number, { next = false, previous = false } = {}) {
  const cursor = ids.length > 0 ? expect.any(String) : null
  return {
    edges: ids.map((id) => ({ cursor: expect.any(String), node: { id } })),
    nodes: ids.map((id) => ({ id })),
    pageInfo: { hasNextPage: next, hasPreviousPage: previous, startCursor: cursor, endCursor: cursor },
    totalCount: total,
  }
}

describe.each(Object.entries(lists))('a list of %s', (_name, { field, args, ids }) => {
  it('is one big page, in order, with nothing before or after it', async () => {
    expect(await read(field, `first: 100 ${args}`)).toEqual(aPage(ids, ids.length))
    expect(await read(field, `last: 100 ${args}`)).toEqual(aPage(ids, ids.length))
  })

  it.each([1, 7, 20])('is walked forward by %i, each row once and in order', async (size) => {
    let after = ''
    for (let at = 0; at < ids.length; at += size) {
      const result = await read(field, `first: ${size} ${args} ${after}`)
      const flags = { next: at + size < ids.length, previous: at > 0 }
      expect(result).toEqual(aPage(ids.slice(at, at + size), ids.length, flags))
      after = `after: "${result.pageInfo.endCursor}"`
    }
  })

  it.each([1, 7, 20])('is walked backward by %i, each row once and in order', async (size) => {
    let before = ''
    for (let end = ids.length; end > 0; end -= size) {
      const start = Math.max(0, end - size)
      const result = await read(field, `last: ${size} ${args} ${before}`)
      expect(result).toEqual(aPage(ids.slice(start, end), ids.length, { next: end < ids.length, previous: start > 0 }))
      before = `before: "${result.pageInfo.startCursor}"`
    }
  })

  it('has pages of 20 where no size is given', async () => {
    const first = await read(field, args || 'first: null')
    expect(first).toEqual(aPage(ids.slice(0, 20), ids.length, { next: true }))
    const { cursor } = first.edges[15]
    expect(await read(field, `${args} after: "${cursor}"`)).toEqual(
      aPage(ids.slice(16, 36), ids.length, { next: ids.length > 36, previous: true }),
    )
    expect(await read(field, `${args} before: "${cursor}"`)).toEqual(
      aPage(ids.slice(0, 15), ids.length, { next: true }),
    )
  })

  it('has pages of none', async () => {
    expect(await read(field, `first: 0 ${args}`)).toEqual(aPage([], ids.length, { next: true }))
    expect(await read(field, `last: 0 ${args}`)).toEqual(aPage([], ids.length, { previous: true }))
  })

  it.each([
    ['first: 101', { first: 'Must be from 0 to 100.' }],
    ['first: -1', { first: 'Must be from 0 to 100.' }],
    ['last: 101', { last: 'Must be from 0 to 100.' }],
    ['last: -1', { last: 'Must be from 0 to 100.' }],
    ['first: 2147483647', { first: 'Must be from 0 to 100.' }],
    ['first: 1, last: 1', { last: 'Give first or last, not both.' }],
    ['after: "a", before: "b"', { before: 'Give after or before, not both.' }],
    ['first: 1, before: "a"', { before: 'Goes with last.' }],
    ['last: 1, after: "a"', { after: 'Goes with first.' }],
  ])('refuses %s', async (asked, issues) => {
    expect(await house.client.ask(`{ ${field}(${asked} ${args}) { totalCount } }`)).toEqual(badInput(field, issues))
  })

  it.each([
    ['no cursor', ''],
    ['words', 'not a cursor'],
    ['JSON of another shape', base64('{"id":1}')],
    ['too few parts', base64('["CREATED_AT_DESC"]')],
    ['no id', base64('["CREATED_AT_DESC","2030-01-01T00:00:00.000Z","x"]')],
    ['no instant', base64(`["CREATED_AT_DESC","yesterday","${newId()}"]`)],
    ['no value', base64(`["CREATED_AT_DESC",null,"${newId()}"]`)],
    [
      'an instant that PostgreSQL does not know',
      base64(`["CREATED_AT_DESC","+200000-01-01T00:00:00.000Z","${newId()}"]`),
    ],
  ])('refuses a cursor that is %s', async (_what, cursor) => {
    const notACursor =
      'This is not a cursor of this list in this order: pass an endCursor or startCursor that it returned.'
    for (const side of ['after', 'before']) {
      expect(await house.client.ask(`{ ${field}(${side}: "${cursor}" ${args}) { nodes { id } } }`)).toEqual(
        badInput(field, { cursor: notACursor }),
      )
    }
  })
})

describe('a cursor of one order', () => {
  const orders = ['CREATED_AT_DESC', 'CREATED_AT_ASC', 'STARTS_AT_ASC', 'NAME_ASC']
  it.each(orders.flatMap((one) => orders.filter((other) => other !== one).map((other) => [one, other])))(
    '%s is refused in %s',
    async (one, other) => {
      const { pageInfo } = await read('accessCodes', `orderBy: ${one}`)
      const query = `{ accessCodes(orderBy: ${other}, after: "${pageInfo.endCursor}") { nodes { id } } }`
      expect((await house.client.ask(query)).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }])
    },
  )
})

describe('the ends of time', () => {
  const [first, last] = ['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z']

  it('are instants like any other', async () => {
    const { createOne, door, client } = await aHouse(gateway)
    const door1 = await door()
    for (const startsAt of [first, '2099-01-01T00:00:00Z']) {
      expect(await createOne({ deviceId: door1, startsAt, endsAt: last })).toMatchObject({
        accessCode: { endsAt: last },
      })
    }
    const list = (args: string) =>
      `accessCodes(orderBy: STARTS_AT_ASC ${args}) { nodes { startsAt } pageInfo { endCursor } }`
    const { nodes, pageInfo } = onlyResult(await client.ask(`{ ${list('first: 1')} }`))
    expect(nodes).toEqual([{ startsAt: first }])
    expect(onlyResult(await client.ask(`{ ${list(`after: "${pageInfo.endCursor}"`)} }`)).nodes).toEqual([
      { startsAt: '2099-01-01T00:00:00.000Z' },
    ])
    const active = `{ accessCodes(filter: { activeAt: "${first}" }) { nodes { startsAt } } }`
    expect(await client.ask(active)).toEqual({ data: { accessCodes: { nodes: [{ startsAt: first }] } } })
  })

  it.each(['0000-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01'])(
    'are not passed by a zone: %s',
    async (instant) => {
      const { errors } = await house.client.ask(`{ accessCodes(filter: { activeAt: "${instant}" }) { totalCount } }`)
      expect(errors?.map(({ message }) => message)).toEqual([
        expect.stringContaining('A DateTime has a year of four digits in UTC.'),
      ])
    },
  )
})

describe('an empty list', () => {
  it.each(['accessCodes', 'devices', 'linkedCodeGroups'])('of %s is a page of nothing', async (field) => {
    const { client } = await aHouse(gateway)
    expect(onlyResult(await client.ask(`{ ${field} { ${page} } }`))).toEqual(aPage([], 0))
    expect(onlyResult(await client.ask(`{ ${field}(last: 1) { ${page} } }`))).toEqual(aPage([], 0))
  })
})

describe('totalCount', () => {
  it('counts what the filter lets through, whatever the page', async () => {
    const query = `{ accessCodes(first: 1, filter: { type: ONGOING }) { nodes { id } totalCount } }`
    const ongoing = codes.filter(({ startsAt }) => startsAt === null)
    expect(onlyResult(await house.client.ask(query))).toEqual({
      nodes: [{ id: sorted(ongoing, (code) => code.createdAt, true)[0] }],
      totalCount: ongoing.length,
    })
  })
})

function base64(text: string): string {
  return Buffer.from(text).toString('base64url')
}

function badInput(field: string, given: Record<string, string>) {
  const issues = Object.entries(given).map(([name, message]) => ({ path: [name], message }))
  const message = issues.map((issue) => `${issue.path}: ${issue.message}`).join(' ')
  return failure(field, 'BAD_USER_INPUT', message, { issues })
}
