import { describe, expect, it } from 'vitest'
import { failure, invalidInput, notFound } from '../api/answers.ts'
import { testGateway } from '../support/gateway.ts'
import { aSandbox } from './a-sandbox.ts'
import {
  simulateDevice,
  simulateExternalModification,
  simulateKeypadEntry,
  simulateUnmanagedAccessCode,
} from './documents.ts'

const gateway = await testGateway()
const { prisma } = gateway.database
const unknown = '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1effff'

const onDevices: [field: string, document: string, input: object][] = [
  ['simulateDevice', simulateDevice, { isOnline: false, faults: [{ kind: 'STORES_NOTHING' }] }],
  ['simulateKeypadEntry', simulateKeypadEntry, { code: '4711' }],
  ['simulateUnmanagedAccessCode', simulateUnmanagedAccessCode, { code: '4711' }],
]
const unsupported = (deviceId: string, message: string) => ({
  __typename: 'UnsupportedDeviceError',
  code: 'UNSUPPORTED_DEVICE',
  message,
  device: { id: deviceId },
})
const noSandbox = 'Nothing can be simulated in this workspace, since it is not a sandbox.'

/** Refused, and no lock is any different for it. */
async function refused(house: Awaited<ReturnType<typeof aSandbox>>, document: string, input: object) {
  const before = await house.lockRows()
  const { data, errors } = await house.client.ask(document, { input })
  expect(await house.lockRows()).toEqual(before)
  return errors ? { data, errors } : Object.values(data)[0]
}

describe.each(onDevices)('%s', (field, document, input) => {
  it('is refused outside a sandbox', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door()
    await prisma.workspace.update({ where: { id: house.workspaceId }, data: { isSandbox: false } })
    expect(await refused(house, document, { ...input, deviceId })).toEqual(unsupported(deviceId, noSandbox))
  })

  it('is refused for a device that is no simulated lock', async () => {
    const house = await aSandbox(gateway)
    const real = await house.door({ provider: 'ZWAVE_JS', name: 'Gate' })
    const thermostat = await house.door({ canProgramOnlineAccessCodes: null, name: 'Thermostat' })
    expect(await refused(house, document, { ...input, deviceId: real })).toEqual(
      unsupported(real, 'Gate is no simulated lock: nothing can be simulated on it.'),
    )
    expect(await refused(house, document, { ...input, deviceId: thermostat })).toEqual(
      unsupported(thermostat, 'Thermostat is no lock and has no keypad.'),
    )
  })

  it('finds no device of another workspace, and none of a malformed id', async () => {
    const house = await aSandbox(gateway)
    const others = await (await aSandbox(gateway)).door()
    for (const deviceId of [others, unknown, 'front door']) {
      expect(await refused(house, document, { ...input, deviceId })).toEqual(notFound(deviceId))
    }
  })

  it('needs WRITE_CODES', async () => {
    const house = await aSandbox(gateway, ['READ_CODES', 'SEE_PINS'])
    const deviceId = await house.door()
    const message = 'This credential lacks the scope that this field needs.'
    expect(await refused(house, document, { ...input, deviceId })).toEqual(failure(field, 'FORBIDDEN', message))
  })
})

describe('naming a PIN', () => {
  it.each([
    ['simulateKeypadEntry', simulateKeypadEntry, 'to enter a PIN'],
    ['simulateUnmanagedAccessCode', simulateUnmanagedAccessCode, 'to choose a PIN'],
    ['simulateExternalModification', simulateExternalModification, 'to choose a PIN'],
  ])('needs SEE_PINS: %s', async (field, document, toDoWhat) => {
    const house = await aSandbox(gateway, ['READ_CODES', 'WRITE_CODES'])
    const deviceId = await house.door()
    const accessCodeId = await house.codeOnLock(deviceId, '4711')
    const which = document === simulateExternalModification ? { accessCodeId } : { deviceId }
    expect(await refused(house, document, { ...which, code: '4711' })).toEqual(
      failure(field, 'FORBIDDEN', `This credential needs the scope SEE_PINS ${toDoWhat}.`),
    )
  })

  it.each([
    ['simulateKeypadEntry', simulateKeypadEntry],
    ['simulateUnmanagedAccessCode', simulateUnmanagedAccessCode],
    ['simulateExternalModification', simulateExternalModification],
  ])('is naming 4 to 12 digits: %s', async (_field, document) => {
    const house = await aSandbox(gateway)
    const which = document === simulateExternalModification ? 'accessCodeId' : 'deviceId'
    for (const code of ['123', '12a4', '']) {
      expect(await refused(house, document, { [which]: await house.door(), code })).toEqual(
        invalidInput({ code: 'A PIN is 4 to 12 digits.' }),
      )
    }
  })
})

