import { expect, test } from 'vitest'
import { setTraits } from '../../src/locks/simulated/traits.ts'
import { aSandbox } from '../sandbox/a-sandbox.ts'
import { testGateway } from '../support/gateway.ts'
import { runEngine } from '../support/simulated-engine.ts'

const gateway = await testGateway()
await runEngine(gateway)
const house = await aSandbox(gateway)

const eventually = (read: () => Promise<unknown>) => expect.poll(read, { timeout: 15_000, interval: 25 })
const codeOf = async (id: string) =>
  (
    await house.client.ask(`{ accessCode(id: "${id}") {
      name appearance { name firstName lastName } status pendingMutations { mutationCode } errors { issueCode }
    } }`)
  ).data.accessCode
const shown = (name: string | null, appearance: string | null, about: object = {}) => ({
  name,
  appearance: appearance === null ? null : { name: appearance, firstName: null, lastName: null },
  status: 'SET',
  pendingMutations: [],
  errors: [],
  ...about,
})

test('a code keeps the name that it was given, beside what its lock has made of it', async () => {
  const deviceId = await house.door()
  await setTraits(house.stack, { workspaceId: house.workspaceId, deviceId }, { nameLengthMax: 10 })
  await house.simulateDevice({ deviceId, isOnline: false })
  const { accessCode } = await house.createOne({ deviceId, name: 'The weekend guests' })
  const waits = { status: 'SETTING', pendingMutations: [{ mutationCode: 'CREATING' }] }
  const away = { errors: [{ issueCode: 'device_disconnected' }] }
  await eventually(() => codeOf(accessCode.id)).toEqual(shown('The weekend guests', null, { ...waits, ...away }))
  await house.simulateDevice({ deviceId, isOnline: true })
  await eventually(() => codeOf(accessCode.id)).toEqual(shown('The weekend guests', 'The weeken'))

  await house.updateOne({ id: accessCode.id, name: 'Anna' })
  await eventually(() => codeOf(accessCode.id)).toEqual(shown('Anna', 'Anna'))
  const nameless = await house.createOne({ deviceId })
  await eventually(() => codeOf(nameless.accessCode.id)).toEqual(shown(null, null))
})

test('a name that a lock takes once passes to the next guest when the lock shows another for the first', async () => {
  const deviceId = await house.door({ codeConstraints: [{ constraintType: 'NAME_MUST_BE_UNIQUE' }] })
  const { id } = (await house.createOne({ deviceId, name: 'Guest' })).accessCode
  await eventually(() => codeOf(id)).toEqual(shown('Guest', 'Guest'))

  await house.simulateDevice({ deviceId, isOnline: false })
  await house.updateOne({ id, name: 'Anna' })
  expect(await house.createOne({ deviceId, name: 'Guest' })).toMatchObject({ __typename: 'ConstraintViolationError' })
  await house.simulateDevice({ deviceId, isOnline: true })
  await eventually(() => codeOf(id)).toEqual(shown('Anna', 'Anna'))

  const next = (await house.createOne({ deviceId, name: 'Guest' })).accessCode.id
  await eventually(() => codeOf(next)).toEqual(shown('Guest', 'Guest'))
  await house.client.ask(`mutation { deleteAccessCode(input: { id: "${next}" }) { __typename } }`)
  await eventually(() => codeOf(next)).toBeNull()
  expect(await house.createOne({ deviceId, name: 'Guest' })).toMatchObject({ accessCode: { name: 'Guest' } })
})
