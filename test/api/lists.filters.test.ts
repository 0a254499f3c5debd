import { describe, expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { failure } from './answers.ts'

const gateway = await testGateway()
const { prisma, pool } = gateway.database
const house = await aHouse(gateway)
const { workspaceId } = house

/** Names that a pattern would take for something else, and one that each of those would match. */
const names = { percent: '100% sure', underscore: 'a_b', backslash: 'C:\\door', plain: '100 axb C:door', quote: "it's" }
const day = (n: number) => new Date(Date.UTC(2030, 0, n))

const front = await house.door({ id: 'aaaaaaaa-0000-4000-8000-000000000001', name: names.percent, createdAt: day(1) })
const back = await house.door({
  id: 'aaaaaaaa-0000-4000-8000-000000000002',
  name: names.underscore,
  createdAt: day(2),
  provider: 'MATTER',
  offlineSince: day(1),
  supportedCodeLengths: [4],
})
const gate = await house.door({
  id: 'bbbbbbbb-0000-4000-8000-000000000003',
  name: names.backslash,
  createdAt: day(3),
  supportedCodeLengths: [6],
  codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }],
})
const garage = await house.door({
  name: names.plain,
  createdAt: day(4),
  isManaged: false,
})
const thermostat = await house.door({
  name: names.quote,
  createdAt: day(5),
  canProgramOnlineAccessCodes: null,
  supportedCodeLengths: [],
})
const doors = [front, back, gate, garage, thermostat]

const groupId = newId()
const otherGroupId = newId()
await prisma.linkedCodeGroup.createMany({
  data: [
    { id: groupId, workspaceId, commonCodeKey: 'Key_1%', createdAt: day(1) },
    { id: otherGroupId, workspaceId, commonCodeKey: 'key 1', createdAt: day(2) },
    { id: newId(), workspaceId, commonCodeKey: 'Key_1% ended', createdAt: day(3), endedAt: day(4) },
  ],
})

const codes = {
  family: await house.code({
    deviceId: front,
    name: names.percent,
    pin: '4711',
    linkedCodeGroupId: groupId,
    createdAt: day(1),
  }),
  linked: await house.code({
    deviceId: back,
    name: names.underscore,
    pin: '4711',
    linkedCodeGroupId: groupId,
    createdAt: day(2),
  }),
  stay: await house.code({
    id: 'cccccccc-0000-4000-8000-000000000001',
    deviceId: front,
    name: names.backslash,
    pin: '0471',
    status: 'UNSET',
    startsAt: day(10),
    endsAt: day(20),
    createdAt: day(3),
  }),
  waiting: await house.code({ deviceId: gate, name: names.plain, status: 'SETTING', createdAt: day(4) }),
  removing: await house.code({
    deviceId: back,
    name: null,
    pin: '8642',
    status: 'REMOVING',
    linkedCodeGroupId: otherGroupId,
    createdAt: day(5),
  }),
}
const backup = await house.code({ deviceId: front, name: 'Backup', pin: '9753', isBackup: true, createdAt: day(6) })
await house.code({ deviceId: front, name: names.percent, pin: '1357', isManaged: false })
const gone = await house.code({ deviceId: front, name: names.percent, deletedAt: day(7) })
await pool.query('update access_code set removed_at = now() where id = $1', [gone])

const found = async (field: string, filter: string) => {
  const { nodes, totalCount } = onlyResult(
    await house.client.ask(`{ ${field}(filter: { ${filter} }) { nodes { id } totalCount } }`),
  )
  expect(totalCount).toBe(nodes.length)
  return nodes.map(({ id }: { id: string }) => id)
}

const { family, linked, stay, waiting, removing } = codes
const all = [removing, waiting, stay, linked, family]

describe('the filter of codes', () => {
  it.each<[string, string[]]>([
    ['', all],
    [`ids: ["${stay}", "${family.toUpperCase()}", "${newId()}", "nothing", "${backup}"]`, [stay, family]],
    ['ids: []', []],
    [`deviceIds: ["${front}", "${gate.toUpperCase()}", "nothing"]`, [waiting, stay, family]],
    ['deviceIds: []', []],
    [`linkedCodeGroupId: "${groupId}"`, [linked, family]],
    [`linkedCodeGroupId: "${groupId.toUpperCase()}"`, [linked, family]],
    [`linkedCodeGroupId: "${newId()}"`, []],
    ['linkedCodeGroupId: "nothing"', []],
    ['linkedCodeGroupId: ""', []],
    ['commonCodeKey: "Key_1%"', [linked, family]],
    ['commonCodeKey: "key_1%"', []],
    ['commonCodeKey: "Key_1% ended"', []],
    ['status: [SET]', [linked, family]],
    ['status: [UNSET, SETTING, REMOVING]', [removing, waiting, stay]],
    ['status: [UNKNOWN]', []],
    ['status: []', []],
    ['type: ONGOING', [removing, waiting, linked, family]],
    ['type: TIME_BOUND', [stay]],
    ['code: "4711"', [linked, family]],
    ['code: "0471"', [stay]],
    ['code: "471"', []],
    ['code: "471%"', []],
    ['code: "9753"', []],
    ['code: "1357"', []],
    ['code: ""', []],
    ['search: "100"', [waiting, family]],
    ['search: "100%"', [family]],
    ['search: "A_B"', [linked]],
    ['search: "C:\\\\"', [stay]],
    ['search: "DOOR"', [waiting, stay]],
    ['search: "%"', [family]],
    ['search: "cccccccc-0000"', [stay]],
    ['search: "CCCCCCCC"', [stay]],
    ['search: "0000-4000"', []],
    ['search: "%ccccc"', []],
    [`search: "${newId()}"`, []],
    ['activeAt: "2030-01-09T23:59:59.999Z"', [removing, waiting, linked, family]],
    ['activeAt: "2030-01-10T00:00:00Z"', all],
    ['activeAt: "2030-01-20T00:59:59.999+01:00"', all],
    ['activeAt: "2030-01-20T00:00:00Z"', [removing, waiting, linked, family]],
    ['isBackup: true', [backup]],
    ['isBackup: false', all],
    ['isBackup: true, code: "9753"', [backup]],
    [`deviceIds: ["${front}"], type: ONGOING, search: "sure"`, [family]],
    [`deviceIds: ["${back}"], type: TIME_BOUND`, []],
    ['ids: null, deviceIds: null, linkedCodeGroupId: null, commonCodeKey: null, status: null, type: null', all],
    ['code: null, search: null, activeAt: null, isBackup: null', all],
  ])('{ %s }', async (filter, expected) => {
    expect(await found('accessCodes', filter)).toEqual(expected)
  })

  it('holds for the codes of a device', async () => {
    const query = `{ device(id: "${front}") { accessCodes(filter: { code: "0471" }) { nodes { id } totalCount } } }`
    expect(await house.client.ask(query)).toEqual({
      data: { device: { accessCodes: { nodes: [{ id: stay }], totalCount: 1 } } },
    })
  })
})

