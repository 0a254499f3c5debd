import { describe, expect, it } from 'vitest'
import { testGateway } from '../support/gateway.ts'
import { aHouse } from './a-house.ts'
import { aConstraint, aNewCode, anAutoSetKey, anId, anInstant, aPin } from './answers.ts'
import { inHours, writingNothing } from './codes.ts'

const gateway = await testGateway()
const house = await aHouse(gateway)
const createRandom = (input: object) =>
  house.createMany({ ...input, behaviorWhenCodeCannotBeShared: 'CREATE_RANDOM_CODE' })

const only = (constraintType: string) => ({ codeConstraints: [{ constraintType }] })
const linked = { commonCodeKey: anAutoSetKey, linkedCodeGroup: { id: anId } }
const aloneOn = (deviceId: string, about: object = {}) => aNewCode(house.workspaceId, deviceId, about)
const linkedOn = (deviceId: string, about: object = {}) => aloneOn(deviceId, { ...linked, ...about })
const window = { startsAt: inHours(-1), endsAt: inHours(10) }
const madeByLock = { code: null, codeVisibility: 'NOT_ASSIGNED', isWaitingForCodeAssignment: true }

/** The whole answer, and that the codes of the group are those on these devices and share its PIN. */
function payload(accessCodes: object[], groupDevices: readonly string[], code: string) {
  return {
    __typename: 'CreateMultipleAccessCodesPayload',
    accessCodes,
    linkedCodeGroup: {
      id: anId,
      commonCodeKey: anAutoSetKey,
      code,
      name: null,
      startsAt: null,
      endsAt: null,
      createdAt: anInstant,
      status: 'SETTING',
      accessCodes: { totalCount: groupDevices.length, nodes: groupDevices.map(() => ({ id: anId })) },
      devices: groupDevices.map((id) => ({ id })),
    },
  }
}