describe('simulateDevice', () => {
  it.each([
    ['a negative latency', { latencyMs: -1 }, { latencyMs: 'Must not be negative.' }],
    ['an endless latency', { latencyMs: 3_600_001 }, { latencyMs: 'At most an hour, in milliseconds.' }],
    ['a delay of nothing', { faults: [{ kind: 'APPLIES_LATE' }] }, { 'faults.0.afterMs': 'Say how late.' }],
    [
      'a late reading',
      { faults: [{ kind: 'APPLIES_LATE', afterMs: 1, calls: ['LIST'] }] },
      { 'faults.0.calls': 'A reading cannot be applied late.' },
    ],
    [
      'what belongs to other faults',
      { faults: [{ kind: 'REFUSES' }, { kind: 'DROPS_ANSWER', reason: 'BUSY', isPermanent: true, afterMs: 1 }] },
      {
        'faults.1.reason': 'Only a lock that refuses has a reason.',
        'faults.1.isPermanent': 'Only a refusal is permanent or not.',
        'faults.1.afterMs': 'Only what is applied late has a delay.',
      },
    ],
    [
      'no call and no time',
      { faults: [{ kind: 'REFUSES', calls: [], times: 0 }] },
      { 'faults.0.calls': 'Name at least one call, or leave it out.', 'faults.0.times': 'Must be at least 1.' },
    ],
  ])('is refused with %s', async (_what, input, issues) => {
    const house = await aSandbox(gateway)
    expect(await refused(house, simulateDevice, { deviceId: await house.door(), ...input })).toEqual(
      invalidInput(issues as unknown as Record<string, string>),
    )
  })

  it('loses no code that the lock does not hold', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door()
    const elsewhere = await house.codeOnLock(await house.door(), '4711')
    const off = await house.code({ deviceId, pin: '4712' })
    for (const loseCodeId of [elsewhere, unknown, 'x']) {
      expect(await refused(house, simulateDevice, { deviceId, isOnline: false, loseCodeId })).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: `No code on the device of this workspace has the id ${loseCodeId}.`,
        ids: [loseCodeId],
      })
    }
    expect(await refused(house, simulateDevice, { deviceId, isOnline: false, loseCodeId: off })).toEqual({
      __typename: 'NotModifiableError',
      code: 'NOT_MODIFIABLE',
      message: 'The lock does not hold this code, so that it cannot lose it.',
    })
  })
})

describe('simulateUnmanagedAccessCode', () => {
  it('is refused by a lock without a free slot', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door({ maxActiveCodesSupported: 1 })
    await house.codeOnLock(deviceId, '4711')
    expect(await refused(house, simulateUnmanagedAccessCode, { deviceId, code: '4712' })).toEqual({
      __typename: 'DeviceFullError',
      code: 'DEVICE_FULL',
      message: 'The lock has no slot left for another code.',
      device: { id: deviceId, maxActiveCodesSupported: 1 },
    })
  })

  it('is refused with a blank name', async () => {
    const house = await aSandbox(gateway)
    const input = { deviceId: await house.door(), code: '4712', name: ' ' }
    expect(await refused(house, simulateUnmanagedAccessCode, input)).toEqual(
      invalidInput({ name: 'Must not be blank.' }),
    )
  })
})

describe('simulateExternalModification', () => {
  it('is refused outside a sandbox, and for a lock that is not simulated', async () => {
    const house = await aSandbox(gateway)
    const real = await house.door({ provider: 'ZWAVE_JS', name: 'Gate' })
    const onReal = await house.code({ deviceId: real, pin: '4711', lockSlot: '1' })
    expect(await refused(house, simulateExternalModification, { accessCodeId: onReal })).toEqual(
      unsupported(real, 'Gate is no simulated lock: nothing can be simulated on it.'),
    )
    const deviceId = await house.door()
    const accessCodeId = await house.codeOnLock(deviceId, '4711')
    await prisma.workspace.update({ where: { id: house.workspaceId }, data: { isSandbox: false } })
    expect(await refused(house, simulateExternalModification, { accessCodeId })).toEqual(
      unsupported(deviceId, noSandbox),
    )
  })

  it('finds managed codes of the workspace only', async () => {
    const house = await aSandbox(gateway)
    const other = await aSandbox(gateway)
    const others = await other.codeOnLock(await other.door(), '4711')
    const unmanaged = await house.codeOnLock(await house.door(), '4711', { isManaged: false })
    const gone = await house.codeOnLock(await house.door(), '4711', { deletedAt: new Date(), removedAt: new Date() })
    for (const accessCodeId of [others, unmanaged, gone, unknown, 'x']) {
      expect(await refused(house, simulateExternalModification, { accessCodeId, code: '9999' })).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: `No access code of this workspace has the id ${accessCodeId}.`,
        ids: [accessCodeId],
      })
    }
  })

  it('is refused for a code that its lock does not hold, by our record or in fact', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door()
    const unset = await house.code({ deviceId, pin: '4711' })
    const lost = await house.code({ deviceId, pin: '4712', lockSlot: '7' })
    for (const accessCodeId of [unset, lost]) {
      expect(await house.changeByHand({ accessCodeId, code: '9999' })).toEqual({
        __typename: 'NotModifiableError',
        code: 'NOT_MODIFIABLE',
        message: 'The lock does not hold this code, so that nobody can change it there.',
      })
    }
  })
})
