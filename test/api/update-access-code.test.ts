import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aNewCode, anId, anInstant, deferred } from './answers.ts'
import { eventsAreListed, inHours } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

const aWindow = (from: number, until: number) => ({ startsAt: inHours(from), endsAt: inHours(until) })

/** What a code that was recorded just now answers to a change: the lock has not heard of it yet. */
const updated = (deviceId: string, about: object, status = 'PENDING') => ({
  __typename: 'UpdateAccessCodePayload',
  accessCode: aNewCode(house.workspaceId, deviceId, about),
  actionAttempt: {
    id: anId,
    actionType: 'UPDATE_ACCESS_CODE',
    status,
    error: null,
    result: status === 'SUCCESS' ? { accessCodeId: expect.any(String) } : null,
    createdAt: anInstant,
  },
})

/** The events of a code that its creation did not bring. */
async function eventsOf(id: string) {
  await eventsAreListed(gateway)
  const { data } = await house.client.ask(`{ events(filter: { accessCodeId: "${id}" }) { nodes { type payload } } }`)
  const [created, ...others] = data.events.nodes
  expect(created).toEqual({ type: 'ACCESS_CODE_CREATED', payload: {} })
  return others
}

const claimsOf = async (id: string) => {
  const { rows } = await gateway.database.pool.query(
    `select upper(during) as until, lower(during) > now() as "isLater", enforced from pin_claim
     where access_code_id = $1 and released_at is null order by id`,
    [id],
  )
  return rows
}

describe('updateAccessCode', () => {
  it('changes the name alone, and leaves all else as it is', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, name: 'Anna', code: '4711' })
    expect(await house.updateOne({ id: accessCode.id, name: 'Berta' })).toEqual(
      updated(deviceId, { ...accessCode, name: 'Berta', updatedAt: anInstant }),
    )
    expect(await eventsOf(accessCode.id)).toEqual([
      {
        type: 'ACCESS_CODE_MUTATIONS_REQUESTED',
        payload: {
          requestedMutations: [{ mutationCode: 'UPDATING_NAME', from: { name: 'Anna' }, to: { name: 'Berta' } }],
        },
      },
      {
        type: 'ACCESS_CODE_CHANGED',
        payload: { changedProperties: [{ property: 'name', from: 'Anna', to: 'Berta' }] },
      },
    ])
    expect(await claimsOf(accessCode.id)).toHaveLength(1)
  })

  it('gives an ongoing code a window, and keeps its PIN for both until the lock is read', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, code: '4711' })
    const window = aWindow(100, 200)
    expect(await house.updateOne({ id: accessCode.id, ...window })).toEqual(
      updated(deviceId, { ...accessCode, ...deferred(window), updatedAt: anInstant }, 'SUCCESS'),
    )
    expect(await eventsOf(accessCode.id)).toEqual([
      {
        type: 'ACCESS_CODE_MUTATIONS_REQUESTED',
        payload: {
          requestedMutations: [
            { mutationCode: 'UPDATING_TIME_FRAME', from: { startsAt: null, endsAt: null }, to: window },
          ],
        },
      },
      {
        type: 'ACCESS_CODE_CHANGED',
        payload: {
          changedProperties: [
            { property: 'type', from: 'ONGOING', to: 'TIME_BOUND' },
            { property: 'startsAt', from: null, to: window.startsAt },
            { property: 'endsAt', from: null, to: window.endsAt },
          ],
        },
      },
    ])
    expect(await claimsOf(accessCode.id)).toEqual([
      { until: null, isLater: false, enforced: true },
      { until: new Date(window.endsAt), isLater: true, enforced: true },
    ])
  })

  it('gives a code another PIN, which no event tells', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, code: '4711' })
    expect(await house.updateOne({ id: accessCode.id, code: '4712' })).toEqual(
      updated(deviceId, { ...accessCode, code: '4712', updatedAt: anInstant }),
    )
    expect(await eventsOf(accessCode.id)).toEqual([
      {
        type: 'ACCESS_CODE_MUTATIONS_REQUESTED',
        payload: { requestedMutations: [{ mutationCode: 'UPDATING_CODE' }] },
      },
      { type: 'ACCESS_CODE_CHANGED', payload: { changedProperties: [{ property: 'code' }] } },
    ])
    expect(await claimsOf(accessCode.id)).toHaveLength(2)
  })
})
