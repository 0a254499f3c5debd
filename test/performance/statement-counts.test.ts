import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { eventsAreListed } from '../api/codes.ts'
import { seeded } from '../domain/random-ints.ts'
import { testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'
import { asksWho, isAboutTheCredential } from '../support/statements.ts'

/** Always the same PINs: one that is drawn and taken costs a statement more. */
const gateway = await testGateway({ randomInt: seeded(7) })
const workspaceId = await addWorkspace(gateway.database)
const client = await gateway.clientOf(workspaceId)

const doors = await Promise.all(Array.from({ length: 20 }, () => addDevice(gateway.database, workspaceId)))
const created = await Promise.all(
  Array.from({ length: 5 }, () =>
    client.ask(
      'mutation ($input: CreateMultipleAccessCodesInput!) { createMultipleAccessCodes(input: $input) { __typename } }',
      { input: { deviceIds: doors, name: 'Guests' } },
    ),
  ),
)
expect(created.map(({ data }) => data.createMultipleAccessCodes.__typename)).toEqual(
  Array.from({ length: 5 }, () => 'CreateMultipleAccessCodesPayload'),
)

await eventsAreListed(gateway)

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
const tomorrow = { startsAt: inHours(24), endsAt: inHours(48) }

let statements: string[] = []
/** How often a connection with nothing under way was asked something: statements that do not wait for each other travel together. */
let journeys = 0
beforeEach(() => {
  statements = []
  journeys = 0
  const query = pg.Client.prototype.query
  const underWay = new WeakMap<pg.Client, number>()
  vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [string | { text: string }]
    const text = typeof first === 'string' ? first : first.text
    statements.push(text)
    if (isAboutTheCredential(text)) return Reflect.apply(query, this, args)
    const before = underWay.get(this) ?? 0
    if (before === 0) journeys++
    underWay.set(this, before + 1)
    const arrived = () => underWay.set(this, (underWay.get(this) ?? 1) - 1)
    const done = args.findIndex((each) => typeof each === 'function')
    if (done < 0) {
      const answer = Reflect.apply(query, this, args) as Promise<unknown>
      answer.then(arrived, arrived)
      return answer
    }
    const told = args[done] as (...results: unknown[]) => void
    return Reflect.apply(query, this, [
      ...args.slice(0, done),
      (...results: unknown[]) => {
        arrived()
        told(...results)
      },
    ])
  } as typeof query)
})
afterEach(() => vi.restoreAllMocks())

/** Statements that do work: neither BEGIN and COMMIT, nor what is about the credential. */
const worked = () => statements.filter((text) => !/^(BEGIN|COMMIT|ROLLBACK)$/.test(text) && !isAboutTheCredential(text))

const codeFields = `id name appearance { name } code codeVisibility verification type status startsAt endsAt createdAt updatedAt
  commonCodeKey pendingMutations { mutationCode } errors { issueCode } warnings { issueCode } isManaged isBackup
  isExternalModificationAllowed isOfflineAccessCode isOneTimeUse isScheduledOnDevice isWaitingForCodeAssignment
  device { id name deviceType isOnline supportedCodeLengths codeConstraints { constraintType } errors { issueCode } }
  linkedCodeGroup { id commonCodeKey code name status startsAt endsAt createdAt }`

test.each([1, 100])('%i codes with their devices and groups cost three statements', async (first) => {
  const answer = await client.ask(`{ accessCodes(first: ${first}) { nodes { ${codeFields} } } }`)
  expect(answer.errors).toBeUndefined()
  expect(answer.data.accessCodes.nodes).toHaveLength(first)
  expect(worked()).toHaveLength(3)
})

test.each([1, 20])('%i devices with ten codes each cost two statements', async (first) => {
  const answer = await client.ask(
    `{ devices(first: ${first}) { nodes { name accessCodes(first: 10) { nodes { name code } } } } }`,
  )
  expect(answer.data.devices.nodes).toHaveLength(first)
  expect(worked()).toHaveLength(2)
})

test('a code by its id, with its device, costs two statements', async () => {
  const list = await client.ask('{ accessCodes(first: 1) { nodes { id } } }')
  statements = []
  await client.ask(`{ accessCode(id: "${list.data.accessCodes.nodes[0].id}") { name code device { name } } }`)
  expect(worked()).toHaveLength(2)
})

