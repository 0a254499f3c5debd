import { afterAll, expect, test } from 'vitest'
import { startEngine } from '../../src/engine/engine.ts'
import { goOffline, goOnline, loseCode } from '../../src/locks/simulated/faults.ts'
import { pressKeypad } from '../../src/locks/simulated/keypad.ts'
import { simulatedLocks } from '../../src/locks/simulated/simulated-locks.ts'
import { setTraits } from '../../src/locks/simulated/traits.ts'
import { type Answer, testGateway } from '../support/gateway.ts'
import { addDevice, addWorkspace } from '../support/house.ts'

const gateway = await testGateway()
const { database, vault } = gateway
const stack = { pool: database.pool, vault }
const workspaceId = await addWorkspace(database)
const guestsHost = await gateway.clientOf(workspaceId)
const provider = simulatedLocks(stack)
const logger = { info: () => undefined, warn: (facts: object, message: string) => console.error(message, facts) }
const engine = startEngine({ database, vault, providers: { SIMULATED: provider }, logger })
afterAll(async () => {
  await engine[Symbol.asyncDispose]()
  await provider[Symbol.asyncDispose]()
})

/** A weekend of some seconds: Friday is when it begins, Sunday when it is over. */
const untilFridayMs = 4_000
const weekendMs = 8_000

test('a guest’s weekend on three doors, from the plan to the last door cleared, with a battery change on Saturday', async () => {
  const doors = await threeDoors()
  const deviceIds = doors.map(({ deviceId }) => deviceId)
  const [, , gate] = doors
  if (!gate) throw new Error('there are three doors')

  // The week before: can the three doors share a PIN? They can.
  const { codeSharingPlan: plan } = await ask(planQuery, { input: { deviceIds, preferredCodeLength: 6 } })
  expect(plan).toMatchObject({ canShare: true, codeLength: 6, obstacles: [] })

  const startsAt = new Date(Date.now() + untilFridayMs)
  const endsAt = new Date(startsAt.getTime() + weekendMs)
  const input = {
    name: 'Weekend guests',
    deviceIds,
    code: plan.suggestedCode,
    preferredCodeLength: 6,
    startsAt,
    endsAt,
  }
  const { createMultipleAccessCodes: created } = await ask(createMutation, { input: { ...input, code: undefined } })
  const [pin] = created.accessCodes.map(({ code }: Code) => code)
  const ids: string[] = created.accessCodes.map(({ id }: Code) => id)
  expect(created.accessCodes).toMatchObject(ids.map(() => ({ code: pin, status: 'UNSET' })))
  expect(pin).toMatch(/^\d{6}$/)
  const groupId: string = created.linkedCodeGroup.id

  // Before Friday all three locks have it, and none lets it in.
  await become(ids, { status: 'UNSET', isScheduledOnDevice: true, verification: 'READ_BACK', pendingMutations: [] })
  for (const door of doors) expect((await pressKeypad(stack, door, pin)).opens).toBe(false)
  expect(Date.now()).toBeLessThan(startsAt.getTime())

  // Friday: it opens at its time, and every use is told.
  await become(ids, { status: 'SET', isScheduledOnDevice: false, verification: 'READ_BACK' })
  expect(Date.now()).toBeGreaterThanOrEqual(startsAt.getTime())
  expect(await groupStatus(groupId)).toBe('SET')
  for (const door of doors) expect((await pressKeypad(stack, door, pin)).opens).toBe(true)
  for (const id of ids) await expect.poll(() => eventsOf(id), patience).toContain('ACCESS_CODE_USED')

  // Saturday: the battery of the gate is changed, and it comes back without its codes.
  await goOffline(stack, gate)
  await expect.poll(() => isOnline(gate.deviceId), patience).toBe(false)
  await loseCode(stack, gate, '1')
  await goOnline(stack, gate)
  await expect.poll(() => isOnline(gate.deviceId), patience).toBe(true)
  const atGate = ids[2] as string
  await expect.poll(() => eventsOf(atGate), patience).toContain('ACCESS_CODE_DELETED_EXTERNALLY')
  await become(ids, { status: 'SET', verification: 'READ_BACK', errors: [] })
  expect((await pressKeypad(stack, gate, pin)).opens).toBe(true)
  expect(Date.now()).toBeLessThan(endsAt.getTime())

  // Sunday: all three doors are cleared, and what was there is nowhere any more.
  await expect.poll(() => Promise.all(ids.map(codeOf)), patience).toEqual([null, null, null])
  expect(Date.now()).toBeGreaterThanOrEqual(endsAt.getTime())
  expect(await groupStatus(groupId)).toBeUndefined()
  for (const door of doors) {
    expect((await pressKeypad(stack, door, pin)).opens).toBe(false)
    const { rows } = await database.pool.query('select slot from simulated_lock.code where device_id = $1', [
      door.deviceId,
    ])
    expect(rows).toEqual([])
  }
  for (const id of ids.slice(0, 2)) expect(await eventsOf(id)).toEqual(quietStay)
  expect(await eventsOf(atGate)).toEqual([...quietStay.slice(0, 4), ...atGateOnly, ...quietStay.slice(4)])
}, 90_000)

