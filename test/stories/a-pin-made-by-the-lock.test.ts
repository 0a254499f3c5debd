import { expect, test } from 'vitest'
import { makeDue } from '../../src/data/engine/lock-events.ts'
import { loseCode } from '../../src/locks/simulated/faults.ts'
import { setTraits } from '../../src/locks/simulated/traits.ts'
import { aConstraint, aPin } from '../api/answers.ts'
import { inHours } from '../api/codes.ts'
import { aSandbox } from '../sandbox/a-sandbox.ts'
import { testGateway } from '../support/gateway.ts'
import { runEngine } from '../support/simulated-engine.ts'

const gateway = await testGateway()
await runEngine(gateway)
const house = await aSandbox(gateway)
const salto = {
  name: 'Studio',
  deviceType: 'salto_ks_lock',
  supportedCodeLengths: [6],
  codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }],
  supportsBackupAccessCodePool: false,
}

const eventually = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 15_000, interval: 25 })
const codeOf = async (id: string) =>
  (
    await house.client.ask(`{ accessCode(id: "${id}") {
      code codeVisibility isWaitingForCodeAssignment status isScheduledOnDevice verification name
      pendingMutations { mutationCode } errors { issueCode } warnings { issueCode }
    } }`)
  ).data.accessCode
const eventsOf = async (id: string) =>
  (await house.client.ask(`{ events(filter: { accessCodeId: "${id}" }) { nodes { type } } }`)).data.events.nodes.map(
    ({ type }: { type: string }) => type,
  )

const assigned = (about: object = {}) => ({
  code: aPin(6),
  codeVisibility: 'VISIBLE',
  isWaitingForCodeAssignment: false,
  status: 'SET',
  isScheduledOnDevice: false,
  verification: 'READ_BACK',
  name: 'Guest',
  pendingMutations: [],
  errors: [],
  warnings: [],
  ...about,
})
const waiting = (about: object = {}) =>
  assigned({
    code: null,
    codeVisibility: 'NOT_ASSIGNED',
    isWaitingForCodeAssignment: true,
    status: 'SETTING',
    verification: 'NONE',
    ...about,
  })

test('a lock that makes its PINs tells them some time later, and they stay the guest’s whatever else is changed', async () => {
  const deviceId = await house.door(salto)
  const lock = { workspaceId: house.workspaceId, deviceId }
  await setTraits(house.stack, lock, { pinDelayMs: 1_500 })
  const { accessCode, actionAttempt } = await house.createOne({ deviceId, name: 'Guest' })
  const { id } = accessCode
  expect(accessCode).toMatchObject({ code: null, codeVisibility: 'NOT_ASSIGNED', isWaitingForCodeAssignment: true })

  // It is on the lock, which has not told the PIN: then it does, and nobody has to tell the gateway to look.
  const isOnLock = async () => (await house.lockRows()) as { codes: object[] }
  await eventually(isOnLock).toMatchObject({ codes: [{ slot: 1, name: 'Guest' }] })
  expect([waiting(), waiting({ pendingMutations: [{ mutationCode: 'CREATING' }] })]).toContainEqual(await codeOf(id))
  await eventually(() => codeOf(id)).toEqual(assigned())
  const { code } = await codeOf(id)
  expect(await house.enter({ deviceId, code })).toMatchObject({ opens: true, accessCode: { id } })
  await eventually(() => eventsOf(id)).toEqual(['ACCESS_CODE_CREATED', 'ACCESS_CODE_SET_ON_DEVICE', 'ACCESS_CODE_USED'])
  const attempt = `{ actionAttempt(id: "${actionAttempt.id}") { status result } }`
  expect((await house.client.ask(attempt)).data.actionAttempt).toEqual({
    status: 'SUCCESS',
    result: { accessCodeId: id },
  })

  // Nobody else chooses it, nor changes it.
  const refusal = {
    __typename: 'ConstraintViolationError',
    code: 'CONSTRAINT_VIOLATED',
    message: 'Studio makes its PINs itself. Leave out code.',
    device: { id: deviceId },
    violations: [aConstraint('CANNOT_SPECIFY_PIN_CODE')],
  }
  expect(await house.updateOne({ id, code: '470110' })).toEqual(refusal)

  // A new name and a new window leave the PIN as it is.
  await house.updateOne({ id, name: 'Berta', startsAt: inHours(-1), endsAt: inHours(20) })
  await eventually(() => codeOf(id)).toEqual(assigned({ code, name: 'Berta' }))

  // What the lock loses it makes anew: the guest is told another PIN.
  const { rows } = await gateway.database.pool.query('select lock_slot as slot from access_code where id = $1', [id])
  await loseCode(house.stack, lock, rows[0].slot)
  await makeDue(gateway.database.pool, lock)
  await eventually(async () => (await codeOf(id)).code).not.toBe(code)
  await eventually(() => codeOf(id)).toEqual(assigned({ name: 'Berta' }))
  const now = await codeOf(id)
  expect(await house.enter({ deviceId, code: now.code })).toMatchObject({ opens: true, accessCode: { id } })
  expect(await house.enter({ deviceId, code })).toMatchObject({ opens: false })
})

test('a guest who comes later learns the PIN as soon as the lock has been given the code, ahead of the stay', async () => {
  const deviceId = await house.door(salto)
  const later = { startsAt: inHours(100), endsAt: inHours(120) }
  const far = await house.createOne({ deviceId, name: 'Guest', ...later })
  const soon = await house.createOne({ deviceId, name: 'Guest', startsAt: inHours(10), endsAt: inHours(20) })
  const unset = { status: 'UNSET' }
  await eventually(() => codeOf(soon.accessCode.id)).toEqual(assigned({ ...unset, isScheduledOnDevice: true }))
  expect(await codeOf(far.accessCode.id)).toEqual(
    waiting({ ...unset, pendingMutations: [{ mutationCode: 'DEFERRING_CREATION' }] }),
  )
  const { code } = await codeOf(soon.accessCode.id)
  expect(await house.enter({ deviceId, code })).toMatchObject({ opens: false })
})
