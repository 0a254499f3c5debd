import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aNewCode, anInstant, deferred } from './answers.ts'
import { inHours } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

const aWindow = (from: number, until: number) => ({ startsAt: inHours(from), endsAt: inHours(until) })

describe('updateMultipleAccessCodes', () => {
  it('changes name and window of every code of the group', async () => {
    const doors = await Promise.all(Array.from({ length: 3 }, () => house.door()))
    const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds: doors, name: 'Anna' })
    const window = aWindow(100, 200)
    const answer = await house.updateMany({ commonCodeKey: linkedCodeGroup.commonCodeKey, name: 'Berta', ...window })
    const changed = { name: 'Berta', ...deferred(window), updatedAt: anInstant }
    expect(answer).toEqual({
      __typename: 'UpdateMultipleAccessCodesPayload',
      linkedCodeGroup: { ...linkedCodeGroup, name: 'Berta', status: 'UNSET', ...window },
      accessCodes: accessCodes
        .toSorted((a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1))
        .map((code: { device: { id: string } }) =>
          aNewCode(house.workspaceId, code.device.id, { ...code, ...changed }),
        ),
    })
  })
})
