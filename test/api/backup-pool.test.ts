import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { anId, anInstant, aPin } from './answers.ts'
import { backupsOf, confirmBackups, switchPool } from './backup-codes.ts'
import { eventsAreListed, inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const stay = () => ({ startsAt: inHours(24), endsAt: inHours(48), useBackupAccessCodePool: true })

const aSpare = (name: string | null, about: object = {}) => ({
  id: anId,
  name,
  code: aPin(4),
  type: 'ONGOING',
  status: 'SETTING',
  startsAt: null,
  endsAt: null,
  isBackup: true,
  isManaged: true,
  commonCodeKey: null,
  ...about,
})
const threeSpares = ['Backup 1', 'Backup 2', 'Backup 3'].map((name) => aSpare(name))

describe('a device whose backup pool is asked for', () => {
  it('gets three spare codes with PINs of their own, once', async () => {
    const deviceId = await house.door()
    await house.createOne({ deviceId, ...stay() })
    const spares = await backupsOf(house, deviceId)
    expect(spares).toEqual(threeSpares)
    expect(new Set(spares.map(({ code }: { code: string }) => code)).size).toBe(3)
    await house.createOne({ deviceId, ...stay() })
    expect(await backupsOf(house, deviceId)).toEqual(spares)
    await eventsAreListed(gateway)
    for (const { id } of spares) {
      const query = `{ events(filter: { accessCodeId: "${id}" }) { nodes { type payload } } }`
      expect(onlyResult(await house.client.ask(query)).nodes).toEqual([{ type: 'ACCESS_CODE_CREATED', payload: {} }])
    }
  })

  it('gets them with many others, where a code is created on all', async () => {
    const deviceIds = [await house.door(), await house.door()]
    await house.createMany({ deviceIds, ...stay() })
    for (const deviceId of deviceIds) expect(await backupsOf(house, deviceId)).toEqual(threeSpares)
  })

  it('gets three where ten ask at once', async () => {
    const deviceId = await house.door()
    await Promise.all(Array.from({ length: 10 }, () => house.createOne({ deviceId, ...stay() })))
    expect(await backupsOf(house, deviceId)).toEqual(threeSpares)
  })

  it.each([
    [4, 3],
    [3, 2],
    [1, 0],
  ])('that holds %i codes gets %i, since spare ones take room', async (maxActiveCodesSupported, count) => {
    const deviceId = await house.door({ maxActiveCodesSupported })
    expect(await house.createOne({ deviceId, ...stay() })).toMatchObject({ __typename: 'CreateAccessCodePayload' })
    expect(await backupsOf(house, deviceId)).toEqual(threeSpares.slice(0, count))
    if (count < 3) return
    expect(await house.createOne({ deviceId, ...stay() })).toMatchObject({ __typename: 'DeviceFullError' })
  })

  it('gets PINs and names that it takes', async () => {
    const constraint = (constraintType: string, about: object = {}) => ({ constraintType, ...about })
    const strict = [constraint('CANNOT_CONTAIN_0789'), constraint('NAME_LENGTH', { maxLength: 5 })]
    const deviceId = await house.door({ supportedCodeLengths: [6], codeConstraints: strict })
    await house.createOne({ deviceId, ...stay() })
    const code = expect.stringMatching(/^[1-6]{6}$/)
    expect(await backupsOf(house, deviceId)).toEqual([null, null, null].map((name) => aSpare(name, { code })))
    const unique = await house.door({ codeConstraints: [constraint('NAME_MUST_BE_UNIQUE')] })
    await house.createOne({ deviceId: unique, name: 'Backup 2', ...stay() })
    expect((await backupsOf(house, unique)).map(({ name }: { name: string }) => name)).toEqual([
      'Backup 1',
      'Backup 3',
      'Backup 4',
    ])
  })

  it('has none where its PINs are spent, and still takes the code', async () => {
    const deviceId = await house.door({
      codeConstraints: [{ constraintType: 'PIN_CODE_MATCHES_EXISTING_SET' }],
      connectedAccountId: null,
    })
    await switchPool(gateway, house, deviceId, true)
    expect(await backupsOf(house, deviceId)).toEqual([])
  })
})

describe('spare codes', () => {
  it('are there as soon as a device is taken under management with a pool', async () => {
    const deviceId = await house.door({ isManaged: false })
    const input = { id: deviceId, isManaged: true, backupAccessCodePoolEnabled: true }
    const client = await gateway.clientOf(house.workspaceId)
    await client.ask('mutation ($input: UpdateDeviceInput!) { updateDevice(input: $input) { __typename } }', { input })
    expect(await backupsOf(house, deviceId)).toEqual(threeSpares)
  })

  it('are in no plain list and no count, and are found by their ids', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, ...stay() })
    const [{ id }] = await backupsOf(house, deviceId)
    const { data } = await house.client.ask(`{
      accessCodes(filter: { deviceIds: ["${deviceId}"] }) { totalCount nodes { id } }
      device(id: "${deviceId}") { accessCodes { totalCount nodes { id } } }
      spares: device(id: "${deviceId}") { accessCodes(filter: { isBackup: true }) { totalCount } }
      accessCode(id: "${id}") { isBackup }
      node(id: "${id}") { __typename id }
    }`)
    const plain = { totalCount: 1, nodes: [{ id: accessCode.id }] }
    expect(data).toEqual({
      accessCodes: plain,
      device: { accessCodes: plain },
      spares: { accessCodes: { totalCount: 3 } },
      accessCode: { isBackup: true },
      node: { __typename: 'AccessCode', id },
    })
  })

  it('show no PIN to a key that may see none', async () => {
    const deviceId = await house.door()
    await house.createOne({ deviceId, ...stay() })
    const client = await gateway.clientOf(house.workspaceId, ['READ_CODES'])
    expect(await backupsOf({ client }, deviceId)).toEqual(threeSpares.map((spare) => ({ ...spare, code: null })))
  })

  it('go when the pool is switched off, and come back when it is switched on', async () => {
    const deviceId = await house.door()
    await switchPool(gateway, house, deviceId, true)
    const before = await backupsOf(house, deviceId)
    expect(before).toEqual(threeSpares)
    await writingNothing(gateway, () => switchPool(gateway, house, deviceId, true))
    await switchPool(gateway, house, deviceId, false)
    expect(await backupsOf(house, deviceId)).toEqual(threeSpares.map((spare) => ({ ...spare, status: 'REMOVING' })))
    await writingNothing(gateway, () => switchPool(gateway, house, deviceId, false))
    await switchPool(gateway, house, deviceId, true)
    const names = (await backupsOf(house, deviceId)).map(({ name }: { name: string }) => name)
    expect(names).toEqual(['Backup 1', 'Backup 2', 'Backup 3', 'Backup 4', 'Backup 5', 'Backup 6'])
  })
})

