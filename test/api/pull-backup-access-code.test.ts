import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { aNewCode, anId, anInstant, aPin, notFound } from './answers.ts'
import { backupsOf, confirmBackups, switchPool } from './backup-codes.ts'
import { eventsAreListed, inHours, writingNothing } from './codes.ts'
import { accessCode as whole } from './documents.ts'

/** Never drawn, so that no spare code can have it. */
const weakPin = '1234'
const gateway = await testGateway()
const house = await aHouse(gateway)
const stranger = await aHouse(gateway)

const pullOne = `mutation ($input: PullBackupAccessCodeInput!) {
  pullBackupAccessCode(input: $input) {
    __typename
    ... on PullBackupAccessCodePayload { accessCode { ${whole} } backupAccessCode { ${whole} } }
    ... on UserError { code message }
    ... on NotFoundError { ids }
    ... on UnsupportedDeviceError { device { id } }
  }
}`
const pull = async (id: string) => onlyResult(await house.client.ask(pullOne, { input: { id } }))
const deleteOne = (id: string) =>
  house.client.ask(`mutation { deleteAccessCode(input: { id: "${id}" }) { __typename } }`)
const now = () => ({ startsAt: inHours(-1), endsAt: inHours(5) })

/** A door with three spare codes on its lock. */
async function poolDoor(about: Parameters<typeof house.door>[0] = {}): Promise<string> {
  const deviceId = await house.door(about)
  await switchPool(gateway, house, deviceId, true)
  await confirmBackups(gateway, deviceId)
  return deviceId
}

async function aStay(deviceId: string, window = now()): Promise<string> {
  return (await house.createOne({ deviceId, ...window })).accessCode.id
}

const partial = [{ issueCode: 'partial_backup_access_code_pool', source: 'DEVICE' }]
const using = { issueCode: 'using_backup_access_code', source: 'CODE' }

const pulled = (deviceId: string, window: { startsAt: string; endsAt: string }, about: object = {}) =>
  aNewCode(house.workspaceId, deviceId, {
    name: 'Backup 1',
    type: 'TIME_BOUND',
    verification: 'NONE',
    ...window,
    isBackup: true,
    pendingMutations: [
      {
        __typename: 'UpdatingTimeFrameMutation',
        mutationCode: 'UPDATING_TIME_FRAME',
        message: 'The time frame is being changed on the device.',
        createdAt: anInstant,
        fromWindow: { startsAt: null, endsAt: null },
        toWindow: window,
      },
    ],
    warnings: partial,
    ...about,
  })