test.each([1, 20])('one PIN on %i doors costs the same number of statements', async (count) => {
  const answer = await client.ask(
    `mutation ($input: CreateMultipleAccessCodesInput!) {
      createMultipleAccessCodes(input: $input) {
        ... on CreateMultipleAccessCodesPayload { accessCodes { id code device { name } } linkedCodeGroup { code } }
      }
    }`,
    { input: { deviceIds: doors.slice(0, count) } },
  )
  expect(answer.data.createMultipleAccessCodes.accessCodes).toHaveLength(count)
  // Lock, survey, holders, write, audit.
  expect(worked()).toHaveLength(5)
})

test.each([
  // Lock, read, survey, write, audit: what was written is not read again.
  ['name', () => ({ name: `Guest ${Math.random()}` }), 5],
  // And who else has the PIN then.
  ['window', () => ({ startsAt: new Date(Date.now() + 3_600_000), endsAt: new Date(Date.now() + 7_200_000) }), 6],
])('another %s of one code costs a fixed number of statements', async (_what, input, count) => {
  const list = await client.ask('{ accessCodes(first: 1) { nodes { id } } }')
  statements = []
  const answer = await client.ask(
    `mutation ($input: UpdateAccessCodeInput!) {
      updateAccessCode(input: $input) { ... on UpdateAccessCodePayload { accessCode { id name } actionAttempt { status } } }
    }`,
    { input: { id: list.data.accessCodes.nodes[0].id, ...input() } },
  )
  expect(answer.data.updateAccessCode.accessCode.id).toBe(list.data.accessCodes.nodes[0].id)
  expect(worked()).toHaveLength(count)
})

test.each([1, 20])('another window for a group on %i doors costs the same number of statements', async (count) => {
  const created = await client.ask(
    `mutation ($input: CreateMultipleAccessCodesInput!) {
      createMultipleAccessCodes(input: $input) {
        ... on CreateMultipleAccessCodesPayload { linkedCodeGroup { commonCodeKey } }
      }
    }`,
    { input: { deviceIds: doors.slice(0, count) } },
  )
  const { commonCodeKey } = created.data.createMultipleAccessCodes.linkedCodeGroup
  statements = []
  const endsAt = new Date(Date.now() + 7_200_000)
  const answer = await client.ask(
    `mutation ($input: UpdateMultipleAccessCodesInput!) {
      updateMultipleAccessCodes(input: $input) {
        ... on UpdateMultipleAccessCodesPayload { accessCodes { id code device { name } } linkedCodeGroup { code } }
      }
    }`,
    { input: { commonCodeKey, name: 'Moved', startsAt: new Date(), endsAt } },
  )
  expect(answer.data.updateMultipleAccessCodes.accessCodes).toHaveLength(count)
  // Find, lock, lock the group, read, survey, holders, write, audit; the codes, their devices and their group.
  expect(worked()).toHaveLength(11)
})

test.each([1, 20])('%i codes on devices with pools of spare codes cost one statement more', async (count) => {
  const { data } = await client.ask(
    `mutation ($input: CreateMultipleAccessCodesInput!) {
      createMultipleAccessCodes(input: $input) { ... on CreateMultipleAccessCodesPayload { accessCodes { id } } }
    }`,
    { input: { deviceIds: doors.slice(0, count), ...tomorrow, useBackupAccessCodePool: true } },
  )
  const ids = data.createMultipleAccessCodes.accessCodes.map(({ id }: { id: string }) => id)
  statements = []
  const answer = await client.ask(
    `query ($ids: [ID!]) { accessCodes(first: 100, filter: { ids: $ids }) {
      nodes { ${codeFields} isBackupAccessCodeAvailable pulledBackupAccessCode { id } device { warnings { issueCode } } }
    } }`,
    { ids },
  )
  expect(answer.data.accessCodes.nodes).toHaveLength(count)
  // The codes, their devices, their groups; the spare codes of those.
  expect(worked()).toHaveLength(4)
})

test.each([1, 20])('one PIN and a full pool on %i doors cost the same number of statements', async (count) => {
  const deviceIds = await Promise.all(Array.from({ length: count }, () => addDevice(gateway.database, workspaceId)))
  statements = []
  await client.ask(
    `mutation ($input: CreateMultipleAccessCodesInput!) { createMultipleAccessCodes(input: $input) { __typename } }`,
    { input: { deviceIds, ...tomorrow, useBackupAccessCodePool: true } },
  )
  // Lock, survey, holders, write; the pools, survey, holders, write; audit.
  expect(worked()).toHaveLength(9)
  const answer = await client.ask(
    `{ devices(first: 100) { nodes { id accessCodes(filter: { isBackup: true }) { totalCount } } } }`,
  )
  const spares = answer.data.devices.nodes.filter(({ id }: { id: string }) => deviceIds.includes(id))
  expect(spares).toEqual(deviceIds.map(() => ({ id: expect.any(String), accessCodes: { totalCount: 3 } })))
})

