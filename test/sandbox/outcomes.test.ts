import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aSandbox } from './a-sandbox.ts'

const gateway = await testGateway()

describe('simulateDevice', () => {
  it('does all of it to the lock, and clears it again', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door()
    const faults = [
      { kind: 'APPLIES_LATE', afterMs: 2_000, calls: ['SET'] },
      { kind: 'DROPS_ANSWER', calls: ['LIST', 'REMOVE'], times: 1 },
      { kind: 'REFUSES' },
      { kind: 'REFUSES', reason: 'NO_SPACE', isPermanent: true, times: 2 },
      { kind: 'STORES_NOTHING' },
    ]
    const answer = { __typename: 'SimulateDevicePayload', device: { id: deviceId, isOnline: true } }
    const input = { deviceId, isOnline: false, latencyMs: 300, clockOffsetMs: -60_000, faults }
    expect(await house.simulateDevice(input)).toEqual(answer)
    const fault = (kind: string, calls: string[], more: object = {}) => ({
      ...{ kind, calls, reason: null, is_permanent: null, after_ms: null, times_left: null },
      ...more,
    })
    expect(await house.lockRows()).toEqual({
      locks: [{ device_id: deviceId, is_online: false, slowed_by_ms: 300, clock_offset_ms: -60_000 }],
      codes: [],
      faults: [
        fault('APPLIES_LATE', ['set'], { after_ms: 2_000 }),
        fault('DROPS_ANSWER', ['list', 'remove'], { times_left: 1 }),
        fault('REFUSES', ['set', 'remove'], { reason: 'OTHER', is_permanent: false }),
        fault('REFUSES', ['set', 'remove'], { reason: 'NO_SPACE', is_permanent: true, times_left: 2 }),
        fault('STORES_NOTHING', ['set', 'remove']),
      ],
      events: [{ type: 'DISCONNECTED', slot: null }],
    })

    expect(await house.simulateDevice({ deviceId })).toEqual(answer)
    expect(await house.lockRows()).toMatchObject({ locks: [{ is_online: false }] })
    expect(await house.simulateDevice({ deviceId, clearFaults: true, latencyMs: 5 })).toEqual(answer)
    expect(await house.lockRows()).toMatchObject({
      locks: [{ is_online: true, slowed_by_ms: 5, clock_offset_ms: 0 }],
      faults: [],
    })
  })

  it('has the lock lose a code and tell nobody', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door()
    const loseCodeId = await house.codeOnLock(deviceId, '4711')
    await house.codeOnLock(deviceId, '4712', { isManaged: false })
    expect(await house.simulateDevice({ deviceId, loseCodeId })).toMatchObject({ __typename: 'SimulateDevicePayload' })
    expect(await house.lockRows()).toMatchObject({ codes: [{ slot: 2 }], events: [] })
  })
})

describe('simulateKeypadEntry', () => {
  it('opens the door with a code on the lock, and says whose it is if it is managed', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door()
    const id = await house.codeOnLock(deviceId, '4711')
    await house.codeOnLock(deviceId, '4712', { isManaged: false })
    const payload = { __typename: 'SimulateKeypadEntryPayload' }
    const used = { id, status: 'SET' }
    expect(await house.enter({ deviceId, code: '4711' })).toEqual({ ...payload, opens: true, accessCode: used })
    expect(await house.enter({ deviceId, code: '4712' })).toEqual({ ...payload, opens: true, accessCode: null })
    expect(await house.enter({ deviceId, code: '4713' })).toEqual({ ...payload, opens: false, accessCode: null })
    expect(await house.lockRows()).toMatchObject({
      events: [
        { type: 'ACCESS_DENIED', slot: null },
        { type: 'CODE_USED', slot: '1' },
        { type: 'CODE_USED', slot: '2' },
      ],
    })
  })

  it('opens a door that is offline, which tells nobody', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door({ offlineSince: new Date() })
    await house.codeOnLock(deviceId, '4711')
    expect(await house.enter({ deviceId, code: '4711' })).toMatchObject({ opens: true })
    expect(await house.lockRows()).toMatchObject({ events: [] })
  })
})

describe('simulateUnmanagedAccessCode', () => {
  it('puts a code into the first free slot', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door()
    await house.codeOnLock(deviceId, '4711')
    expect(await house.addByHand({ deviceId, code: '4712', name: 'Plumber' })).toEqual({
      __typename: 'SimulateUnmanagedAccessCodePayload',
      device: { id: deviceId },
    })
    expect(await house.lockRows()).toMatchObject({
      codes: [
        { slot: 1, name: null },
        { slot: 2, name: 'Plumber', pin_hash: gateway.vault.hash(house.workspaceId, '4712') },
      ],
      events: [{ type: 'CHANGED' }],
    })
  })
})

describe('simulateExternalModification', () => {
  it('gives the code another PIN at the lock, and then deletes it there', async () => {
    const house = await aSandbox(gateway)
    const deviceId = await house.door()
    const accessCodeId = await house.codeOnLock(deviceId, '4711')
    const answer = {
      __typename: 'SimulateExternalModificationPayload',
      accessCode: { id: accessCodeId, status: 'SET' },
    }
    expect(await house.changeByHand({ accessCodeId, code: '9999' })).toEqual(answer)
    expect(await house.lockRows()).toMatchObject({
      codes: [{ slot: 1, pin_hash: gateway.vault.hash(house.workspaceId, '9999') }],
    })
    expect(await house.changeByHand({ accessCodeId, code: null })).toEqual(answer)
    expect(await house.lockRows()).toMatchObject({ codes: [], events: [{ type: 'CHANGED' }, { type: 'CHANGED' }] })
  })
})
