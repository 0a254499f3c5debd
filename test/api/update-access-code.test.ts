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

  it('changes everything at once, and clears what is null', async () => {
    const deviceId = await house.door()
    const before = { code: '4711', name: 'Anna', ...aWindow(-1, 5) }
    const { accessCode } = await house.createOne({ deviceId, ...before })
    const change = { code: '4712', name: null, startsAt: null, endsAt: null, isExternalModificationAllowed: true }
    expect(await house.updateOne({ id: accessCode.id, ...change })).toEqual(
      updated(deviceId, { ...accessCode, ...change, type: 'ONGOING', updatedAt: anInstant }),
    )
    const [requested, changed] = await eventsOf(accessCode.id)
    const none = { startsAt: null, endsAt: null }
    const { startsAt, endsAt } = before
    expect(requested.payload.requestedMutations).toEqual([
      { mutationCode: 'UPDATING_NAME', from: { name: 'Anna' }, to: { name: null } },
      { mutationCode: 'UPDATING_CODE' },
      { mutationCode: 'UPDATING_TIME_FRAME', from: { startsAt, endsAt }, to: none },
    ])
    expect(changed.payload.changedProperties).toEqual([
      { property: 'name', from: 'Anna', to: null },
      { property: 'code' },
      { property: 'type', from: 'TIME_BOUND', to: 'ONGOING' },
      { property: 'startsAt', from: startsAt, to: null },
      { property: 'endsAt', from: endsAt, to: null },
      { property: 'isExternalModificationAllowed', from: false, to: true },
    ])
  })

  it('shows what the lock still has until it confirms, its PIN only to who may see PINs', async () => {
    const deviceId = await house.door()
    const before = aWindow(-1, 5)
    const dates = { startsAt: new Date(before.startsAt), endsAt: new Date(before.endsAt) }
    const id = await house.code({ deviceId, pin: '4711', name: 'Anna', lockSlot: '1', ...dates })
    await gateway.database.pool.query(
      `update access_code set confirmed_at = now(), confirmed_name = name, confirmed_starts_at = starts_at,
         confirmed_ends_at = ends_at, confirmed_pin_ciphertext = pin_ciphertext, confirmed_pin_hash = pin_hash
       where id = $1`,
      [id],
    )
    const endsAt = inHours(3)
    const { accessCode, actionAttempt } = await house.updateOne({ id, code: '4712', name: 'Berta', endsAt })
    const createdAt = accessCode.updatedAt
    const pending = (kind: string, mutationCode: string, what: string, about: object) => {
      return {
        __typename: kind,
        mutationCode,
        message: `The ${what} is being changed on the device.`,
        createdAt,
        ...about,
      }
    }
    expect(accessCode).toMatchObject({ code: '4712', name: 'Berta', endsAt, status: 'SETTING', verification: 'NONE' })
    expect(accessCode.pendingMutations).toEqual([
      pending('UpdatingCodeMutation', 'UPDATING_CODE', 'PIN', { from: { code: '4711' }, to: { code: '4712' } }),
      pending('UpdatingNameMutation', 'UPDATING_NAME', 'name', {
        fromName: { name: 'Anna' },
        toName: { name: 'Berta' },
      }),
      pending('UpdatingTimeFrameMutation', 'UPDATING_TIME_FRAME', 'time frame', {
        fromWindow: before,
        toWindow: { startsAt: before.startsAt, endsAt },
      }),
    ])
    expect(actionAttempt.status).toBe('PENDING')
    const blind = await gateway.clientOf(house.workspaceId, ['READ_CODES'])
    const fields = '... on UpdatingCodeMutation { from { code } to { code } }'
    const { data } = await blind.ask(`{ accessCode(id: "${id}") { pendingMutations { ${fields} } } }`)
    expect(data.accessCode.pendingMutations[0]).toEqual({ from: { code: null }, to: { code: null } })
  })

  it.each([
    ['another name', { name: 'Berta' }, 'SET', 'READ_BACK'],
    ['another PIN', { code: '4712' }, 'SETTING', 'NONE'],
    ['another window', { startsAt: inHours(100), endsAt: inHours(200) }, 'SETTING', 'NONE'],
  ])('knows of the wish with %s no more than what was read of it', async (_what, input, status, verification) => {
    const about = { lockSlot: '1', confirmedAt: new Date(), verification: 'READ_BACK', name: 'Anna' } as const
    const id = await house.code({ deviceId: await house.door(), pin: '4711', ...about })
    await gateway.database.pool.query(
      `update access_code set confirmed_name = name, confirmed_pin_ciphertext = pin_ciphertext, confirmed_pin_hash = pin_hash
       where id = $1`,
      [id],
    )
    expect((await house.updateOne({ id, ...input })).accessCode).toMatchObject({ status, verification })
  })

  it.each([
    ['the name', { name: 'Anna' }],
    ['the PIN', { code: '4711' }],
    ['the type', { type: 'TIME_BOUND' }],
    ['nothing', {}],
    ['the flag', { isExternalModificationAllowed: false, attemptForOfflineDevice: false }],
  ])('leaves a code as it is whose %s is like that already, on a device that is offline', async (_what, input) => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, code: '4711', name: 'Anna', ...aWindow(1, 2) })
    await gateway.database.pool.query('update device set offline_since = now() where id = $1', [deviceId])
    const answer = await house.updateOne({ id: accessCode.id, ...input })
    const errors = [{ issueCode: 'device_disconnected', source: 'DEVICE' }]
    expect(answer).toEqual(updated(deviceId, { ...accessCode, errors }, 'SUCCESS'))
    expect(await eventsOf(accessCode.id)).toEqual([])
    expect(await claimsOf(accessCode.id)).toHaveLength(1)
  })

  it('moves one time of a window alone, and makes a window ongoing by its type', async () => {
    const deviceId = await house.door()
    const window = aWindow(100, 200)
    const { accessCode } = await house.createOne({ deviceId, ...window })
    const startsAt = inHours(90)
    const moved = await house.updateOne({ id: accessCode.id, startsAt })
    expect(moved.accessCode).toMatchObject({ ...deferred({ ...window, startsAt }), type: 'TIME_BOUND' })
    const endsAt = inHours(95)
    expect((await house.updateOne({ id: accessCode.id, endsAt })).accessCode).toMatchObject({ startsAt, endsAt })
    const ongoing = await house.updateOne({ id: accessCode.id, type: 'ONGOING' })
    expect(ongoing).toMatchObject({
      accessCode: { type: 'ONGOING', startsAt: null, endsAt: null, status: 'SETTING' },
      actionAttempt: { status: 'PENDING' },
    })
    expect(await claimsOf(accessCode.id)).toHaveLength(4)
    // Neither another name nor a window that comes back claims anything anew.
    await house.updateOne({ id: accessCode.id, name: 'Anna', ...window })
    expect(await claimsOf(accessCode.id)).toHaveLength(4)
  })

  it('changes name and window of one code of a group alone, and takes its PIN for no change', async () => {
    const doors = [await house.door(), await house.door()]
    const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds: doors, name: 'Guests' })
    const window = aWindow(100, 200)
    const [one, other] = accessCodes
    const answer = await house.updateOne({ id: one.id, name: 'Anna', code: one.code, ...window })
    expect(answer.accessCode).toEqual({ ...one, name: 'Anna', ...deferred(window), updatedAt: anInstant })
    const { data } = await house.client.ask(`{
      accessCode(id: "${other.id}") { name startsAt updatedAt }
      linkedCodeGroup(by: { id: "${linkedCodeGroup.id}" }) { name startsAt status code }
    }`)
    expect(data).toEqual({
      accessCode: { name: 'Guests', startsAt: null, updatedAt: other.updatedAt },
      linkedCodeGroup: { name: null, startsAt: null, status: 'SETTING', code: one.code },
    })
  })

  it('renames a code on a device that could not take it any more', async () => {
    const deviceId = await house.door({ maxActiveCodesSupported: 1, codeConstraints: [{ constraintType: 'NO_ZEROS' }] })
    const id = await house.code({ deviceId, pin: '4070' })
    const about = { canProgramOnlineAccessCodes: false, maxActiveCodesSupported: 0, supportedCodeLengths: [6] }
    await gateway.database.prisma.device.update({ where: { id: deviceId }, data: about })
    const answer = await house.updateOne({ id, name: 'Berta' })
    expect(answer).toMatchObject({ __typename: 'UpdateAccessCodePayload', accessCode: { name: 'Berta', code: '4070' } })
  })

  it('keeps a PIN that the lock made out of what the database enforces', async () => {
    const deviceId = await house.door({ codeConstraints: [{ constraintType: 'CANNOT_SPECIFY_PIN_CODE' }] })
    const id = await house.code({ deviceId, pin: '4711' })
    await gateway.database.pool.query('update pin_claim set enforced = false where access_code_id = $1', [id])
    await house.updateOne({ id, ...aWindow(-1, 1), code: '4711' })
    expect(await claimsOf(id)).toMatchObject([{ enforced: false }, { enforced: false }])
  })

  it('lets the backup that was pulled for a code follow its window', async () => {
    const deviceId = await house.door()
    const window = { startsAt: new Date(inHours(-1)), endsAt: new Date(inHours(1)) }
    const backup = await house.code({ deviceId, pin: '8642', isBackup: true, ...window })
    const id = await house.code({ deviceId, pin: '4711', ...window, pulledBackupAccessCodeId: backup })
    const endsAt = inHours(5)
    expect(await house.updateOne({ id, endsAt })).toMatchObject({ __typename: 'UpdateAccessCodePayload' })
    const { data } = await house.client.ask(`{ accessCode(id: "${backup}") { endsAt code } }`)
    expect(data.accessCode).toEqual({ endsAt, code: '8642' })
    expect(await claimsOf(backup)).toHaveLength(2)
    await house.createOne({ deviceId, code: '8642', ...aWindow(6, 7) })
    expect(await house.updateOne({ id, endsAt: inHours(8) })).toMatchObject({ __typename: 'DuplicateAccessCodeError' })
  })
})