test('a credential that asks again and again is looked up once in half a second', async () => {
  const fresh = await gateway.clientOf(workspaceId)
  statements = []
  await Promise.all(Array.from({ length: 20 }, () => fresh.ask('{ viewer { kind } }')))
  expect(statements.map(asksWho)).toEqual([true])
})

async function askRest(path: string, given: object) {
  const response = await fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${client.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(given),
  })
  expect(response.status).toBe(200)
  return response.json()
}

describe('in the manner of the Seam API', () => {
  test.each([1, 100])('%i codes cost four statements', async (limit) => {
    const { access_codes } = await askRest('/access_codes/list', { limit })
    expect(access_codes).toHaveLength(limit)
    // The codes, their devices, the spare codes of those, their groups.
    expect(worked()).toHaveLength(4)
  })

  test.each([1, 20])('%i devices cost two', async (limit) => {
    const { devices } = await askRest('/devices/list', { limit })
    expect(devices).toHaveLength(limit)
    // The devices, the spare codes of those that have a pool.
    expect(worked()).toHaveLength(2)
  })

  test.each([1, 100])('%i events with their codes and devices cost a fixed number', async (limit) => {
    const { events } = await askRest('/events/list', { limit })
    expect(events).toHaveLength(limit)
    // The events, their codes, their devices.
    expect(worked()).toHaveLength(3)
  })

  test.each([1, 100])('%i action attempts with their codes cost a fixed number', async (limit) => {
    const { action_attempts } = await askRest('/action_attempts/list', { limit })
    expect(action_attempts).toHaveLength(limit)
    expect(worked().length).toBeLessThanOrEqual(5)
  })

  test.each([1, 20])('one PIN on %i doors costs a fixed number', async (count) => {
    const { access_codes } = await askRest('/access_codes/create_multiple', { device_ids: doors.slice(0, count) })
    expect(access_codes).toHaveLength(count)
    // Lock, survey, holders, write, audit; the codes, their devices, the spare codes of those and their group.
    expect(worked()).toHaveLength(9)
  })
})

test('a refused credential costs one statement, and malformed ids none of their own', async () => {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { authorization: 'Bearer seam_unknown', 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ devices { totalCount } }' }),
  })
  expect(response.status).toBe(401)
  expect(statements.map(asksWho)).toEqual([true])
  statements = []
  expect(await client.ask('{ accessCode(id: "x") { id } device(id: "y") { id } node(id: "z") { id } }')).toEqual({
    data: { accessCode: null, device: null, node: null },
  })
  expect(worked()).toHaveLength(0)
})

test.each([
  // Begin, lock, survey and who holds the PIN; write, audit and commit.
  [
    'createMultipleAccessCodes',
    () => ({ deviceIds: doors.slice(0, 10) }),
    'accessCodes { id code device { name } } linkedCodeGroup { code }',
    2,
  ],
  // Begin, lock, read, survey and who holds the PIN; write, audit and commit.
  [
    'updateAccessCode',
    (id: string) => ({ id, endsAt: inHours(50) }),
    'accessCode { id name } actionAttempt { status }',
    2,
  ],
  // Begin, lock and read; write, audit and commit.
  ['deleteAccessCode', (id: string) => ({ id }), 'accessCode { id status } actionAttempt { status }', 2],
])('%s asks PostgreSQL no more often than it needs answers', async (verb, input, selection, count) => {
  const made = await client.ask(
    'mutation ($input: CreateAccessCodeInput!) { createAccessCode(input: $input) { ... on CreateAccessCodePayload { accessCode { id } } } }',
    { input: { deviceId: doors[0], ...tomorrow } },
  )
  journeys = 0
  const type = `${verb[0]?.toUpperCase()}${verb.slice(1)}`
  const answer = await client.ask(
    `mutation ($input: ${type}Input!) { ${verb}(input: $input) { __typename ... on ${type}Payload { ${selection} } } }`,
    { input: input(made.data.createAccessCode.accessCode.id) },
  )
  expect(answer.data[verb].__typename).toBe(`${type}Payload`)
  expect(journeys).toBe(count)
})
