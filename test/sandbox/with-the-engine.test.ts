import { describe, expect, it } from 'vitest'
import { anId } from '../api/answers.ts'
import { testGateway } from '../support/gateway.ts'
import { runEngine } from '../support/simulated-engine.ts'
import { aSandbox } from './a-sandbox.ts'

const gateway = await testGateway()
const house = await aSandbox(gateway)
const { client } = house

await runEngine(gateway)

const eventually = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 10_000, interval: 20 })

async function setCode(input: object): Promise<string> {
  const { accessCode } = await house.createOne(input)
  await eventually(() => codeOf(accessCode.id)).toMatchObject({ status: 'SET', verification: 'READ_BACK' })
  return accessCode.id
}

async function codeOf(id: string) {
  const query = `{ accessCode(id: "${id}") {
    status verification code errors { issueCode } warnings { issueCode }
  } }`
  return (await client.ask(query)).data.accessCode
}

async function eventsOf(filter: string) {
  const query = `{ events(first: 100, filter: { ${filter} }) { nodes { type accessCodeId deviceId payload } } }`
  const { data } = await client.ask(query)
  return data.events.nodes
}

describe('a PIN entered at the keypad', () => {
  it('is told by an event: of the code that was used, or that the door stayed shut', async () => {
    const deviceId = await house.door()
    const id = await setCode({ deviceId, code: '4711' })
    expect(await house.enter({ deviceId, code: '4711' })).toMatchObject({ opens: true, accessCode: { id } })
    expect(await house.enter({ deviceId, code: '9999' })).toMatchObject({ opens: false, accessCode: null })
    await eventually(() => eventsOf(`types: [ACCESS_CODE_USED, ACCESS_DENIED], deviceId: "${deviceId}"`)).toEqual([
      { type: 'ACCESS_CODE_USED', accessCodeId: id, deviceId, payload: { slot: '1' } },
      { type: 'ACCESS_DENIED', accessCodeId: null, deviceId, payload: {} },
    ])
  })
})

describe('a code that is programmed by hand', () => {
  it('appears among the unmanaged codes of its device', async () => {
    const deviceId = await house.door()
    await setCode({ deviceId, code: '4711' })
    await house.addByHand({ deviceId, code: '2468', name: 'Plumber' })
    const query = `{ device(id: "${deviceId}") { unmanagedAccessCodes { nodes { id name code status } } } }`
    await eventually(async () => (await client.ask(query)).data.device.unmanagedAccessCodes.nodes).toEqual([
      { id: anId, name: 'Plumber', code: '2468', status: 'SET' },
    ])
  })
})

describe('a managed code that is changed by hand', () => {
  it('is an error until it is restored', async () => {
    const deviceId = await house.door()
    const accessCodeId = await setCode({ deviceId, code: '4711' })
    const faults = [{ kind: 'REFUSES', reason: 'BUSY', calls: ['SET'] }]
    expect(await house.simulateDevice({ deviceId, faults })).toMatchObject({ device: { id: deviceId } })
    await house.changeByHand({ accessCodeId, code: '9753' })
    await eventually(() => codeOf(accessCodeId)).toMatchObject({
      status: 'SETTING',
      errors: [{ issueCode: 'conflicting_external_modification' }],
    })
    expect(await house.enter({ deviceId, code: '9753' })).toMatchObject({ opens: true })
    await house.simulateDevice({ deviceId, clearFaults: true })
    await eventually(() => codeOf(accessCodeId)).toMatchObject({
      status: 'SET',
      code: '4711',
      errors: [],
      warnings: [],
    })
    expect(await house.enter({ deviceId, code: '9753' })).toMatchObject({ opens: false })
    expect(await house.enter({ deviceId, code: '4711' })).toMatchObject({
      opens: true,
      accessCode: { id: accessCodeId },
    })
    await eventually(() =>
      eventsOf(`types: [ACCESS_CODE_MODIFIED_EXTERNALLY], accessCodeId: "${accessCodeId}"`),
    ).toEqual([{ type: 'ACCESS_CODE_MODIFIED_EXTERNALLY', accessCodeId, deviceId, payload: { changes: ['code'] } }])
  })

  it('is set again if it was deleted', async () => {
    const deviceId = await house.door()
    const accessCodeId = await setCode({ deviceId, code: '4711' })
    await house.changeByHand({ accessCodeId, code: null })
    await eventually(() =>
      eventsOf(`types: [ACCESS_CODE_DELETED_EXTERNALLY], accessCodeId: "${accessCodeId}"`),
    ).toHaveLength(1)
    await eventually(() => codeOf(accessCodeId)).toMatchObject({ status: 'SET', errors: [] })
    expect(await house.enter({ deviceId, code: '4711' })).toMatchObject({ opens: true })
  })

  it('is accepted where that is allowed', async () => {
    const deviceId = await house.door()
    const accessCodeId = await setCode({ deviceId, code: '4711', isExternalModificationAllowed: true })
    await house.changeByHand({ accessCodeId, code: '9753' })
    await eventually(() => codeOf(accessCodeId)).toMatchObject({
      status: 'SET',
      errors: [],
      warnings: [{ issueCode: 'external_modification_in_effect' }],
    })
    expect(await house.enter({ deviceId, code: '9753' })).toMatchObject({
      opens: true,
      accessCode: { id: accessCodeId },
    })
    expect(await house.enter({ deviceId, code: '4711' })).toMatchObject({ opens: false })
  })
})

describe('a device that goes offline', () => {
  it('is seen to be, and to be back', async () => {
    const deviceId = await house.door()
    await setCode({ deviceId, code: '4711' })
    const isOnline = async () => (await client.ask(`{ device(id: "${deviceId}") { isOnline } }`)).data.device.isOnline
    for (const wanted of [false, true]) {
      await house.simulateDevice({ deviceId, isOnline: wanted })
      await eventually(isOnline).toBe(wanted)
    }
  })
})
