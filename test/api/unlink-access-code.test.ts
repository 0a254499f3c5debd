import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { anInstant } from './answers.ts'
import { eventsAreListed, inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const stranger = await aHouse(gateway)

const notModifiable = (message: string) => ({ __typename: 'NotModifiableError', code: 'NOT_MODIFIABLE', message })
const groupOf = async (commonCodeKey: string) =>
  (
    await house.client.ask(
      `{ linkedCodeGroup(by: { commonCodeKey: "${commonCodeKey}" }) { accessCodes { nodes { id } } } }`,
    )
  ).data.linkedCodeGroup

describe('unlinkAccessCode', () => {
  it('takes a code out of its group with the PIN that it has; the others stay', async () => {
    const [one, other] = [await house.door(), await house.door()]
    const { accessCode: stays } = await house.createOne({ deviceId: one, commonCodeKey: 'pair' })
    const { accessCode: leaves } = await house.createOne({ deviceId: other, commonCodeKey: 'pair' })
    expect(await house.unlinkOne(leaves.id)).toEqual({
      __typename: 'UnlinkAccessCodePayload',
      accessCode: { ...leaves, commonCodeKey: null, linkedCodeGroup: null, updatedAt: anInstant },
    })
    expect(await groupOf('pair')).toEqual({ accessCodes: { nodes: [{ id: stays.id }] } })
    await eventsAreListed(gateway)
    const { data } = await house.client.ask(
      `{ events(filter: { accessCodeId: "${leaves.id}" }) { nodes { type payload linkedCodeGroupId } } }`,
    )
    expect(data.events.nodes.slice(1)).toEqual([
      {
        type: 'ACCESS_CODE_CHANGED',
        payload: { changedProperties: [{ property: 'commonCodeKey', from: 'pair', to: null }] },
        linkedCodeGroupId: leaves.linkedCodeGroup.id,
      },
    ])
    // From now on it may have a PIN of its own.
    expect((await house.updateOne({ id: leaves.id, code: '90817' })).accessCode).toMatchObject({ code: '90817' })
  })

  it('ends the group that loses its last code, so that its key can be used anew', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, commonCodeKey: 'alone', code: '4711' })
    await house.unlinkOne(accessCode.id)
    expect(await groupOf('alone')).toBeNull()
    const again = await house.createOne({ deviceId, commonCodeKey: 'alone', code: '4712' })
    expect(again.accessCode.linkedCodeGroup.id).not.toBe(accessCode.linkedCodeGroup.id)
  })

  it('refuses a code in no group, one being removed, and one that has ended', async () => {
    const { accessCode: single } = await house.createOne({ deviceId: await house.door() })
    const { accessCode: deleted } = await house.createOne({ deviceId: await house.door(), commonCodeKey: 'deleted' })
    await house.deleteGroup('deleted')
    const { accessCode: ended } = await house.createOne({ deviceId: await house.door(), commonCodeKey: 'ended' })
    await gateway.database.pool.query(
      `update access_code set type = 'TIME_BOUND', starts_at = $2, ends_at = $3 where id = $1`,
      [ended.id, inHours(-2), inHours(-1)],
    )
    const leaving = 'The code is being removed: it leaves its group when it is gone.'
    for (const [id, message] of [
      [single.id, 'The code is in no group.'],
      [deleted.id, leaving],
      [ended.id, leaving],
    ]) {
      expect(await writingNothing(gateway, () => house.unlinkOne(id))).toEqual(notModifiable(message))
    }
  })

  it('does not know ids that are malformed, unknown, unmanaged or somebody else’s', async () => {
    const unmanaged = await house.code({ deviceId: await house.door(), pin: '8642', isManaged: false })
    const foreign = (await stranger.createOne({ deviceId: await stranger.door(), commonCodeKey: 'x' })).accessCode.id
    for (const id of ['x', '', '0a6fd2e4-0000-4000-8000-000000000000', unmanaged, foreign]) {
      expect(await writingNothing(gateway, () => house.unlinkOne(id))).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: `No access code of this workspace has the id ${id}.`,
        ids: [id],
      })
    }
  })
})
