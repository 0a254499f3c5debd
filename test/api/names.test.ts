import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse, onlyResult } from './a-house.ts'
import { aConstraint } from './answers.ts'
import { inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)

const NAME_MUST_BE_UNIQUE = { constraintType: 'NAME_MUST_BE_UNIQUE' }
const aDoor = () => house.door({ codeConstraints: [NAME_MUST_BE_UNIQUE] })
const message = 'Door already has a code of this name. Choose another name, or give none.'
const refused = (deviceId: string) => ({
  __typename: 'ConstraintViolationError',
  code: 'CONSTRAINT_VIOLATED',
  message,
  device: { id: deviceId },
  violations: [aConstraint('NAME_MUST_BE_UNIQUE')],
})
const refusedForMany = (deviceId: string) => ({
  __typename: 'CodeCannotBeSharedError',
  code: 'CODE_CANNOT_BE_SHARED',
  message: `One code cannot be on all of these devices. ${message}`,
  obstacles: [
    {
      deviceId,
      device: { id: deviceId, name: 'Door' },
      reason: 'CONSTRAINT_VIOLATED',
      message,
      constraint: aConstraint('NAME_MUST_BE_UNIQUE'),
      conflictingAccessCodeId: null,
    },
  ],
})
const refusal = <Result>(ask: () => Promise<Result>) => writingNothing(gateway, ask)
const convert = async (id: string) =>
  onlyResult(
    await house.client.ask(`mutation { convertUnmanagedAccessCode(input: { id: "${id}" }) {
      __typename ... on UserError { code message } } }`),
  )

describe('a name that a door takes once is', () => {
  it.each<[who: string, about: object]>([
    ['a code of ours', {}],
    ['somebody else’s', { isManaged: false, lockSlot: '1' }],
    ['a code on its way off the lock', { status: 'REMOVING', deletedAt: new Date() }],
    ['a code of another time', { startsAt: inHours(100), endsAt: inHours(200), status: 'UNSET' }],
    ['a code that its lock still shows by this name', { name: 'Berta', lockSlot: '1', appearanceName: 'Anna' }],
    [
      'a code whose rename is on its way',
      { name: 'Berta', lockSlot: '1', confirmedName: 'Anna', confirmedAt: new Date() },
    ],
  ])('refused to others while it is that of %s', async (_who, about) => {
    const deviceId = await aDoor()
    await house.code({ deviceId, name: 'Anna', ...about })
    const other = (await house.createOne({ deviceId, name: 'Carla', commonCodeKey: deviceId })).accessCode.id
    expect(await refusal(() => house.createOne({ deviceId, name: 'Anna' }))).toEqual(refused(deviceId))
    expect(await refusal(() => house.updateOne({ id: other, name: 'Anna' }))).toEqual(refused(deviceId))
    const deviceIds = [await house.door(), deviceId]
    expect(await refusal(() => house.createMany({ deviceIds, name: 'Anna' }))).toEqual(refusedForMany(deviceId))
    expect(await refusal(() => house.updateMany({ commonCodeKey: deviceId, name: 'Anna' }))).toEqual(
      refusedForMany(deviceId),
    )
  })

  it('free again once its code is gone, is known to have another one, or was never on the lock', async () => {
    const deviceId = await aDoor()
    const gone = { deletedAt: new Date(), removedAt: new Date(), status: 'REMOVING' } as const
    await house.code({ deviceId, name: 'Anna', ...gone })
    await house.code({ deviceId, name: 'Bea', lockSlot: '1', confirmedName: 'Bea', appearanceName: 'Bea' })
    // It was on the lock before its window was moved.
    await house.code({
      deviceId,
      name: 'Cleo',
      appearanceName: 'Carla',
      status: 'UNSET',
      startsAt: inHours(99),
      endsAt: inHours(100),
    })
    for (const name of ['Anna', 'Berta', 'Carla']) {
      expect(await house.createOne({ deviceId, name })).toMatchObject({ accessCode: { name } })
    }
  })

  it('kept by its own code, whatever else is changed of it', async () => {
    const deviceId = await aDoor()
    const { id } = (await house.createOne({ deviceId, name: 'Anna' })).accessCode
    const change = { name: 'Anna', startsAt: inHours(1), endsAt: inHours(2) }
    expect(await house.updateOne({ id, ...change })).toMatchObject({ accessCode: change })
    expect(await house.updateOne({ id, name: 'Berta' })).toMatchObject({ accessCode: { name: 'Berta' } })
    expect(await house.updateOne({ id, name: 'Anna' })).toMatchObject({ accessCode: { name: 'Anna' } })
  })

  it('not taken over from somebody else while a code of ours has it', async () => {
    const deviceId = await aDoor()
    const ours = await house.code({ deviceId, name: 'Anna', status: 'SETTING' })
    const theirs = await house.code({ deviceId, name: 'Anna', pin: '8642', isManaged: false, lockSlot: '1' })
    expect(await refusal(() => convert(theirs))).toEqual({
      __typename: 'NotModifiableError',
      code: 'NOT_MODIFIABLE',
      message: 'Door takes each name once, and a code of yours there has the name of this one: rename that one first.',
    })
    await house.updateOne({ id: ours, name: 'Berta' })
    expect(await convert(theirs)).toEqual({ __typename: 'ConvertUnmanagedAccessCodePayload' })
  })

  it('no matter on a door that takes it as often as it comes', async () => {
    const deviceId = await house.door()
    for (const isManaged of [true, false]) await house.code({ deviceId, name: 'Anna', pin: '8642', isManaged })
    expect(await house.createOne({ deviceId, name: 'Anna' })).toMatchObject({ accessCode: { name: 'Anna' } })
  })

  it('given to one of many who ask for it at once', async () => {
    const deviceId = await aDoor()
    const results = await Promise.all(Array.from({ length: 8 }, () => house.createOne({ deviceId, name: 'Anna' })))
    const kinds = results.map(({ __typename }) => __typename).sort()
    expect(kinds).toEqual([...Array<string>(7).fill('ConstraintViolationError'), 'CreateAccessCodePayload'])
  })
})
