import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { invalidInput, notFound } from './answers.ts'
import { writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const stranger = await aHouse(gateway)

const refusals = `... on UserError { code message } ... on InvalidInputError { issues { path message } }
  ... on NotFoundError { ids } ... on UnsupportedDeviceError { device { id } }`
const device = 'device { id name isManaged customMetadata supportedCodeLengths backupAccessCodePoolEnabled }'
const updateDevice = `mutation ($input: UpdateDeviceInput!) { updateDevice(input: $input) {
  __typename ... on UpdateDevicePayload { ${device} } ... on UserError { code message }
  ... on InvalidInputError { issues { path message } } ... on NotFoundError { ids } } }`
const reportConstraints = `mutation ($input: ReportDeviceConstraintsInput!) { reportDeviceConstraints(input: $input) {
  __typename ... on ReportDeviceConstraintsPayload { ${device} } ${refusals} } }`

const update = async (input: object) => onlyResult(await house.client.ask(updateDevice, { input }))
const report = async (input: object) => onlyResult(await house.client.ask(reportConstraints, { input }))
const refusal = <Result>(ask: () => Promise<Result>) => writingNothing(gateway, ask)

const updated = (id: string, about: object = {}) => ({
  __typename: 'UpdateDevicePayload',
  device: {
    id,
    name: 'Door',
    isManaged: true,
    customMetadata: {},
    supportedCodeLengths: [4, 5, 6, 7, 8],
    backupAccessCodePoolEnabled: false,
    ...about,
  },
})
const unknownIds = async () => ['x', '', '0a6fd2e4-0000-4000-8000-000000000000', await stranger.door()]

describe('updateDevice', () => {
  it('renames a device, and leaves all else as it is', async () => {
    const id = await house.door()
    expect(await update({ id, name: 'Front door' })).toEqual(updated(id, { name: 'Front door' }))
    expect(await update({ id })).toEqual(updated(id, { name: 'Front door' }))
  })

  it('adds to the metadata key by key, and takes away what is null or empty', async () => {
    const id = await house.door()
    const keep = async (customMetadata: object) => (await update({ id, customMetadata })).device.customMetadata
    expect(await keep({ floor: '2', isSmoking: false, owner: 'Anna' })).toEqual({
      floor: '2',
      isSmoking: false,
      owner: 'Anna',
    })
    expect(await keep({ floor: '3', owner: null, isSmoking: '' })).toEqual({ floor: '3' })
    expect(await keep({})).toEqual({ floor: '3' })
  })

  it('keeps at most 50 keys', async () => {
    const id = await house.door()
    const keys = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`key ${from + index}`, true]))
    expect(Object.keys((await update({ id, customMetadata: keys(0, 50) })).device.customMetadata)).toHaveLength(50)
    expect(await refusal(() => update({ id, customMetadata: keys(50, 51) }))).toEqual(
      invalidInput({ customMetadata: 'At most 50 keys are kept, and with these there would be 51.' }),
    )
  })

  it.each([
    ['a key with a period', { 'a.b': 'x' }, { 'customMetadata.a.b': 'A key has no period.' }],
    ['a key that is too long', { ['k'.repeat(41)]: 'x' }, 'A key has 1 to 40 characters.'],
    ['a key that is empty', { '': 'x' }, 'A key has 1 to 40 characters.'],
    [
      'a value that is too long',
      { key: 'x'.repeat(501) },
      'A value is a text of at most 500 characters, true, false, or null to take it away.',
    ],
    ['a number', { key: 1 }, 'A value is a text of at most 500 characters, true, false, or null to take it away.'],
    ['an object', { key: {} }, 'A value is a text of at most 500 characters, true, false, or null to take it away.'],
  ])('refuses metadata with %s', async (_what, customMetadata, message) => {
    const id = await house.door()
    const answer = await refusal(() => update({ id, customMetadata }))
    const [key] = Object.keys(customMetadata)
    const text = typeof message === 'string' ? message : Object.values(message)[0]
    expect(answer).toMatchObject({
      __typename: 'InvalidInputError',
      issues: [{ path: ['input', 'customMetadata', key], message: text }],
    })
  })

  it.each(['name', 'customMetadata', 'isManaged', 'backupAccessCodePoolEnabled'])(
    'refuses null for %s',
    async (field) => {
      const id = await house.door()
      expect(await refusal(() => update({ id, [field]: null }))).toEqual(
        invalidInput({ [field]: 'Cannot be null: leave it out, or give a value.' }),
      )
    },
  )

  it('refuses metadata that is no object, and a blank name', async () => {
    const id = await house.door()
    expect(await refusal(() => update({ id, name: ' ', customMetadata: ['x'] }))).toEqual(
      invalidInput({ name: 'Must not be blank.', customMetadata: 'Must be an object.' }),
    )
  })

  it('lets go of a lock: what is on it stays as unmanaged codes, what is not yet there is given up', async () => {
    const id = await house.door()
    const onLock = await house.code({
      deviceId: id,
      pin: '8642',
      name: 'Anna',
      lockSlot: '1',
      confirmedAt: new Date(),
      confirmedName: 'Anna',
    })
    const { accessCode: planned } = await house.createOne({ deviceId: id, commonCodeKey: 'planned' })
    expect(await update({ id, isManaged: false })).toEqual(updated(id, { isManaged: false }))
    const query = `{ device(id: "${id}") {
      accessCodes { nodes { id status } } unmanagedAccessCodes { nodes { id name code status } } } }`
    expect((await house.client.ask(query)).data.device).toEqual({
      accessCodes: { nodes: [{ id: planned.id, status: 'REMOVING' }] },
      unmanagedAccessCodes: { nodes: [{ id: onLock, name: 'Anna', code: '8642', status: 'SET' }] },
    })
    expect((await house.createOne({ deviceId: id })).__typename).toBe('UnsupportedDeviceError')
    expect(await update({ id, isManaged: true })).toEqual(updated(id))
    expect((await house.createOne({ deviceId: id })).__typename).toBe('CreateAccessCodePayload')
  })

  it('keeps three spare codes on the lock while the pool is on, and takes them off with it, or with the lock', async () => {
    const spares = async (id: string) => {
      const query = `{ device(id: "${id}") { accessCodes(filter: { isBackup: true }) { nodes { status } } } }`
      return (await house.client.ask(query)).data.device.accessCodes.nodes.map(
        ({ status }: { status: string }) => status,
      )
    }
    for (const off of [{ backupAccessCodePoolEnabled: false }, { isManaged: false }]) {
      const id = await house.door()
      const on = updated(id, { backupAccessCodePoolEnabled: true })
      expect(await update({ id, backupAccessCodePoolEnabled: true })).toEqual(on)
      expect(await spares(id)).toEqual(['SETTING', 'SETTING', 'SETTING'])
      expect(await update({ id, backupAccessCodePoolEnabled: true })).toEqual(on)
      expect(await spares(id)).toHaveLength(3)
      expect(await update({ id, ...off })).toEqual(
        updated(id, { isManaged: true, ...off, backupAccessCodePoolEnabled: false }),
      )
      expect(await spares(id)).toEqual(['REMOVING', 'REMOVING', 'REMOVING'])
    }
  })

  it('refuses a pool on a device that cannot have one, or is not managed', async () => {
    const poor = await house.door({ supportsBackupAccessCodePool: false })
    expect(await refusal(() => update({ id: poor, backupAccessCodePoolEnabled: true }))).toEqual(
      invalidInput({ backupAccessCodePoolEnabled: 'Door cannot keep spare codes.' }),
    )
    const id = await house.door()
    expect(await refusal(() => update({ id, isManaged: false, backupAccessCodePoolEnabled: true }))).toEqual(
      invalidInput({ backupAccessCodePoolEnabled: 'Door is not managed, so that nothing is put on it.' }),
    )
  })

  it('does not know ids that are malformed, unknown or somebody else’s', async () => {
    for (const id of await unknownIds()) {
      expect(await refusal(() => update({ id, name: 'x' }))).toEqual(notFound(id))
    }
  })
})

