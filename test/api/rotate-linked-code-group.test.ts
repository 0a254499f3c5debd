import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aConstraint, aPin, failure, invalidInput } from './answers.ts'
import { eventsAreListed, inHours, writingNothing } from './codes.ts'
import { rotateGroup } from './documents.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const stranger = await aHouse(gateway)

const refusal = (input: object) => writingNothing(gateway, () => house.rotateGroup(input))

async function aGroup(commonCodeKey: string, code: string, ...doors: Parameters<typeof house.door>[0][]) {
  const deviceIds = []
  for (const about of doors.length > 0 ? doors : [{}, {}]) {
    const deviceId = await house.door(about)
    await house.createOne({ deviceId, commonCodeKey, code })
    deviceIds.push(deviceId)
  }
  return deviceIds
}
const groupOf = async (commonCodeKey: string) =>
  (
    await house.client.ask(
      `{ linkedCodeGroup(by: { commonCodeKey: "${commonCodeKey}" }) { code accessCodes { nodes { id code } } } }`,
    )
  ).data.linkedCodeGroup

const cannotBeShared = (
  ...obstacles: { deviceId: string; message: string; reason: string; [more: string]: unknown }[]
) => ({
  __typename: 'CodeCannotBeSharedError',
  code: 'CODE_CANNOT_BE_SHARED',
  message: ['One code cannot be on all of these devices.', ...obstacles.map(({ message }) => message)].join(' '),
  obstacles: obstacles.map((one) => ({
    device: { id: one.deviceId, name: 'Door' },
    constraint: null,
    conflictingAccessCodeId: null,
    ...one,
  })),
})

