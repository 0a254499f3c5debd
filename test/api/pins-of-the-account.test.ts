import { expect, it } from 'vitest'
import { newId } from '../../src/data/uuid.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aConstraint } from './answers.ts'
import { inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const constraintType = 'PIN_CODE_MATCHES_EXISTING_SET'

async function anAccount(): Promise<string> {
  const data = { id: newId(), workspaceId: house.workspaceId, provider: 'SIMULATED', displayName: 'Hub' } as const
  return (await gateway.database.prisma.connectedAccount.create({ data })).id
}
const aDoor = (connectedAccountId: string) => house.door({ connectedAccountId, codeConstraints: [{ constraintType }] })
const refused = (deviceId: string) => ({
  __typename: 'ConstraintViolationError',
  code: 'CONSTRAINT_VIOLATED',
  message: 'Door takes no PIN that is not already used in its account. Choose another PIN, or leave Door out.',
  device: { id: deviceId },
  violations: [aConstraint(constraintType)],
})

it.each<[what: string, about: object]>([
  ['a guest’s', {}],
  ['somebody else’s', { isManaged: false }],
  ['a guest’s who comes later', { startsAt: inHours(10), endsAt: inHours(20), status: 'UNSET' }],
])('a door that takes only PINs of its account takes one that is on another of its locks: %s', async (_what, about) => {
  const account = await anAccount()
  await house.code({
    deviceId: await house.door({ connectedAccountId: account }),
    pin: '864297',
    isOnLock: true,
    ...about,
  })
  const deviceId = await aDoor(account)
  expect(await house.createOne({ deviceId, code: '864297' })).toMatchObject({ accessCode: { code: '864297' } })
})

it.each<[what: string, about: object]>([
  ['on no lock yet', { isOnLock: false }],
  ['on its way off the lock', { deletedAt: new Date(), status: 'REMOVING' }],
  ['of a guest who has left', { startsAt: inHours(-20), endsAt: inHours(-10), status: 'REMOVING' }],
  ['gone', { deletedAt: new Date(), removedAt: new Date(), isOnLock: false }],
])('it does not take one that is %s', async (_what, about) => {
  const account = await anAccount()
  await house.code({
    deviceId: await house.door({ connectedAccountId: account }),
    pin: '864297',
    isOnLock: true,
    ...about,
  })
  const deviceId = await aDoor(account)
  const ask = () => house.createOne({ deviceId, code: '864297' })
  expect(await writingNothing(gateway, ask)).toEqual(refused(deviceId))
})

it('it does not take one of another account, nor change to it', async () => {
  const [account, other] = [await anAccount(), await anAccount()]
  await house.code({ deviceId: await house.door({ connectedAccountId: other }), pin: '864297', isOnLock: true })
  const deviceId = await aDoor(account)
  expect(await writingNothing(gateway, () => house.createOne({ deviceId, code: '864297' }))).toEqual(refused(deviceId))
  const id = await house.code({ deviceId, pin: '470110', isOnLock: true })
  expect(await writingNothing(gateway, () => house.updateOne({ id, code: '864297' }))).toEqual(refused(deviceId))
})
