import { describe, expect, it } from 'vitest'
import { isWeakPin } from '../../src/domain/access-codes/pin.ts'
import { adversaries } from '../domain/random-ints.ts'
import { testGateway } from '../support/gateway.ts'
import { aHouse, type House } from './a-house.ts'
import { aNewCode, anAutoSetKey, anId, anInstant, aPin, deferred } from './answers.ts'
import { inHours } from './codes.ts'
import { group } from './documents.ts'

const gateway = await testGateway()

/** The whole answer where all of the devices share a found PIN. */
function sharedOn({ workspaceId }: House, deviceIds: readonly string[], about: object = {}, group: object = {}) {
  const linked = { commonCodeKey: anAutoSetKey, linkedCodeGroup: { id: anId } }
  return {
    __typename: 'CreateMultipleAccessCodesPayload',
    accessCodes: deviceIds.map((id) => aNewCode(workspaceId, id, { ...linked, ...about })),
    linkedCodeGroup: {
      id: anId,
      commonCodeKey: anAutoSetKey,
      code: aPin(4),
      name: null,
      startsAt: null,
      endsAt: null,
      createdAt: anInstant,
      status: 'SETTING',
      accessCodes: { totalCount: deviceIds.length, nodes: deviceIds.map(() => ({ id: anId })) },
      devices: deviceIds.map((id) => ({ id })),
      ...group,
    },
  }
}

describe('createMultipleAccessCodes', () => {
  it('finds one PIN for all devices and links the codes, in the order of deviceIds', async () => {
    const house = await aHouse(gateway)
    const doors = [await house.door(), await house.door(), await house.door()].reverse()
    const result = await house.createMany({ deviceIds: doors, name: 'Family' })
    expect(result).toEqual(sharedOn(house, doors, { name: 'Family' }, { name: 'Family' }))

    const { accessCodes, linkedCodeGroup: group } = result
    const ids = accessCodes.map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(3)
    expect(group.accessCodes.nodes.map(({ id }: { id: string }) => id).sort()).toEqual(ids.toSorted())
    for (const code of accessCodes) {
      expect(code).toMatchObject({
        code: group.code,
        commonCodeKey: group.commonCodeKey,
        linkedCodeGroup: { id: group.id },
      })
    }
  })

  it('tells of the group that it founds what a query tells of it afterwards', async () => {
    const house = await aHouse(gateway)
    const doors = [await house.door(), await house.door(), await house.door()].reverse()
    for (const window of [{}, { startsAt: inHours(100), endsAt: inHours(148) }]) {
      const { linkedCodeGroup } = await house.createMany({ deviceIds: doors, name: 'Family', ...window })
      const by = { id: linkedCodeGroup.id }
      const answer = await house.client.ask(
        `query ($by: LinkedCodeGroupBy!) { linkedCodeGroup(by: $by) { ${group} } }`,
        { by },
      )
      expect(answer).toEqual({ data: { linkedCodeGroup } })
    }
  })

  it('makes one group per call, each under a key of its own', async () => {
    const house = await aHouse(gateway)
    const deviceIds = [await house.door()]
    const keys = [await house.createMany({ deviceIds }), await house.createMany({ deviceIds })]
    expect(new Set(keys.map(({ linkedCodeGroup }) => linkedCodeGroup.commonCodeKey)).size).toBe(2)
  })

  it('gives the same PIN to 500 devices', async () => {
    const house = await aHouse(gateway)
    const doors = await Promise.all(Array.from({ length: 500 }, () => house.door()))
    const { accessCodes, linkedCodeGroup } = await house.createMany({ deviceIds: doors })
    expect(accessCodes.map(({ device }: { device: object }) => device)).toEqual(doors.map((id) => ({ id })))
    expect(new Set(accessCodes.map(({ code }: { code: string }) => code))).toEqual(new Set([linkedCodeGroup.code]))
    expect(linkedCodeGroup.accessCodes.totalCount).toBe(500)
  })

  it('leaves codes of a future window unset until their time', async () => {
    const house = await aHouse(gateway)
    const doors = [await house.door(), await house.door()]
    const window = { startsAt: inHours(100), endsAt: inHours(148) }
    expect(await house.createMany({ deviceIds: doors, ...window })).toEqual(
      sharedOn(house, doors, deferred(window), { ...window, status: 'UNSET' }),
    )
  })

  it('programs codes at once whose window has begun', async () => {
    const house = await aHouse(gateway)
    const doors = [await house.door(), await house.door()]
    const window = { startsAt: '2026-01-01T00:00:00.000Z', endsAt: inHours(48) }
    expect(await house.createMany({ deviceIds: doors, ...window })).toEqual(
      sharedOn(house, doors, { type: 'TIME_BOUND', ...window }, window),
    )
  })

  it('takes times of any zone, cut to milliseconds, and answers in UTC', async () => {
    const house = await aHouse(gateway)
    const doors = [await house.door()]
    const given = { startsAt: '2099-01-31T16:00:00.1239+01:00', endsAt: '2099-02-01T09:30:00-05:30' }
    const window = { startsAt: '2099-01-31T15:00:00.123Z', endsAt: '2099-02-01T15:00:00.000Z' }
    expect(await house.createMany({ deviceIds: doors, ...given })).toEqual(
      sharedOn(house, doors, deferred(window), { ...window, status: 'UNSET' }),
    )
  })

  it.each(['1234', '0000', '0070', '123456'])(
    'puts the PIN %s that was given on each door, linking nothing',
    async (code) => {
      const house = await aHouse(gateway)
      const doors = [await house.door(), await house.door()]
      expect(await house.createMany({ deviceIds: doors, code })).toEqual({
        __typename: 'CreateMultipleAccessCodesPayload',
        accessCodes: doors.map((id) => aNewCode(house.workspaceId, id, { code })),
        linkedCodeGroup: null,
      })
    },
  )

  it('finds devices by ids in upper case', async () => {
    const house = await aHouse(gateway)
    const doors = [await house.door(), await house.door()]
    expect(await house.createMany({ deviceIds: doors.map((id) => id.toUpperCase()) })).toEqual(sharedOn(house, doors))
  })

  it('passes every wish on to the codes', async () => {
    const house = await aHouse(gateway)
    const doors = [await house.door({ supportsNativeScheduling: true })]
    const window = { startsAt: inHours(100), endsAt: inHours(148) }
    const wishes = {
      preferNativeScheduling: false,
      useBackupAccessCodePool: true,
      isExternalModificationAllowed: true,
      attemptForOfflineDevice: false,
    }
    const errors = [{ issueCode: 'empty_backup_access_code_pool', source: 'DEVICE' }]
    expect(await house.createMany({ deviceIds: doors, ...window, ...wishes })).toEqual(
      sharedOn(
        house,
        doors,
        { ...deferred(window, 0), isExternalModificationAllowed: true, errors },
        { ...window, status: 'UNSET' },
      ),
    )
    expect(await house.client.ask(`{ device(id: "${doors[0]}") { backupAccessCodePoolEnabled } }`)).toEqual({
      data: { device: { backupAccessCodePoolEnabled: true } },
    })
  })

  it('waits for a device that is offline', async () => {
    const house = await aHouse(gateway)
    const doors = [await house.door({ offlineSince: new Date() })]
    const errors = [{ issueCode: 'device_disconnected', source: 'DEVICE' }]
    expect(await house.createMany({ deviceIds: doors })).toEqual(sharedOn(house, doors, { errors }))
  })
})