describe('a pool that is short', () => {
  const issuesOf = async (deviceId: string, id: string) => {
    const issues = 'errors { issueCode message createdAt } warnings { issueCode message createdAt }'
    const { data } = await house.client.ask(
      `{ device(id: "${deviceId}") { ${issues} } accessCode(id: "${id}") { isBackupAccessCodeAvailable ${issues} } }`,
    )
    return data
  }
  const issues = (errors: object[], warnings: object[]) => ({ errors, warnings })

  it('is an error of the device and its codes while it is empty, then a warning, then nothing', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, ...stay() })
    const empty = {
      issueCode: 'empty_backup_access_code_pool',
      message:
        'Door has no spare code ready, so that no backup can be pulled. They are being set on it: if it stays so, see whether it is online and has room.',
      createdAt: null,
    }
    expect(await issuesOf(deviceId, accessCode.id)).toEqual({
      device: issues([empty], []),
      accessCode: { isBackupAccessCodeAvailable: false, ...issues([empty], []) },
    })
    await confirmBackups(gateway, deviceId)
    expect(await issuesOf(deviceId, accessCode.id)).toEqual({
      device: issues([], []),
      accessCode: { isBackupAccessCodeAvailable: true, ...issues([], []) },
    })
    const [{ id }] = await backupsOf(house, deviceId)
    await gateway.database.pool.query(`update access_code set status = 'SETTING' where id = $1`, [id])
    const partial = {
      issueCode: 'partial_backup_access_code_pool',
      message:
        'Door has 2 of 3 spare codes ready. The others are being set on it: if it stays so, see whether it is online and has room.',
      createdAt: null,
    }
    expect(await issuesOf(deviceId, accessCode.id)).toEqual({
      device: issues([], [partial]),
      accessCode: { isBackupAccessCodeAvailable: true, ...issues([], [partial]) },
    })
  })

  it('is nothing where no spare codes are to be kept', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, startsAt: inHours(24), endsAt: inHours(48) })
    expect(await issuesOf(deviceId, accessCode.id)).toEqual({
      device: issues([], []),
      accessCode: { isBackupAccessCodeAvailable: false, ...issues([], []) },
    })
  })

  it.each([
    ['an ongoing code', {}],
    ['an offline code', { startsAt: new Date(), endsAt: new Date(Date.now() + 3_600_000), isOfflineAccessCode: true }],
    [
      'a code that is being deleted',
      { startsAt: new Date(), endsAt: new Date(Date.now() + 3_600_000), deletedAt: new Date() },
    ],
  ])('or full: %s has no backup', async (_what, about) => {
    const deviceId = await house.door()
    await switchPool(gateway, house, deviceId, true)
    await confirmBackups(gateway, deviceId)
    // A weak PIN is never drawn, so that no spare code has it.
    const id = await house.code({ deviceId, pin: '1234', ...about })
    const query = `{ accessCode(id: "${id}") { isBackupAccessCodeAvailable createdAt } }`
    const answer = { isBackupAccessCodeAvailable: false, createdAt: anInstant }
    expect(onlyResult(await house.client.ask(query))).toEqual(answer)
  })
})
