import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { anId, anInstant, notFound } from './answers.ts'
import { eventsAreListed, inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const stranger = await aHouse(gateway)

const deleteOne = `mutation ($input: DeleteAccessCodeInput!) {
  deleteAccessCode(input: $input) {
    __typename
    ... on DeleteAccessCodePayload {
      accessCode { id status pendingMutations { mutationCode createdAt } warnings { issueCode } }
      actionAttempt { id actionType status error { type } result }
    }
    ... on UserError { code message }
    ... on NotFoundError { ids }
  }
}`
const remove = async (id: string) => (await house.client.ask(deleteOne, { input: { id } })).data.deleteAccessCode

const removing = (id: string) => ({
  __typename: 'DeleteAccessCodePayload',
  accessCode: {
    id,
    status: 'REMOVING',
    pendingMutations: [{ mutationCode: 'DELETING', createdAt: anInstant }],
    warnings: [{ issueCode: 'being_deleted' }],
  },
  actionAttempt: { id: anId, actionType: 'DELETE_ACCESS_CODE', status: 'PENDING', error: null, result: null },
})

describe('deleteAccessCode', () => {
  it('keeps the code in sight as REMOVING until its lock is read back without it', async () => {
    const { accessCode } = await house.createOne({ deviceId: await house.door(), code: '4711' })
    expect(await remove(accessCode.id)).toEqual(removing(accessCode.id))
    const { data } = await house.client.ask(`{ accessCode(id: "${accessCode.id}") { status code } }`)
    expect(data.accessCode).toEqual({ status: 'REMOVING', code: '4711' })
    await eventsAreListed(gateway)
    const log = await house.client.ask(
      `{ events(filter: { accessCodeId: "${accessCode.id}" }) { nodes { type payload } } }`,
    )
    expect(log.data.events.nodes).toEqual([
      { type: 'ACCESS_CODE_CREATED', payload: {} },
      { type: 'ACCESS_CODE_MUTATIONS_REQUESTED', payload: { requestedMutations: [{ mutationCode: 'DELETING' }] } },
    ])
  })

  it('answers a second time as it did the first, and writes nothing', async () => {
    const { accessCode } = await house.createOne({ deviceId: await house.door() })
    const first = await remove(accessCode.id)
    expect(await writingNothing(gateway, () => remove(accessCode.id))).toEqual(first)
  })

  it('makes one attempt where many ask at once', async () => {
    const { accessCode } = await house.createOne({ deviceId: await house.door() })
    const answers = await Promise.all(Array.from({ length: 10 }, () => remove(accessCode.id)))
    expect(new Set(answers.map(({ actionAttempt }) => actionAttempt.id)).size).toBe(1)
  })

  it.each([
    ['an ongoing code', {}],
    ['a code whose time has not come', { startsAt: inHours(100), endsAt: inHours(200) }],
  ])('frees the PIN of %s for others at once', async (_what, window) => {
    const deviceId = await house.door()
    const { accessCode } = await house.createOne({ deviceId, code: '4711', ...window })
    await remove(accessCode.id)
    expect((await house.createOne({ deviceId, code: '4711', ...window })).__typename).toBe('CreateAccessCodePayload')
  })

  it('leaves the other codes of its group', async () => {
    const { accessCodes } = await house.createMany({ deviceIds: [await house.door(), await house.door()] })
    const [gone, stays] = accessCodes
    await remove(gone.id)
    const { data } = await house.client.ask(
      `{ accessCode(id: "${stays.id}") { status linkedCodeGroup { status accessCodes { totalCount } } } }`,
    )
    expect(data.accessCode).toEqual({
      status: 'SETTING',
      linkedCodeGroup: { status: 'SETTING', accessCodes: { totalCount: 2 } },
    })
  })

  it('does not know ids that are malformed, unknown, unmanaged or somebody else’s', async () => {
    const deviceId = await house.door()
    const unmanaged = await house.code({ deviceId, pin: '8642', isManaged: false })
    const foreign = (await stranger.createOne({ deviceId: await stranger.door() })).accessCode.id
    for (const id of ['x', '', '0a6fd2e4-0000-4000-8000-000000000000', unmanaged, foreign]) {
      expect(await writingNothing(gateway, () => remove(id))).toEqual({
        ...notFound(id),
        message: `No access code of this workspace has the id ${id}.`,
      })
    }
  })

  it('refuses an offline code, which its lock accepts until it ends', async () => {
    const deviceId = await house.door({ canProgramOfflineAccessCodes: true })
    const input = { deviceId, isOfflineAccessCode: true, startsAt: inHours(1), endsAt: inHours(2) }
    const { accessCode } = await house.createOne(input)
    expect(await writingNothing(gateway, () => remove(accessCode.id))).toEqual({
      __typename: 'NotModifiableError',
      code: 'NOT_MODIFIABLE',
      message: 'An offline code cannot be deleted: its lock accepts it until it ends.',
    })
  })
})