describe('the length of a PIN that is found', () => {
  it.each([
    ['the preferred one where all devices take it', [4, 5, 6], [6, 7], 6, 6],
    ['the shortest common one where one device lacks the preferred one', [4, 5, 6, 7], [5, 6], 7, 5],
    ['the shortest common one where none is preferred', [8, 6, 7], [7, 6], null, 6],
    ['the shortest common one where no device has the preferred one', [4, 5], [4, 5], 12, 4],
  ])('is %s', async (_case, one, other, preferredCodeLength, expected) => {
    const house = await aHouse(gateway)
    const doors = [await house.door({ supportedCodeLengths: one }), await house.door({ supportedCodeLengths: other })]
    const code = aPin(expected)
    expect(await house.createMany({ deviceIds: doors, preferredCodeLength })).toEqual(
      sharedOn(house, doors, { code }, { code }),
    )
  })

  it('does not count against a PIN that was given', async () => {
    const house = await aHouse(gateway)
    const doors = [await house.door()]
    const { accessCodes } = await house.createMany({ deviceIds: doors, code: '4711', preferredCodeLength: 6 })
    expect(accessCodes).toEqual([aNewCode(house.workspaceId, doors[0] as string, { code: '4711' })])
  })
})

describe('a PIN that is found', () => {
  it.each(Object.entries(adversaries))('is never weak, with dice that are %s', async (_name, dice) => {
    const house = await aHouse(gateway)
    const { randomInt } = gateway.services
    Object.assign(gateway.services, { randomInt: dice() })
    try {
      const { linkedCodeGroup } = await house.createMany({ deviceIds: [await house.door()] })
      expect([linkedCodeGroup.code, isWeakPin(linkedCodeGroup.code)]).toEqual([aPin(4), false])
    } finally {
      Object.assign(gateway.services, { randomInt })
    }
  })

  it('meets the constraints of all devices together', async () => {
    const house = await aHouse(gateway)
    const only = (constraintType: string) => ({ codeConstraints: [{ constraintType }] })
    const doors = [
      await house.door(only('CANNOT_CONTAIN_0789')),
      await house.door(only('UNIQUE_FIRST_FOUR_DIGITS')),
      await house.door(only('CANNOT_START_WITH_12')),
    ]
    const code = expect.stringMatching(/^(?!12|.*(.).*\1)[1-6]{4}$/)
    expect(await house.createMany({ deviceIds: doors })).toEqual(sharedOn(house, doors, { code }, { code }))
  })

  it('is none that a door already has in the window', async () => {
    const house = await aHouse(gateway)
    const constraint = { supportedCodeLengths: [4], codeConstraints: [{ constraintType: 'CANNOT_CONTAIN_0789' }] }
    const [one, other] = [await house.door(constraint), await house.door(constraint)]
    const usable = Array.from({ length: 6 ** 4 }, (_, n) =>
      n
        .toString(6)
        .padStart(4, '0')
        .replace(/./g, (d) => `${+d + 1}`),
    )
    const free = usable.filter((pin) => !isWeakPin(pin))
    const left = free.pop() as string
    // Half of them taken on one door, half on the other: a single PIN is left for both.
    await Promise.all(free.map((pin, n) => house.code({ deviceId: n % 2 ? one : other, pin })))
    expect(await house.createMany({ deviceIds: [one, other] })).toEqual(
      sharedOn(house, [one, other], { code: left }, { code: left }),
    )
  })
})
