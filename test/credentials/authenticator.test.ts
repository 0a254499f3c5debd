import { expect, it } from 'vitest'
import { Authenticator } from '../../src/domain/auth/authenticator.ts'
import { aHouse } from '../api/a-house.ts'
import { testGateway } from '../support/gateway.ts'

const gateway = await testGateway()
const { pool } = gateway.database

it('finds everybody who asks at the same time, however few it can remember', async () => {
  const houses = await Promise.all(Array.from({ length: 5 }, () => aHouse(gateway)))
  const authenticator = new Authenticator(pool, 1)
  const found = await Promise.all(
    houses.map(({ client }) => authenticator.authenticate({ token: client.key, workspaceId: null })),
  )
  expect(found.map((each) => ('viewer' in each ? each.viewer.workspaceId : each))).toEqual(
    houses.map(({ workspaceId }) => workspaceId),
  )
})