const quietStay = [
  'ACCESS_CODE_CREATED',
  'ACCESS_CODE_SCHEDULED_ON_DEVICE',
  'ACCESS_CODE_SET_ON_DEVICE',
  'ACCESS_CODE_USED',
  'ACCESS_CODE_REMOVED_FROM_DEVICE',
  'ACCESS_CODE_DELETED',
]
const atGateOnly = ['ACCESS_CODE_DELETED_EXTERNALLY', 'ACCESS_CODE_SET_ON_DEVICE', 'ACCESS_CODE_USED']

const patience = { timeout: 20_000, interval: 30 }

interface Code {
  readonly id: string
  readonly code: string
}

async function threeDoors() {
  const doors = []
  for (const name of ['Front door', 'Back door', 'Garden gate']) {
    const door = { workspaceId, deviceId: await addDevice(database, workspaceId, { name }) }
    await setTraits(stack, door, { latencyMs: 20 })
    doors.push(door)
  }
  return doors
}

async function ask(query: string, variables: object): Promise<NonNullable<Answer['data']>> {
  const { data, errors } = await guestsHost.ask(query, variables)
  expect(errors).toBeUndefined()
  return data
}

const planQuery = `query ($input: CodeSharingPlanInput!) {
  codeSharingPlan(input: $input) { canShare codeLength suggestedCode obstacles { reason } } }`
const createMutation = `mutation ($input: CreateMultipleAccessCodesInput!) {
  createMultipleAccessCodes(input: $input) {
    ... on CreateMultipleAccessCodesPayload { linkedCodeGroup { id } accessCodes { id code status } }
    ... on UserError { message } } }`
const codeQuery = `query ($id: ID!) { accessCode(id: $id) {
  status isScheduledOnDevice verification pendingMutations { __typename } errors { issueCode } } }`
const eventsQuery = `query ($id: ID!) { events(first: 100, filter: { accessCodeId: $id }) { nodes { type } } }`

const codeOf = async (id: string) => (await ask(codeQuery, { id })).accessCode
const isOnline = async (id: string) =>
  (await ask('query ($id: ID!) { device(id: $id) { isOnline } }', { id })).device.isOnline
const groupStatus = async (id: string) =>
  (await ask('query ($id: ID!) { node(id: $id) { ... on LinkedCodeGroup { status } } }', { id })).node?.status
const eventsOf = async (id: string) =>
  (await ask(eventsQuery, { id })).events.nodes.map(({ type }: { type: string }) => type)

async function become(ids: readonly string[], expected: object): Promise<void> {
  await expect.poll(() => Promise.all(ids.map(codeOf)), patience).toMatchObject(ids.map(() => expected))
}
