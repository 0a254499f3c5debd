import { describe, expect, it } from 'vitest'
import { aHouse } from '../api/a-house.ts'
import { inHours } from '../api/codes.ts'
import { testGateway } from '../support/gateway.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const ROUNDS = 25
const DOORS = 4

/** The codes of a group that are to stay, and their PINs. */
async function members(commonCodeKey: string) {
  const { data } = await house.client.ask(`{ linkedCodeGroup(by: { commonCodeKey: "${commonCodeKey}" }) {
    code accessCodes(first: 100) { nodes { id code name startsAt status } } } }`)
  const group = data.linkedCodeGroup
  if (group === null) return null
  const living = group.accessCodes.nodes.filter(({ status }: { status: string }) => status !== 'REMOVING')
  return { code: group.code, living, pins: new Set(living.map(({ code }: { code: string }) => code)) }
}

async function aGroup(commonCodeKey: string) {
  const deviceIds = await Promise.all(Array.from({ length: DOORS }, () => house.door()))
  for (const deviceId of deviceIds) await house.createOne({ deviceId, commonCodeKey })
  return deviceIds
}

// Hundreds of requests, on a machine that may be busy.
describe('requests about one group at the same moment end as if one had come after the other', {
  timeout: 90_000,
}, () => {
  it('joins and rotations: whoever is in the group has its one PIN', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const commonCodeKey = `join and rotate ${round}`
      await aGroup(commonCodeKey)
      const newDoors = await Promise.all([house.door(), house.door()])
      const answers = await Promise.all([
        house.rotateGroup({ commonCodeKey }),
        ...newDoors.map((deviceId) => house.createOne({ deviceId, commonCodeKey })),
        house.rotateGroup({ commonCodeKey }),
      ])
      expect(answers.map(({ __typename }) => __typename)).toEqual([
        'RotateLinkedCodeGroupPayload',
        'CreateAccessCodePayload',
        'CreateAccessCodePayload',
        'RotateLinkedCodeGroupPayload',
      ])
      const after = await members(commonCodeKey)
      expect({ living: after?.living.length, pins: after?.pins }).toEqual({
        living: DOORS + 2,
        pins: new Set([after?.code]),
      })
    }
  })

  it('a rotation and a change of name and window: both are there', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const commonCodeKey = `rotate and update ${round}`
      await aGroup(commonCodeKey)
      const window = { startsAt: inHours(100), endsAt: inHours(200) }
      const [rotated, updated] = await Promise.all([
        house.rotateGroup({ commonCodeKey }),
        house.updateMany({ commonCodeKey, name: 'Anna', ...window }),
      ])
      expect([rotated.__typename, updated.__typename]).toEqual([
        'RotateLinkedCodeGroupPayload',
        'UpdateMultipleAccessCodesPayload',
      ])
      const after = await members(commonCodeKey)
      expect(after?.pins).toEqual(new Set([rotated.linkedCodeGroup.code]))
      expect(after?.living).toEqual(
        after?.living.map((code: object) => ({ ...code, name: 'Anna', startsAt: window.startsAt })),
      )
    }
  })

  it('a rotation and a deletion: the group ends, whether or not it was rotated before', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const commonCodeKey = `rotate and delete ${round}`
      await aGroup(commonCodeKey)
      const [rotated, deleted] = await Promise.all([
        house.rotateGroup({ commonCodeKey }),
        house.deleteGroup(commonCodeKey),
      ])
      expect(['RotateLinkedCodeGroupPayload', 'NotFoundError']).toContain(rotated.__typename)
      expect(deleted.__typename).toBe('DeleteLinkedCodeGroupPayload')
      expect((await members(commonCodeKey))?.living).toEqual([])
    }
  })

  it('the last code leaves while another joins: one group of that key at most, and nobody in an ended one', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const commonCodeKey = `leave and join ${round}`
      const { accessCode } = await house.createOne({ deviceId: await house.door(), commonCodeKey })
      const [left, joined] = await Promise.all([
        house.unlinkOne(accessCode.id),
        house.createOne({ deviceId: await house.door(), commonCodeKey }),
      ])
      expect([left.__typename, joined.__typename]).toEqual(['UnlinkAccessCodePayload', 'CreateAccessCodePayload'])
      const after = await members(commonCodeKey)
      expect(after?.living.map(({ id }: { id: string }) => id)).toEqual([joined.accessCode.id])
    }
  })

  it('a joining door and a deletion: the door is in a group that lives, or on its way out with the others', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const commonCodeKey = `join and delete ${round}`
      await aGroup(commonCodeKey)
      const [joined, deleted] = await Promise.all([
        house.createOne({ deviceId: await house.door(), commonCodeKey }),
        house.deleteGroup(commonCodeKey),
      ])
      expect([joined.__typename, deleted.__typename]).toEqual([
        'CreateAccessCodePayload',
        'DeleteLinkedCodeGroupPayload',
      ])
      const after = await members(commonCodeKey)
      const ids = after?.living.map(({ id }: { id: string }) => id)
      expect([[], [joined.accessCode.id]]).toContainEqual(ids)
    }
  })
})
