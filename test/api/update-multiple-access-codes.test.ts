import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aConstraint, aNewCode, anInstant, deferred, invalidInput } from './answers.ts'
import { eventsAreListed, inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const stranger = await aHouse(gateway)

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

  it('tells of each code what was requested and what changed', async () => {
    const { accessCodes, linkedCodeGroup } = await house.createMany({
      deviceIds: [await house.door(), await house.door()],
      name: 'Anna',
    })
    await house.updateMany({ commonCodeKey: linkedCodeGroup.commonCodeKey, name: null })
    await eventsAreListed(gateway)
    const { data } = await house.client.ask(
      `{ events(filter: { linkedCodeGroupId: "${linkedCodeGroup.id}" }) { nodes { type accessCodeId payload } } }`,
    )
    const change = { from: { name: 'Anna' }, to: { name: null } }
    const requestedMutations = [{ mutationCode: 'UPDATING_NAME', ...change }]
    const changedProperties = [{ property: 'name', from: 'Anna', to: null }]
    const told = accessCodes.flatMap(({ id }: { id: string }) => [
      { type: 'ACCESS_CODE_MUTATIONS_REQUESTED', accessCodeId: id, payload: { requestedMutations } },
      { type: 'ACCESS_CODE_CHANGED', accessCodeId: id, payload: { changedProperties } },
    ])
    expect(data.events.nodes.slice(2)).toEqual(told)
  })

  it('changes only what differs, and only the codes that are not over', async () => {
    const deviceIds = [await house.door(), await house.door(), await house.door()]
    const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds, name: 'Anna' })
    const { commonCodeKey } = linkedCodeGroup
    const [same, other, deleted] = accessCodes
    await house.updateOne({ id: same.id, name: 'Berta' })
    await house.client.ask(`mutation { deleteAccessCode(input: { id: "${deleted.id}" }) { __typename } }`)
    const before = (await house.updateOne({ id: same.id })).accessCode
    const answer = await house.updateMany({ commonCodeKey, name: 'Berta' })
    expect(answer.accessCodes).toEqual([before, { ...other, name: 'Berta', updatedAt: anInstant }])
    expect(answer.linkedCodeGroup).toMatchObject({ name: null, accessCodes: { totalCount: 3 } })
    const again = { commonCodeKey, name: 'Berta' }
    expect((await writingNothing(gateway, () => house.updateMany(again))).accessCodes).toEqual(answer.accessCodes)
  })

  it('moves the end of windows that differ in their start', async () => {
    const [window, other] = [aWindow(100, 200), aWindow(150, 250)]
    const one = await house.createOne({ deviceId: await house.door(), commonCodeKey: 'shifted', ...window })
    const two = await house.createOne({ deviceId: await house.door(), commonCodeKey: 'shifted', ...other })
    const endsAt = inHours(300)
    const answer = await house.updateMany({ commonCodeKey: 'shifted', endsAt })
    expect(answer.accessCodes).toMatchObject([
      { id: one.accessCode.id, startsAt: window.startsAt, endsAt },
      { id: two.accessCode.id, startsAt: other.startsAt, endsAt },
    ])
    const ongoing = await house.updateMany({ commonCodeKey: 'shifted', startsAt: null, endsAt: null })
    expect(ongoing.accessCodes).toMatchObject([{ type: 'ONGOING' }, { type: 'ONGOING' }])
  })

  it('is refused with every obstacle on every device, and then changes none', async () => {
    const full = await house.door({ name: 'Full', maxActiveCodesSupported: 1, supportsNativeScheduling: false })
    const taken = await house.door({ name: 'Taken' })
    const picky = await house.door({
      name: 'Picky',
      codeConstraints: [{ constraintType: 'NAME_LENGTH', maxLength: 5 }, { constraintType: 'START_DATE_IN_FUTURE' }],
    })
    const free = await house.door()
    await house.createOne({ deviceId: full, ...aWindow(30, 40) })
    const { accessCodes, linkedCodeGroup } = await house.createMany({
      deviceIds: [full, taken, picky, free],
      ...aWindow(10, 20),
    })
    const rival = await house.createOne({ deviceId: taken, code: accessCodes[0].code, ...aWindow(30, 40) })
    const input = { commonCodeKey: linkedCodeGroup.commonCodeKey, name: 'Berta Berg', ...aWindow(-1, 35) }
    const obstacle = (id: string, name: string, reason: string, message: string, about: object = {}) => ({
      ...{ deviceId: id, device: { id, name }, reason, message: `${name} ${message}` },
      ...{ constraint: null, conflictingAccessCodeId: null, ...about },
    })
    const obstacles = [
      obstacle(
        full,
        'Full',
        'DEVICE_FULL',
        'holds at most 1 codes and has no room for another in this window. Delete codes there, choose another window, or leave Full out.',
      ),
      obstacle(
        taken,
        'Taken',
        'DUPLICATE_CODE',
        'already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.',
        { conflictingAccessCodeId: rival.accessCode.id },
      ),
      obstacle(
        picky,
        'Picky',
        'CONSTRAINT_VIOLATED',
        'takes only codes that start in the future. Choose a later startsAt, or leave Picky out.',
        { constraint: aConstraint('START_DATE_IN_FUTURE') },
      ),
      obstacle(
        picky,
        'Picky',
        'CONSTRAINT_VIOLATED',
        'takes names of at most 5 characters. Choose such a name, or give none.',
        { constraint: aConstraint('NAME_LENGTH', { maxLength: 5 }) },
      ),
    ]
    expect(await writingNothing(gateway, () => house.updateMany(input))).toEqual({
      __typename: 'CodeCannotBeSharedError',
      code: 'CODE_CANNOT_BE_SHARED',
      message: `One code cannot be on all of these devices. ${obstacles.map(({ message }) => message).join(' ')}`,
      obstacles,
    })
  })

  it('is refused where two codes of the group on one door would have their PIN at the same time', async () => {
    const deviceId = await house.door()
    const first = await house.createOne({ deviceId, commonCodeKey: 'twice', ...aWindow(10, 20) })
    const second = await house.createOne({ deviceId, commonCodeKey: 'twice', ...aWindow(20, 30) })
    const answer = await writingNothing(gateway, () => house.updateMany({ commonCodeKey: 'twice', ...aWindow(40, 50) }))
    expect(answer).toMatchObject({
      __typename: 'CodeCannotBeSharedError',
      obstacles: [
        { reason: 'DUPLICATE_CODE', conflictingAccessCodeId: second.accessCode.id },
        { reason: 'DUPLICATE_CODE', conflictingAccessCodeId: first.accessCode.id },
      ],
    })
    const { accessCodes } = await house.updateMany({ commonCodeKey: 'twice', name: 'Cleaner' })
    expect(accessCodes).toMatchObject([{ name: 'Cleaner' }, { name: 'Cleaner' }])
  })

  it.each([
    ['an end before the start', aWindow(2, 1), { endsAt: 'endsAt must be after startsAt.' }],
    ['an end in the past', aWindow(-2, -1), { endsAt: 'endsAt must be in the future.' }],
    ['a blank name', { name: ' ' }, { name: 'Must not be blank.' }],
    [
      'a start alone for codes that have no end',
      { startsAt: inHours(1) },
      { endsAt: 'startsAt is there, or stays: give endsAt too, or null for both to have an ongoing code.' },
    ],
  ])('is refused with %s', async (_what, input, issues: object) => {
    const { linkedCodeGroup } = await house.createMany({ deviceIds: [await house.door()] })
    const ask = () => house.updateMany({ commonCodeKey: linkedCodeGroup.commonCodeKey, ...input })
    expect(await writingNothing(gateway, ask)).toEqual(invalidInput(issues as Record<string, string>))
  })

  it.each([
    ['that nobody has', async () => 'nobody'],
    ['that cannot be stored', async () => 'a\u0000b'],
    ['with half a character', async () => 'a\ud83d'],
    ['that is empty', async () => ''],
    [
      'of another workspace',
      async () => {
        await stranger.createOne({ deviceId: await stranger.door(), commonCodeKey: 'theirs' })
        return 'theirs'
      },
    ],
    [
      'of a group whose codes are all being removed',
      async () => {
        const { accessCode } = await house.createOne({ deviceId: await house.door(), commonCodeKey: 'leaving' })
        await house.client.ask(`mutation { deleteAccessCode(input: { id: "${accessCode.id}" }) { __typename } }`)
        return 'leaving'
      },
    ],
  ])('does not know a key %s', async (_what, keyOf) => {
    const commonCodeKey = await keyOf()
    expect(await writingNothing(gateway, () => house.updateMany({ commonCodeKey, name: 'Berta' }))).toEqual({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      message: `No linked code group of this workspace has the commonCodeKey ${commonCodeKey}.`,
      ids: [commonCodeKey],
    })
  })
})
