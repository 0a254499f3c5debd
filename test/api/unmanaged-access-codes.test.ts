import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { anId, anInstant } from './answers.ts'
import { eventsAreListed, inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const stranger = await aHouse(gateway)

const refusals = '... on UserError { code message } ... on NotFoundError { ids }'
const deleteUnmanaged = `mutation ($input: DeleteUnmanagedAccessCodeInput!) { deleteUnmanagedAccessCode(input: $input) {
  __typename
  ... on DeleteUnmanagedAccessCodePayload { actionAttempt { id actionType status error { type } result } }
  ${refusals} } }`
const convert = `mutation ($input: ConvertUnmanagedAccessCodeInput!) { convertUnmanagedAccessCode(input: $input) {
  __typename
  ... on ConvertUnmanagedAccessCodePayload { accessCode {
    id device { id } name code type status startsAt endsAt isManaged isExternalModificationAllowed verification updatedAt } }
  ${refusals}
  ... on DuplicateAccessCodeError { device { id } conflictingAccessCodeId }
  ... on UnsupportedDeviceError { device { id } } } }`

const askDelete = async (id: string) => onlyResult(await house.client.ask(deleteUnmanaged, { input: { id } }))
const askConvert = async (id: string, more: object = {}) =>
  onlyResult(await house.client.ask(convert, { input: { id, ...more } }))
const unmanagedOn = (deviceId: string, about: object = {}) =>
  house.code({ deviceId, pin: '8642', isManaged: false, lockSlot: '1', ...about })
const nodeType = async (id: string) => (await house.client.ask(`{ node(id: "${id}") { __typename } }`)).data.node

const notModifiable = (message: string) => ({ __typename: 'NotModifiableError', code: 'NOT_MODIFIABLE', message })
const notFound = (id: string) => ({
  __typename: 'NotFoundError',
  code: 'NOT_FOUND',
  message: `No unmanaged access code of this workspace has the id ${id}.`,
  ids: [id],
})
async function unknownIds(): Promise<string[]> {
  const managed = (await house.createOne({ deviceId: await house.door() })).accessCode.id
  const foreign = await stranger.code({ deviceId: await stranger.door(), pin: '8642', isManaged: false })
  return ['x', '', '0a6fd2e4-0000-4000-8000-000000000000', managed, foreign]
}

describe('deleteUnmanagedAccessCode', () => {
  it('keeps the code in sight as REMOVING until its lock is read back without it', async () => {
    const id = await unmanagedOn(await house.door())
    const first = await askDelete(id)
    expect(first).toEqual({
      __typename: 'DeleteUnmanagedAccessCodePayload',
      actionAttempt: { id: anId, actionType: 'DELETE_ACCESS_CODE', status: 'PENDING', error: null, result: null },
    })
    const { data } = await house.client.ask(`{ unmanagedAccessCode(id: "${id}") { status code } }`)
    expect(data.unmanagedAccessCode).toEqual({ status: 'REMOVING', code: '8642' })
    expect(await writingNothing(gateway, () => askDelete(id))).toEqual(first)
  })

  it('refuses a code that only its maker’s app can delete, and any on a device that is not managed', async () => {
    const kept = await unmanagedOn(await house.door(), { cannotDelete: true })
    expect(await writingNothing(gateway, () => askDelete(kept))).toEqual(
      notModifiable('The lock lets nobody else delete this code: delete it in the app of its maker.'),
    )
    const elsewhere = await unmanagedOn(await house.door({ isManaged: false }))
    expect(await writingNothing(gateway, () => askDelete(elsewhere))).toEqual(
      notModifiable('Door is not managed: manage the device first, by updateDevice.'),
    )
  })

  it('does not know ids that are malformed, unknown, of a managed code or somebody else’s', async () => {
    for (const id of await unknownIds()) {
      expect(await writingNothing(gateway, () => askDelete(id))).toEqual(notFound(id))
    }
  })
})

describe('convertUnmanagedAccessCode', () => {
  it('makes it a managed code of the same id, SETTING until the lock is read', async () => {
    const deviceId = await house.door()
    const id = await unmanagedOn(deviceId, { name: 'Cleaner' })
    expect(await nodeType(id)).toEqual({ __typename: 'UnmanagedAccessCode' })
    expect(await askConvert(id, { isExternalModificationAllowed: true })).toEqual({
      __typename: 'ConvertUnmanagedAccessCodePayload',
      accessCode: {
        id,
        device: { id: deviceId },
        name: 'Cleaner',
        code: '8642',
        type: 'ONGOING',
        status: 'SETTING',
        startsAt: null,
        endsAt: null,
        isManaged: true,
        isExternalModificationAllowed: true,
        verification: 'NONE',
        updatedAt: anInstant,
      },
    })
    expect(await nodeType(id)).toEqual({ __typename: 'AccessCode' })
    expect(await writingNothing(gateway, () => askConvert(id))).toEqual(notFound(id))
    await eventsAreListed(gateway)
    const { data } = await house.client.ask(`{ events(filter: { accessCodeId: "${id}" }) { nodes { type payload } } }`)
    expect(data.events.nodes).toEqual([
      {
        type: 'ACCESS_CODE_CHANGED',
        payload: { changedProperties: [{ property: 'isManaged', from: false, to: true }] },
      },
    ])
    // From now on the PIN is kept from others by the database itself.
    expect((await house.createOne({ deviceId, code: '8642' })).__typename).toBe('DuplicateAccessCodeError')
  })

  it('refuses a code whose PIN one of ours has on the lock at the same time, and names it', async () => {
    const deviceId = await house.door()
    const ours = await house.code({ deviceId, pin: '8642' })
    const id = await unmanagedOn(deviceId)
    expect(await writingNothing(gateway, () => askConvert(id))).toEqual({
      __typename: 'DuplicateAccessCodeError',
      code: 'DUPLICATE_ACCESS_CODE',
      message: 'Door already has a code with this PIN in this window. Delete that one first, or leave this one.',
      device: { id: deviceId },
      conflictingAccessCodeId: ours,
    })
  })

  it('takes over a PIN that one of ours had until now, which its lock may still hold', async () => {
    const deviceId = await house.door()
    const stay = { startsAt: inHours(-24), endsAt: inHours(-1) }
    await house.code({ deviceId, pin: '8642', type: 'TIME_BOUND', ...stay })
    const id = await unmanagedOn(deviceId)
    await gateway.database.pool.query(
      `update pin_claim set during = tstzrange(now() - interval '48 hours', null) where access_code_id = $1`,
      [id],
    )
    expect((await askConvert(id)).__typename).toBe('ConvertUnmanagedAccessCodePayload')
  })

  it('takes over a PIN that one of ours has in another window', async () => {
    const deviceId = await house.door()
    await house.createOne({ deviceId, code: '8642', startsAt: inHours(48), endsAt: inHours(72) })
    const id = await unmanagedOn(deviceId, { startsAt: inHours(-1), endsAt: inHours(24), type: 'TIME_BOUND' })
    expect((await askConvert(id)).__typename).toBe('ConvertUnmanagedAccessCodePayload')
  })

  it('lets one of many who convert at once do it', async () => {
    const id = await unmanagedOn(await house.door())
    const answers = await Promise.all(Array.from({ length: 8 }, () => askConvert(id)))
    expect(answers.filter(({ __typename }) => __typename === 'ConvertUnmanagedAccessCodePayload')).toHaveLength(1)
    expect(answers.filter(({ __typename }) => __typename === 'NotFoundError')).toHaveLength(7)
  })

  it('lets the PIN go to one of two: a conversion, or a new code', async () => {
    for (let round = 0; round < 10; round++) {
      const deviceId = await house.door()
      const id = await unmanagedOn(deviceId)
      // The claim of a found PIN keeps new codes away, so only a window that it does not cover can be asked for.
      await gateway.database.pool.query('update pin_claim set released_at = now() where access_code_id = $1', [id])
      const [converted, created] = await Promise.all([askConvert(id), house.createOne({ deviceId, code: '8642' })])
      expect([
        ['ConvertUnmanagedAccessCodePayload', 'CreateAccessCodePayload'],
        ['DuplicateAccessCodeError', 'CreateAccessCodePayload'],
      ]).toContainEqual([converted.__typename, created.__typename])
    }
  })

  it.each([
    [
      'a code that the lock keeps to itself',
      { cannotBeManaged: true },
      'The lock keeps this code from being managed by others.',
    ],
    ['a code whose PIN nobody knows', { pin: undefined }, 'The lock does not tell the PIN: create a code of your own.'],
    [
      'a code that has ended',
      { type: 'TIME_BOUND', startsAt: inHours(-2), endsAt: inHours(-1) },
      'The code is on its way off the lock.',
    ],
    ['a code that is being deleted', { deletedAt: inHours(-1) }, 'The code is on its way off the lock.'],
  ])('refuses %s', async (_what, about, message) => {
    const id = await unmanagedOn(await house.door(), about)
    expect(await writingNothing(gateway, () => askConvert(id))).toEqual(notModifiable(message))
  })

  it.each([
    ['that is not managed', { isManaged: false }, 'Door is not managed: manage it first, by updateDevice.'],
    [
      'that cannot be programmed now',
      { canProgramOnlineAccessCodes: false },
      'Door cannot be programmed, so its codes cannot be kept.',
    ],
  ])('refuses any on a device %s', async (_what, about, message) => {
    const deviceId = await house.door(about)
    const id = await unmanagedOn(deviceId)
    expect(await writingNothing(gateway, () => askConvert(id))).toEqual({
      __typename: 'UnsupportedDeviceError',
      code: 'UNSUPPORTED_DEVICE',
      message,
      device: { id: deviceId },
    })
  })

  it('does not know ids that are malformed, unknown, of a managed code or somebody else’s', async () => {
    for (const id of await unknownIds()) {
      expect(await writingNothing(gateway, () => askConvert(id))).toEqual(notFound(id))
    }
  })
})

describe('updateAccessCode with isManaged: false', () => {
  const onLock = {
    confirmedAt: inHours(-1),
    lockSlot: '1',
    confirmedName: 'Anna',
    appearanceName: 'Anna',
    name: 'Anna',
  }

  it('hands the code over: it stays, as an unmanaged one of the same id, in no group', async () => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, commonCodeKey: 'handed over', code: '8642', name: 'Anna' })
    await gateway.database.pool.query(
      `update access_code set status = 'SET', verification = 'READ_BACK', lock_slot = '1', appearance_name = name,
         confirmed_at = now(), confirmed_name = name, confirmed_pin_hash = pin_hash, confirmed_pin_ciphertext = pin_ciphertext
       where id = $1`,
      [accessCode.id],
    )
    const answer = await house.updateOne({ id: accessCode.id, isManaged: false })
    expect(answer).toEqual({
      __typename: 'UpdateAccessCodePayload',
      accessCode: {
        ...accessCode,
        status: 'SET',
        verification: 'READ_BACK',
        appearance: { name: 'Anna', firstName: null, lastName: null },
        pendingMutations: [],
        // The group ended with it.
        commonCodeKey: null,
        linkedCodeGroup: null,
      },
      actionAttempt: {
        id: anId,
        actionType: 'UPDATE_ACCESS_CODE',
        status: 'SUCCESS',
        error: null,
        result: { accessCodeId: accessCode.id },
        createdAt: anInstant,
      },
    })
    const fields =
      '__typename ... on UnmanagedAccessCode { id name code type status cannotBeManaged cannotDelete errors { issueCode } }'
    expect((await house.client.ask(`{ node(id: "${accessCode.id}") { ${fields} } }`)).data.node).toEqual({
      __typename: 'UnmanagedAccessCode',
      id: accessCode.id,
      name: 'Anna',
      code: '8642',
      type: 'ONGOING',
      status: 'SET',
      cannotBeManaged: false,
      cannotDelete: false,
      errors: [],
    })
    const { data } = await house.client.ask('{ linkedCodeGroup(by: { commonCodeKey: "handed over" }) { id } }')
    expect(data.linkedCodeGroup).toBeNull()
  })

  it('refuses a code that the lock is not known to hold as it is wished', async () => {
    const { accessCode } = await house.createOne({ deviceId: await house.door() })
    expect(await writingNothing(gateway, () => house.updateOne({ id: accessCode.id, isManaged: false }))).toEqual(
      notModifiable('The lock is not known to hold the code as it is wished: hand it over when it is SET.'),
    )
  })

  it('refuses to change anything else with it', async () => {
    const id = await house.code({ deviceId: await house.door(), pin: '8642', ...onLock })
    expect(await writingNothing(gateway, () => house.updateOne({ id, isManaged: false, name: 'Berta' }))).toMatchObject(
      {
        __typename: 'InvalidInputError',
        issues: [
          { path: ['input', 'name'], message: 'Nothing else can change in the request that hands the code over.' },
        ],
      },
    )
  })
})
