import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { eventsAreListed, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const stranger = await aHouse(gateway)

const unknown = (commonCodeKey: string) => ({
  __typename: 'NotFoundError',
  code: 'NOT_FOUND',
  message: `No linked code group of this workspace has the commonCodeKey ${commonCodeKey}.`,
  ids: [commonCodeKey],
})

describe('deleteLinkedCodeGroup', () => {
  it('ends the wish for every code of the group, which stays in sight as REMOVING', async () => {
    const doors = [await house.door(), await house.door(), await house.door()]
    const { linkedCodeGroup, accessCodes } = await house.createMany({ deviceIds: doors })
    const { commonCodeKey } = linkedCodeGroup
    const removing = {
      __typename: 'DeleteLinkedCodeGroupPayload',
      linkedCodeGroup: { ...linkedCodeGroup, status: 'REMOVING' },
    }
    expect(await house.deleteGroup(commonCodeKey)).toEqual(removing)
    expect(await writingNothing(gateway, () => house.deleteGroup(commonCodeKey))).toEqual(removing)
    for (const { id } of accessCodes) {
      const { data } = await house.client.ask(
        `{ accessCode(id: "${id}") { status pendingMutations { mutationCode } } }`,
      )
      expect(data.accessCode).toEqual({ status: 'REMOVING', pendingMutations: [{ mutationCode: 'DELETING' }] })
    }
    await eventsAreListed(gateway)
    const { data } = await house.client.ask(
      `{ events(filter: { linkedCodeGroupId: "${linkedCodeGroup.id}", types: [ACCESS_CODE_MUTATIONS_REQUESTED] }) { nodes { accessCodeId payload } } }`,
    )
    const inOrder = (ids: string[]) => ids.toSorted()
    expect(inOrder(data.events.nodes.map((event: { accessCodeId: string }) => event.accessCodeId))).toEqual(
      inOrder(accessCodes.map(({ id }: { id: string }) => id)),
    )
  })

  it('frees the PIN of the group on every door at once', async () => {
    const deviceIds = [await house.door(), await house.door()]
    await house.createOne({ deviceId: deviceIds[0], commonCodeKey: 'freed', code: '4711' })
    await house.createOne({ deviceId: deviceIds[1], commonCodeKey: 'freed' })
    await house.deleteGroup('freed')
    expect((await house.createMany({ deviceIds, code: '4711' })).__typename).toBe('CreateMultipleAccessCodesPayload')
  })

  it('does not know a key that is unknown, of an ended group, or somebody else’s', async () => {
    await stranger.createOne({ deviceId: await stranger.door(), commonCodeKey: 'theirs' })
    const { accessCode } = await house.createOne({ deviceId: await house.door(), commonCodeKey: 'left' })
    await house.unlinkOne(accessCode.id)
    for (const key of ['theirs', 'left', '', 'nothing']) {
      expect(await writingNothing(gateway, () => house.deleteGroup(key))).toEqual(unknown(key))
    }
  })
})
