import { afterAll, expect, it } from 'vitest'
import { startEngine } from '../../src/engine/engine.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { testGateway } from '../support/gateway.ts'
import { aSandbox } from './a-sandbox.ts'

const gateway = await testGateway()
const { database, vault } = gateway
const house = await aSandbox(gateway)
const running = new AsyncDisposableStack()
const provider = running.use(simulatedLocks({ pool: database.pool, vault }))
const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
const timing = { pollMs: 100, backoffFirstMs: 100, backoffMaxMs: 300 }
running.use(startEngine({ database, vault, providers: { SIMULATED: provider }, logger, timing }))
afterAll(() => running.disposeAsync())

const patience = { timeout: 15_000, interval: 25 }
const deviceOf = async (id: string) =>
  (
    await house.client.ask(
      `{ device(id: "${id}") { isOnline errors { issueCode message } accessCodes { nodes { status errors { issueCode source } } } } }`,
    )
  ).data.device
const eventsOf = async (deviceId: string) =>
  (
    await house.client.ask(
      `{ events(filter: { deviceId: "${deviceId}", types: [DEVICE_REMOVED, DEVICE_ADDED, DEVICE_CONNECTED, DEVICE_DISCONNECTED] }) { nodes { type } } }`,
    )
  ).data.events.nodes.map(({ type }: { type: string }) => type)

it('a device that its account has no more says so, takes no codes, and keeps its own for when it is back', async () => {
  const deviceId = await house.door()
  await house.createOne({ deviceId, code: '4711' })
  const isSet = { isOnline: true, errors: [], accessCodes: { nodes: [{ status: 'SET', errors: [] }] } }
  await expect.poll(() => deviceOf(deviceId), patience).toEqual(isSet)

  await house.simulateDevice({ deviceId, isRemoved: true })
  const message =
    'Door is no longer in its account, so that its codes can be neither changed nor checked: add it there again.'
  await expect
    .poll(() => deviceOf(deviceId), patience)
    .toEqual({
      isOnline: false,
      errors: [{ issueCode: 'device_removed', message }],
      accessCodes: { nodes: [{ status: 'SET', errors: [{ issueCode: 'device_removed', source: 'DEVICE' }] }] },
    })
  expect(await house.createOne({ deviceId })).toMatchObject({
    __typename: 'UnsupportedDeviceError',
    message: 'Door is no longer in its account, so no code can be set on it. Add it there again, or leave it out.',
  })

  await house.simulateDevice({ deviceId, isRemoved: false })
  await expect.poll(() => deviceOf(deviceId), patience).toEqual(isSet)
  expect((await house.enter({ deviceId, code: '4711' })).opens).toBe(true)
  await expect.poll(() => eventsOf(deviceId), patience).toEqual(['DEVICE_REMOVED', 'DEVICE_ADDED'])
})