describe('CREATE_RANDOM_CODE', () => {
  it('links all of the devices where all can share', async () => {
    const doors = [await house.door(), await house.door()]
    const result = await createRandom({ deviceIds: doors })
    expect(result).toEqual(
      payload(
        doors.map((id) => linkedOn(id)),
        doors,
        aPin(4),
      ),
    )
    expect(new Set(result.accessCodes.map(({ code }: { code: string }) => code)).size).toBe(1)
  })

  it('links the most devices that can share a PIN, and gives each other device its own outside the group', async () => {
    const six = { supportedCodeLengths: [6] }
    const [a, b, c] = [await house.door(), await house.door({ supportedCodeLengths: [5, 9] }), await house.door(six)]
    const [d, e] = [
      await house.door({ supportedCodeLengths: [4, 6] }),
      await house.door(only('CANNOT_SPECIFY_PIN_CODE')),
    ]
    const result = await createRandom({ deviceIds: [e, c, b, a, d] })
    expect(result).toEqual(
      payload(
        [
          aloneOn(e, madeByLock),
          linkedOn(c, { code: aPin(6) }),
          aloneOn(b, { code: aPin(5) }),
          linkedOn(a, { code: aPin(6) }),
          linkedOn(d, { code: aPin(6) }),
        ],
        [c, a, d],
        aPin(6),
      ),
    )
    const pins = [1, 3, 4].map((index) => result.accessCodes[index].code)
    expect(pins).toEqual(pins.map(() => result.linkedCodeGroup.code))
  })

  it('prefers among sets of one size the preferred length, then the earlier devices', async () => {
    const four = await house.door({ supportedCodeLengths: [4] })
    const six = await house.door({ supportedCodeLengths: [6] })
    const groupOf = async (input: object) => (await createRandom(input)).linkedCodeGroup
    expect(await groupOf({ deviceIds: [four, six] })).toMatchObject({ devices: [{ id: four }], code: aPin(4) })
    expect(await groupOf({ deviceIds: [six, four] })).toMatchObject({ devices: [{ id: six }], code: aPin(6) })
    expect(await groupOf({ deviceIds: [four, six], preferredCodeLength: 6 })).toMatchObject({ devices: [{ id: six }] })
  })

  it('gives a set of one its key too', async () => {
    const [door, salto] = [await house.door(), await house.door(only('CANNOT_SPECIFY_PIN_CODE'))]
    expect(await createRandom({ deviceIds: [salto, door] })).toEqual(
      payload([aloneOn(salto, madeByLock), linkedOn(door)], [door], aPin(4)),
    )
  })

  it('makes no group where every lock makes its PIN', async () => {
    const doors = [await house.door(only('CANNOT_SPECIFY_PIN_CODE')), await house.door(only('CANNOT_SPECIFY_PIN_CODE'))]
    expect(await createRandom({ deviceIds: doors })).toEqual({
      __typename: 'CreateMultipleAccessCodesPayload',
      accessCodes: doors.map((id) => aloneOn(id, madeByLock)),
      linkedCodeGroup: null,
    })
  })

  it('lets each lock make the PIN of an offline code', async () => {
    const able = { canProgramOfflineAccessCodes: true, offlineSince: new Date() }
    const doors = [await house.door(able), await house.door(able)]
    const options = { isOfflineAccessCode: true, maxTimeRounding: 'ONE_DAY', attemptForOfflineDevice: false }
    const errors = [{ issueCode: 'device_disconnected', source: 'DEVICE' }]
    expect(await createRandom({ deviceIds: doors, ...window, ...options })).toEqual({
      __typename: 'CreateMultipleAccessCodesPayload',
      accessCodes: doors.map((id) =>
        aloneOn(id, { ...madeByLock, ...window, errors, type: 'TIME_BOUND', isOfflineAccessCode: true }),
      ),
      linkedCodeGroup: null,
    })
  })

  it('puts a given PIN where it goes and another where it does not, linking nothing', async () => {
    const doors = [
      await house.door(),
      await house.door(only('NO_ZEROS')),
      await house.door({ supportedCodeLengths: [6] }),
    ]
    const [a = '', b = '', c = ''] = doors
    const result = await createRandom({ deviceIds: doors, code: '4070' })
    expect(result).toEqual({
      __typename: 'CreateMultipleAccessCodesPayload',
      accessCodes: [
        aloneOn(a, { code: '4070' }),
        aloneOn(b, { code: expect.stringMatching(/^[1-9]{4}$/) }),
        aloneOn(c, { code: aPin(6) }),
      ],
      linkedCodeGroup: null,
    })
  })

  it('gives a PIN of its own where another code has the given one', async () => {
    const [taken, free] = [await house.door({ supportedCodeLengths: [4] }), await house.door()]
    await house.code({ deviceId: taken, pin: '4711' })
    const { accessCodes } = await createRandom({ deviceIds: [taken, free], code: '4711' })
    expect(accessCodes).toEqual([
      aloneOn(taken, { code: expect.stringMatching(/^(?!4711)\d{4}$/) }),
      aloneOn(free, { code: '4711' }),
    ])
  })

  it.each<[string, Parameters<typeof house.door>[0], object, string]>([
    ['cannot program codes', { canProgramOnlineAccessCodes: false }, {}, 'CANNOT_PROGRAM_CODES'],
    ['is offline', { offlineSince: new Date() }, { attemptForOfflineDevice: false }, 'DEVICE_OFFLINE'],
    ['has room for no code at all', { maxActiveCodesSupported: 0 }, {}, 'DEVICE_FULL'],
    [
      'cannot have the name',
      { codeConstraints: [{ constraintType: 'NAME_LENGTH', minLength: 2 }] },
      { name: 'n' },
      'CONSTRAINT_VIOLATED',
    ],
    ['cannot have the start', only('START_DATE_IN_FUTURE'), window, 'CONSTRAINT_VIOLATED'],
    [
      'has no backups',
      { supportsBackupAccessCodePool: false },
      { ...window, useBackupAccessCodePool: true },
      'BACKUP_POOL_UNSUPPORTED',
    ],
  ])(
    'still refuses the call for a device that %s, naming what keeps others from sharing too',
    async (_case, about, input, reason) => {
      const unable = await house.door(about)
      const salto = await house.door({ name: 'Salto', ...only('CANNOT_SPECIFY_PIN_CODE') })
      const deviceIds = [salto, await house.door(), unable]
      expect(await writingNothing(gateway, () => createRandom({ deviceIds, ...input }))).toEqual({
        __typename: 'CodeCannotBeSharedError',
        code: 'CODE_CANNOT_BE_SHARED',
        message: expect.stringMatching(/^One code cannot be on all of these devices\. Salto makes .+ Door /),
        obstacles: [
          expect.objectContaining({ deviceId: salto, reason: 'CANNOT_SPECIFY_PIN_CODE' }),
          expect.objectContaining({ deviceId: unable, reason }),
        ],
      })
    },
  )

  it('refuses the call for a device that has no PIN left, naming that alone', async () => {
    const deviceId = await house.door({ codeConstraints: [{ constraintType: 'PIN_CODE_MATCHES_EXISTING_SET' }] })
    const message =
      'Door takes only PINs already used in its account, and none there is one that could be chosen. Leave Door out.'
    const deviceIds = [await house.door(), deviceId]
    expect(await writingNothing(gateway, () => createRandom({ deviceIds }))).toEqual({
      __typename: 'CodeCannotBeSharedError',
      code: 'CODE_CANNOT_BE_SHARED',
      message: `One code cannot be on all of these devices. ${message}`,
      obstacles: [
        {
          deviceId,
          device: { id: deviceId, name: 'Door' },
          reason: 'CONSTRAINT_VIOLATED',
          message,
          constraint: aConstraint('PIN_CODE_MATCHES_EXISTING_SET'),
          conflictingAccessCodeId: null,
        },
      ],
    })
  })
})