describe('rotateLinkedCodeGroup', () => {
  it('gives every code of the group one new PIN, and tells of it without the PIN', async () => {
    const deviceIds = [await house.door(), await house.door(), await house.door()]
    const { linkedCodeGroup, accessCodes } = await house.createMany({ deviceIds })
    const answer = await house.rotateGroup({ commonCodeKey: linkedCodeGroup.commonCodeKey })
    expect(answer).toEqual({
      __typename: 'RotateLinkedCodeGroupPayload',
      linkedCodeGroup: { ...linkedCodeGroup, code: aPin(4) },
    })
    const { code } = answer.linkedCodeGroup
    expect(code).not.toBe(linkedCodeGroup.code)
    const { accessCodes: after } = await groupOf(linkedCodeGroup.commonCodeKey)
    expect(after.nodes.map((one: { code: string }) => one.code)).toEqual([code, code, code])
    await eventsAreListed(gateway)
    const { data } = await house.client.ask(
      `{ events(filter: { accessCodeId: "${accessCodes[0].id}" }) { nodes { type payload } } }`,
    )
    expect(data.events.nodes.slice(1)).toEqual([
      { type: 'ACCESS_CODE_MUTATIONS_REQUESTED', payload: { requestedMutations: [{ mutationCode: 'UPDATING_CODE' }] } },
      { type: 'ACCESS_CODE_CHANGED', payload: { changedProperties: [{ property: 'code' }] } },
    ])
  })

  it('takes the PIN that is named, and keeps the one before for the group until the locks are read', async () => {
    const [deviceId] = await aGroup('named', '4711')
    expect((await house.rotateGroup({ commonCodeKey: 'named', code: '4712' })).linkedCodeGroup.code).toBe('4712')
    for (const code of ['4711', '4712']) {
      expect((await house.createOne({ deviceId, code })).__typename).toBe('DuplicateAccessCodeError')
    }
  })

  it('prefers a length that every door takes, else takes the shortest that they share', async () => {
    await aGroup('lengths', '471145', { supportedCodeLengths: [5, 6, 8] }, { supportedCodeLengths: [6, 7, 8] })
    const rotate = async (preferredCodeLength: number) =>
      (await house.rotateGroup({ commonCodeKey: 'lengths', preferredCodeLength })).linkedCodeGroup.code
    expect(await rotate(8)).toMatch(/^\d{8}$/)
    expect(await rotate(7)).toMatch(/^\d{6}$/)
  })

  it('finds the only PIN that is left, and says who has the others when none is', async () => {
    // Two digits are left by the constraints, and four digits make a PIN that is not weak.
    const only = { supportedCodeLengths: [4], codeConstraints: [{ constraintType: 'PIN_CODE_MATCHES_EXISTING_SET' }] }
    const { id: connectedAccountId } = await gateway.database.prisma.connectedAccount.create({
      data: { id: crypto.randomUUID(), workspaceId: house.workspaceId, provider: 'SIMULATED', displayName: 'Account' },
    })
    const elsewhere = await house.door({ connectedAccountId })
    for (const pin of ['4711', '8352']) await house.code({ deviceId: elsewhere, pin, isOnLock: true })
    const [deviceId] = await aGroup('scarce', '4711', { ...only, connectedAccountId })
    if (!deviceId) throw new Error('the group has a door')
    expect((await house.rotateGroup({ commonCodeKey: 'scarce' })).linkedCodeGroup.code).toBe('8352')
    const holder = await house.code({
      deviceId,
      pin: '4711',
      startsAt: inHours(1),
      endsAt: inHours(2),
      isManaged: false,
    })
    expect(await refusal({ commonCodeKey: 'scarce' })).toEqual(
      cannotBeShared({
        deviceId,
        reason: 'DUPLICATE_CODE',
        message:
          'Every PIN that Door would take is in use there in this window. Delete codes there, choose another window, or leave Door out.',
        conflictingAccessCodeId: expect.any(String),
      }),
    )
    expect(holder).toEqual(expect.any(String))
  })

  it('asks each door in the window of its own code', async () => {
    const [one, other] = await aGroup('windows', '4711')
    const { accessCodes } = await groupOf('windows')
    const atOne = accessCodes.nodes.at(-1).id
    const [startsAt, endsAt] = [inHours(24), inHours(48)]
    await house.updateOne({ id: atOne, startsAt, endsAt })
    // Taken there before the code's window, and after it.
    await house.createOne({ deviceId: one, code: '9931', startsAt: inHours(1), endsAt: startsAt })
    await house.createOne({ deviceId: one, code: '9931', startsAt: endsAt, endsAt: inHours(72) })
    expect((await house.rotateGroup({ commonCodeKey: 'windows', code: '9931' })).linkedCodeGroup.code).toBe('9931')
    const { accessCode: taken } = await house.createOne({ deviceId: other, code: '5577' })
    expect(await refusal({ commonCodeKey: 'windows', code: '5577' })).toEqual(
      cannotBeShared({
        deviceId: other as string,
        reason: 'DUPLICATE_CODE',
        message:
          'Door already has a code with this PIN in this window. Choose another PIN or window, or delete that code first.',
        conflictingAccessCodeId: taken.id,
      }),
    )
  })

  it('names every obstacle on every door, and changes nothing', async () => {
    const [strict, short] = await aGroup(
      'obstacles',
      '4711',
      { codeConstraints: [aConstraint('NO_ZEROS')] },
      { supportedCodeLengths: [4] },
    )
    expect(await refusal({ commonCodeKey: 'obstacles', code: '40404' })).toEqual(
      cannotBeShared(
        {
          deviceId: strict as string,
          reason: 'CONSTRAINT_VIOLATED',
          message: 'Door takes no PIN with a 0 in it. Choose another PIN, or leave Door out.',
          constraint: aConstraint('NO_ZEROS'),
        },
        {
          deviceId: short as string,
          reason: 'UNSUPPORTED_CODE_LENGTH',
          message: 'Door takes PINs of 4 digits, not of 5. Choose another PIN, or leave Door out.',
        },
      ),
    )
  })

  it('leaves codes that are being removed alone, and whoever joins then gets the new PIN', async () => {
    await aGroup('partly', '4711')
    const { accessCodes } = await groupOf('partly')
    const [, first] = accessCodes.nodes
    await house.client.ask(`mutation { deleteAccessCode(input: { id: "${first.id}" }) { __typename } }`)
    await house.rotateGroup({ commonCodeKey: 'partly', code: '4712' })
    const after = await groupOf('partly')
    expect(after.code).toBe('4712')
    expect(after.accessCodes.nodes.find(({ id }: { id: string }) => id === first.id).code).toBe('4711')
    const joined = await house.createOne({ deviceId: await house.door(), commonCodeKey: 'partly' })
    expect(joined.accessCode.code).toBe('4712')
    // Once all of them are being removed, it is still the last that the group had.
    await house.deleteGroup('partly')
    expect((await groupOf('partly')).code).toBe('4712')
  })

  it('answers the same idempotency key as it did the first time, and refuses another input with it', async () => {
    await aGroup('again', '4711')
    const input = { commonCodeKey: 'again', idempotencyKey: 'rotate once' }
    const first = await house.rotateGroup(input)
    expect(await writingNothing(gateway, () => house.rotateGroup(input))).toEqual(first)
    expect(await refusal({ ...input, preferredCodeLength: 6 })).toEqual({
      __typename: 'IdempotencyConflictError',
      code: 'IDEMPOTENCY_CONFLICT',
      message: 'This idempotencyKey was used with another input: repeat that input, or take a new key.',
    })
  })

  it('refuses the PIN that the group has, and what is no PIN', async () => {
    await aGroup('same', '4711')
    expect(await refusal({ commonCodeKey: 'same', code: '4711' })).toEqual(
      invalidInput({ code: 'This is the PIN that the group has: choose another.' }),
    )
    expect(await refusal({ commonCodeKey: 'same', code: '47x1', preferredCodeLength: 0 })).toEqual(
      invalidInput({ code: 'A PIN is 4 to 12 digits.', preferredCodeLength: 'Must be at least 1.' }),
    )
  })

  it('does not know a key that is unknown, of codes that are all being removed, or somebody else’s', async () => {
    await stranger.createOne({ deviceId: await stranger.door(), commonCodeKey: 'theirs' })
    await aGroup('removing', '4711')
    await house.deleteGroup('removing')
    for (const commonCodeKey of ['theirs', 'removing', '']) {
      expect(await refusal({ commonCodeKey })).toEqual({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        message: `No linked code group of this workspace has the commonCodeKey ${commonCodeKey}.`,
        ids: [commonCodeKey],
      })
    }
  })

  it('lets a key that may not see PINs rotate to a found one, and name none', async () => {
    await aGroup('blind', '4711')
    const blind = await gateway.clientOf(house.workspaceId, ['READ_CODES', 'WRITE_CODES'])
    const { data } = await blind.ask(rotateGroup, { input: { commonCodeKey: 'blind' } })
    expect(data.rotateLinkedCodeGroup.linkedCodeGroup.code).toBeNull()
    const named = () => blind.ask(rotateGroup, { input: { commonCodeKey: 'blind', code: '4711' } })
    expect(await writingNothing(gateway, named)).toEqual(
      failure('rotateLinkedCodeGroup', 'FORBIDDEN', 'This credential needs the scope SEE_PINS to choose a PIN.'),
    )
  })
})
