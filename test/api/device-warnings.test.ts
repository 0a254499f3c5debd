import { expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { inHours } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

const warningsOf = async (id: string) =>
  (await house.client.ask(`{ device(id: "${id}") { warnings { issueCode message createdAt } } }`)).data.device.warnings

it('a device is full of the codes that are on its lock or should be, not of bookings to come', async () => {
  const deviceId = await house.door({ maxActiveCodesSupported: 2 })
  for (const from of [10, 20, 30]) {
    await house.code({ deviceId, status: 'UNSET', startsAt: inHours(from), endsAt: inHours(from + 5) })
  }
  await house.code({ deviceId })
  expect(await warningsOf(deviceId)).toEqual([])
  const preloaded = { status: 'UNSET', lockSlot: '1', startsAt: inHours(40), endsAt: inHours(45) } as const
  await house.code({ deviceId, ...preloaded })
  expect(await warningsOf(deviceId)).toEqual([
    {
      issueCode: 'max_access_codes_reached',
      message: 'Door holds 2 codes, and 2 at most: delete some to make room for others.',
      createdAt: null,
    },
  ])
})