describe('pullBackupAccessCode', () => {
  it('gives the guest a spare code that is on the lock, for the window of the code', async () => {
    const deviceId = await poolDoor()
    const window = now()
    const id = await aStay(deviceId, window)
    const [{ id: backupId, code }] = await backupsOf(house, deviceId)
    expect(await pull(id)).toEqual({
      __typename: 'PullBackupAccessCodePayload',
      accessCode: aNewCode(house.workspaceId, deviceId, {
        id,
        type: 'TIME_BOUND',
        ...window,
        pulledBackupAccessCode: { id: backupId },
        warnings: [using, ...partial],
      }),
      backupAccessCode: pulled(deviceId, window, { id: backupId, code }),
    })
    await eventsAreListed(gateway)
    const log = (of: string) => `{ events(filter: { accessCodeId: "${of}" }) { nodes { type payload } } }`
    expect(onlyResult(await house.client.ask(log(id))).nodes).toEqual([
      { type: 'ACCESS_CODE_CREATED', payload: {} },
      { type: 'ACCESS_CODE_BACKUP_PULLED', payload: { backupAccessCodeId: backupId } },
    ])
    const to = { startsAt: expect.any(String), endsAt: expect.any(String) }
    expect(onlyResult(await house.client.ask(log(backupId))).nodes).toEqual([
      { type: 'ACCESS_CODE_CREATED', payload: {} },
      {
        type: 'ACCESS_CODE_MUTATIONS_REQUESTED',
        payload: {
          requestedMutations: [{ mutationCode: 'UPDATING_TIME_FRAME', from: { startsAt: null, endsAt: null }, to }],
        },
      },
      { type: 'ACCESS_CODE_CHANGED', payload: { changedProperties: expect.any(Array) } },
    ])
  })

  it('fills its place in the pool again', async () => {
    const deviceId = await poolDoor()
    await pull(await aStay(deviceId))
    expect(
      (await backupsOf(house, deviceId)).map(({ name, type, status }: Record<string, string>) => [name, type, status]),
    ).toEqual([
      ['Backup 1', 'TIME_BOUND', 'SETTING'],
      ['Backup 2', 'ONGOING', 'SET'],
      ['Backup 3', 'ONGOING', 'SET'],
      ['Backup 4', 'ONGOING', 'SETTING'],
    ])
  })

  it('leaves a small lock without a spare, which says so, until there is room', async () => {
    const deviceId = await house.door({ maxActiveCodesSupported: 2 })
    const id = await aStay(deviceId)
    await switchPool(gateway, house, deviceId, true)
    await confirmBackups(gateway, deviceId)
    const { accessCode, backupAccessCode } = await pull(id)
    expect(await backupsOf(house, deviceId)).toMatchObject([{ id: backupAccessCode.id }])
    expect(accessCode).toMatchObject({
      errors: [{ issueCode: 'empty_backup_access_code_pool', source: 'DEVICE' }],
      warnings: [using],
    })
    expect(await house.createOne({ deviceId, ...now() })).toMatchObject({ __typename: 'DeviceFullError' })
  })

  it('keeps the time of a lock that keeps none, or would refuse a window that has begun', async () => {
    for (const about of [
      { supportsNativeScheduling: false },
      { codeConstraints: [{ constraintType: 'START_DATE_IN_FUTURE' }] },
    ]) {
      const deviceId = await poolDoor(about)
      const window = now()
      const id = await house.code({ deviceId, pin: weakPin, ...window })
      const { backupAccessCode } = await pull(id)
      expect(backupAccessCode).toEqual(
        pulled(deviceId, window, { status: 'SET', verification: 'READ_BACK', pendingMutations: expect.any(Array) }),
      )
    }
  })

  it('takes a spare off the lock until the code may open the door', async () => {
    const deviceId = await poolDoor()
    const window = { startsAt: inHours(200), endsAt: inHours(300) }
    const id = await aStay(deviceId, window)
    expect((await pull(id)).backupAccessCode).toEqual(pulled(deviceId, window))
  })

  it('answers the same backup again, and writes nothing', async () => {
    const deviceId = await poolDoor()
    const id = await aStay(deviceId)
    const first = await pull(id)
    expect(await writingNothing(gateway, () => pull(id))).toEqual(first)
  })

  it('pulls one backup where twenty ask for the same code at once', async () => {
    const deviceId = await poolDoor()
    const id = await aStay(deviceId)
    const answers = await Promise.all(Array.from({ length: 20 }, () => pull(id)))
    expect(new Set(answers.map(({ backupAccessCode }) => backupAccessCode.id)).size).toBe(1)
    expect(await backupsOf(house, deviceId)).toHaveLength(4)
  })

  it('gives three of five guests one each where three are on the lock, and the others none', async () => {
    const deviceId = await poolDoor()
    const stays = await Promise.all(Array.from({ length: 5 }, () => aStay(deviceId)))
    const answers = await Promise.all(stays.map(pull))
    const given = answers.flatMap(({ backupAccessCode }) => backupAccessCode ?? [])
    expect(new Set(given.map(({ id }) => id)).size).toBe(3)
    expect(answers.filter(({ backupAccessCode }) => !backupAccessCode)).toEqual([noneReady, noneReady])
    expect(await backupsOf(house, deviceId)).toHaveLength(6)
  })

  it('takes the backup away with its code, and with its code’s group', async () => {
    const statusOf = async (id: string) =>
      onlyResult(await house.client.ask(`{ accessCode(id: "${id}") { status } }`)).status
    const alone = await aStay(await poolDoor())
    const { backupAccessCode } = await pull(alone)
    await deleteOne(alone)
    expect(await statusOf(backupAccessCode.id)).toBe('REMOVING')

    const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds: [await poolDoor()], ...now() })
    const linked = await pull(accessCodes[0].id)
    const { commonCodeKey } = linkedCodeGroup
    await house.client.ask(
      `mutation { deleteLinkedCodeGroup(input: { commonCodeKey: "${commonCodeKey}" }) { __typename } }`,
    )
    expect(await statusOf(linked.backupAccessCode.id)).toBe('REMOVING')
  })

  it('leaves no backup behind where the code is deleted, or the pool switched off, at the same moment', async () => {
    for (let round = 0; round < 8; round++) {
      const deviceId = await poolDoor()
      const id = await aStay(deviceId)
      const [answer] = await Promise.all([pull(id), deleteOne(id)])
      expect(['PullBackupAccessCodePayload', 'NotModifiableError']).toContain(answer.__typename)
      const pulledOnes = (await backupsOf(house, deviceId)).filter(({ type }: { type: string }) => type !== 'ONGOING')
      const isPulled = answer.__typename === 'PullBackupAccessCodePayload'
      expect(pulledOnes.map(({ status }: { status: string }) => status)).toEqual(isPulled ? ['REMOVING'] : [])

      const other = await aStay(deviceId)
      const [second] = await Promise.all([pull(other), switchPool(gateway, house, deviceId, false)])
      expect(['PullBackupAccessCodePayload', 'NoBackupAvailableError']).toContain(second.__typename)
      const living = (await backupsOf(house, deviceId)).filter(
        ({ status }: { status: string }) => status !== 'REMOVING',
      )
      expect(living).toHaveLength(second.__typename === 'PullBackupAccessCodePayload' ? 1 : 0)
    }
  })

  it('moves the backup along with its code', async () => {
    const id = await aStay(await poolDoor())
    const { backupAccessCode } = await pull(id)
    const endsAt = inHours(9)
    await house.client.ask(`mutation { updateAccessCode(input: { id: "${id}", endsAt: "${endsAt}" }) { __typename } }`)
    const query = `{ accessCode(id: "${backupAccessCode.id}") { endsAt } }`
    expect(onlyResult(await house.client.ask(query))).toEqual({ endsAt })
  })

  it('gives another backup once the first was deleted, which leaves the code', async () => {
    const deviceId = await poolDoor()
    const id = await aStay(deviceId)
    const first = (await pull(id)).backupAccessCode.id
    await deleteOne(first)
    const query = `{ accessCode(id: "${id}") { status pulledBackupAccessCode { id } isBackupAccessCodeAvailable warnings { issueCode } } }`
    expect(onlyResult(await house.client.ask(query))).toEqual({
      status: 'SETTING',
      pulledBackupAccessCode: null,
      isBackupAccessCodeAvailable: true,
      warnings: [{ issueCode: 'partial_backup_access_code_pool' }],
    })
    const second = await pull(id)
    expect(second.backupAccessCode).toMatchObject({ name: 'Backup 2', code: aPin(4), id: anId })
    expect(second.accessCode.warnings).toEqual([using, ...partial])
  })

  it('leaves the guest the backup where either code is handed over', async () => {
    const handOver = (id: string) =>
      house.client.ask(`mutation { updateAccessCode(input: { id: "${id}", isManaged: false }) { __typename } }`)
    const deviceId = await poolDoor()
    const onLock = { lockSlot: '9', confirmedAt: new Date(), verification: 'READ_BACK' } as const
    const id = await house.code({ deviceId, pin: weakPin, ...now(), ...onLock })
    const first = (await pull(id)).backupAccessCode.id
    await gateway.database.pool.query(`update access_code set status = 'SET' where id = $1`, [first])
    await handOver(first)
    const query = `{ accessCode(id: "${id}") { pulledBackupAccessCode { id } isBackupAccessCodeAvailable warnings { issueCode } } }`
    expect(onlyResult(await house.client.ask(query))).toEqual({
      pulledBackupAccessCode: null,
      isBackupAccessCodeAvailable: true,
      warnings: [{ issueCode: 'partial_backup_access_code_pool' }],
    })
    const second = (await pull(id)).backupAccessCode.id
    await handOver(id)
    const renaming = `mutation { updateAccessCode(input: { id: "${second}", name: "Guest" }) {
      ... on UpdateAccessCodePayload { accessCode { id name isBackup } }
    } }`
    expect(onlyResult(await house.client.ask(renaming))).toEqual({
      accessCode: { id: second, name: 'Guest', isBackup: true },
    })
  })

  it('shows no PIN to a key that may see none', async () => {
    const id = await aStay(await poolDoor())
    const client = await gateway.clientOf(house.workspaceId, ['WRITE_CODES'])
    const { accessCode, backupAccessCode } = onlyResult(await client.ask(pullOne, { input: { id } }))
    expect([accessCode.code, backupAccessCode.code]).toEqual([null, null])
  })
})