describe('reportDeviceConstraints', () => {
  const told = () => house.door({ deviceType: 'smartthings_lock' })
  const reported = (id: string, supportedCodeLengths: number[]) => ({
    __typename: 'ReportDeviceConstraintsPayload',
    device: updated(id, { supportedCodeLengths }).device,
  })

  it('writes down the lengths that are named, or all from the shortest to the longest', async () => {
    const deviceId = await told()
    expect(await report({ deviceId, supportedCodeLengths: [8, 4, 8] })).toEqual(reported(deviceId, [4, 8]))
    expect(await report({ deviceId, minCodeLength: 5, maxCodeLength: 7 })).toEqual(reported(deviceId, [5, 6, 7]))
    expect((await house.createOne({ deviceId, code: '4711' })).__typename).toBe('UnsupportedCodeLengthError')
  })

  it('makes no PIN longer than twelve digits, whatever is reported', async () => {
    const deviceId = await told()
    await report({ deviceId, minCodeLength: 12, maxCodeLength: 20 })
    const { accessCode } = await house.createOne({ deviceId, preferredCodeLength: 20 })
    expect(accessCode.code).toMatch(/^\d{12}$/)
  })

  it.each([
    ['nothing', {}, { supportedCodeLengths: 'Say which lengths the device takes.' }],
    ['no length', { supportedCodeLengths: [] }, { supportedCodeLengths: 'Name at least one length.' }],
    ['a length of 3', { supportedCodeLengths: [3] }, { 'supportedCodeLengths.0': 'Must be at least 4.' }],
    ['a length of 21', { supportedCodeLengths: [21] }, { 'supportedCodeLengths.0': 'Must be at most 20.' }],
    ['only the shortest', { minCodeLength: 4 }, { maxCodeLength: 'Give maxCodeLength too.' }],
    ['only the longest', { maxCodeLength: 4 }, { minCodeLength: 'Give minCodeLength too.' }],
    [
      'a range that is none',
      { minCodeLength: 6, maxCodeLength: 5 },
      { maxCodeLength: 'Must not be less than minCodeLength.' },
    ],
    [
      'both ways at once',
      { supportedCodeLengths: [4], minCodeLength: 4, maxCodeLength: 5 },
      { supportedCodeLengths: 'Give the lengths, or the shortest and the longest, not both.' },
    ],
  ])('refuses %s', async (_what, input, issues) => {
    const deviceId = await told()
    expect(await refusal(() => report({ deviceId, ...input }))).toEqual(invalidInput(issues as Record<string, string>))
  })

  it('refuses a device that tells its lengths itself', async () => {
    const deviceId = await house.door()
    expect(await refusal(() => report({ deviceId, supportedCodeLengths: [4] }))).toEqual({
      __typename: 'UnsupportedDeviceError',
      code: 'UNSUPPORTED_DEVICE',
      message: 'Door tells itself which lengths of PIN it takes.',
      device: { id: deviceId },
    })
  })

  it('does not know ids that are malformed, unknown or somebody else’s', async () => {
    for (const deviceId of await unknownIds()) {
      expect(await refusal(() => report({ deviceId, supportedCodeLengths: [4] }))).toEqual(notFound(deviceId))
    }
  })
})