describe('the filter of devices', () => {
  it.each<[string, string[]]>([
    ['', doors.toReversed()],
    [`ids: ["${front}", "${gate.toUpperCase()}", "${newId()}", "nothing"]`, [gate, front]],
    ['ids: []', []],
    ['provider: MATTER', [back]],
    ['provider: SEAM', []],
    ['isOnline: true', [thermostat, garage, gate, front]],
    ['isOnline: false', [back]],
    ['search: "100%"', [front]],
    ['search: "A_b"', [back]],
    ['search: "c:\\\\"', [gate]],
    ['search: "it\'s"', [thermostat]],
    ['search: "AAAAAAAA-0000"', [back, front]],
    ['search: "4000-8000"', []],
    ['canShareCodeOfLength: 4', [back, front]],
    ['canShareCodeOfLength: 6', [front]],
    ['canShareCodeOfLength: 9', []],
    ['canShareCodeOfLength: -1', []],
    ['canShareCodeOfLength: 4, isOnline: true', [front]],
    ['ids: null, provider: null, isOnline: null, search: null, canShareCodeOfLength: null', doors.toReversed()],
  ])('{ %s }', async (filter, expected) => {
    expect(await found('devices', filter)).toEqual(expected)
  })
})

describe('the filter of groups', () => {
  it.each<[string, string[]]>([
    ['', [otherGroupId, groupId]],
    [`deviceId: "${front}"`, [groupId]],
    [`deviceId: "${back.toUpperCase()}"`, [otherGroupId, groupId]],
    [`deviceId: "${gate}"`, []],
    [`deviceId: "${newId()}"`, []],
    ['deviceId: "nothing"', []],
    ['deviceId: ""', []],
    ['search: "KEY"', [otherGroupId, groupId]],
    ['search: "_"', [groupId]],
    ['search: "1%"', [groupId]],
    [`search: "${otherGroupId}"`, [otherGroupId]],
    [`deviceId: "${back}", search: "key 1"`, [otherGroupId]],
    ['deviceId: null, search: null', [otherGroupId, groupId]],
  ])('{ %s }', async (filter, expected) => {
    expect(await found('linkedCodeGroups', filter)).toEqual(expected)
  })
})

describe('words that are looked for', () => {
  const places = [
    ['accessCodes', 'filter', 'search'],
    ['accessCodes', 'filter', 'commonCodeKey'],
    ['devices', 'filter', 'search'],
    ['linkedCodeGroups', 'filter', 'search'],
    ['linkedCodeGroup', 'by', 'commonCodeKey'],
  ] as const

  it.each(
    places.flatMap((place) =>
      [
        ['blank', ' ', 'Must not be blank.'],
        ['too long', 'w'.repeat(201), 'At most 200 characters.'],
        ['half a character', 'a\ud83db', 'Must be whole Unicode characters.'],
        ['not text for PostgreSQL', 'a\0b', 'Must not contain control characters.'],
      ].map(([why, text, message]) => ({ place, field: place[0], path: place.slice(1), why, text, message })),
    ),
  )('are refused if they are $why: $place', async ({ field, path, text, message }) => {
    const [arg, name] = path
    const query = `query ($text: String!) { ${field}(${arg}: { ${name}: $text }) { __typename } }`
    const refused = failure(field, 'BAD_USER_INPUT', `${path.join('.')}: ${message}`, { issues: [{ path, message }] })
    expect(await house.client.ask(query, { text })).toEqual(
      field === 'linkedCodeGroup' ? { ...refused, data: { linkedCodeGroup: null } } : refused,
    )
  })

  it('may not be longer than a PIN where a PIN is looked for', async () => {
    const issues = [{ path: ['filter', 'code'], message: 'At most 20 characters.' }]
    expect(await house.client.ask(`{ accessCodes(filter: { code: "${'1'.repeat(21)}" }) { totalCount } }`)).toEqual(
      failure('accessCodes', 'BAD_USER_INPUT', 'filter.code: At most 20 characters.', { issues }),
    )
  })
})