const noneReady = {
  __typename: 'NoBackupAvailableError',
  code: 'NO_BACKUP_AVAILABLE',
  message: 'Door has no spare code ready: switch its backup pool on, or wait until its lock has confirmed one.',
}

describe('pullBackupAccessCode refuses, and writes nothing,', () => {
  const refusal = (id: string) => writingNothing(gateway, () => pull(id))
  const notModifiable = (message: string) => ({ __typename: 'NotModifiableError', code: 'NOT_MODIFIABLE', message })

  it('ids that are malformed, unknown, unmanaged, gone or somebody else’s', async () => {
    const deviceId = await poolDoor()
    const unmanaged = await house.code({ deviceId, pin: '8642', isManaged: false })
    const gone = await house.code({ deviceId, pin: '8643', deletedAt: new Date(), removedAt: new Date() })
    const foreign = await stranger.code({ deviceId: await stranger.door(), pin: '8644', ...now() })
    for (const id of ['x', '', '0a6fd2e4-0000-4000-8000-000000000000', unmanaged, gone, foreign]) {
      const message = `No access code of this workspace has the id ${id}.`
      expect(await refusal(id)).toEqual({ ...notFound(id), message })
    }
  })

  it.each([
    [
      'an ongoing code',
      {},
      'Only a code with a start and an end has backups: give it both with updateAccessCode, or create another one.',
    ],
    [
      'a code that has ended',
      { startsAt: new Date(0), endsAt: new Date(1) },
      'The code has ended or is being removed: create another one instead.',
    ],
    [
      'a code that is being deleted',
      { ...now(), deletedAt: new Date() },
      'The code has ended or is being removed: create another one instead.',
    ],
    [
      'an offline code',
      { ...now(), isOfflineAccessCode: true },
      'An offline code has no backups, since its lock works it out: create another one.',
    ],
    ['a backup', { isBackup: true }, 'The code is a backup itself: name the code of the guest who cannot get in.'],
  ])('%s', async (_what, about, message) => {
    const id = await house.code({ deviceId: await poolDoor(), pin: weakPin, ...about })
    expect(await refusal(id)).toEqual(notModifiable(message))
  })

  it('a code on a device that keeps no spare codes', async () => {
    const deviceId = await house.door({ supportsBackupAccessCodePool: false })
    expect(await refusal(await aStay(deviceId))).toEqual({
      __typename: 'UnsupportedDeviceError',
      code: 'UNSUPPORTED_DEVICE',
      message: 'Door keeps no spare codes: give the guest another code.',
      device: { id: deviceId },
    })
  })

  it('a code on a device whose pool is switched off, or not on its lock yet', async () => {
    const deviceId = await house.door()
    const id = await aStay(deviceId)
    expect(await refusal(id)).toEqual(noneReady)
    await switchPool(gateway, house, deviceId, true)
    expect(await refusal(id)).toEqual(noneReady)
  })
})
