import { expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

it('shows each mutation of one request what those before it have done', async () => {
  const [front, back] = [await house.door(), await house.door()]
  const create = (
    alias: string,
    deviceId: string,
  ) => `${alias}: createAccessCode(input: { deviceId: "${deviceId}", commonCodeKey: "serial" }) {
    ... on CreateAccessCodePayload {
      accessCode { device { accessCodes { totalCount } } linkedCodeGroup { accessCodes { totalCount } devices { id } } }
    }
    ... on DuplicateAccessCodeError { device { accessCodes { totalCount } } }
  }`
  const client = await gateway.clientOf(house.workspaceId)
  const answer = await client.ask(`mutation { ${create('a', front)} ${create('b', back)} ${create('c', front)} }`)
  const shown = (codes: number, members: string[]) => ({
    accessCode: {
      device: { accessCodes: { totalCount: codes } },
      linkedCodeGroup: { accessCodes: { totalCount: members.length }, devices: members.map((id) => ({ id })) },
    },
  })
  expect(answer).toEqual({
    data: {
      a: shown(1, [front]),
      b: shown(1, [front, back]),
      c: { device: { accessCodes: { totalCount: 1 } } },
    },
  })
})
