import { describe, expect, it } from 'vitest'
import { isWeakPin } from '../../../src/domain/access-codes/pin.ts'
import { deviceNotFound } from '../../../src/domain/linked-code-groups/sharing-obstacles.ts'
import { planSharing, type SharingPlan } from '../../../src/domain/linked-code-groups/sharing-plan.ts'
import type { PlanDevice, PlanRequest } from '../../../src/domain/linked-code-groups/sharing-question.ts'
import { seeded } from '../random-ints.ts'
import { aDevice, aRequest, hours, now, only } from './plan-examples.ts'

const plan = (request: Partial<PlanRequest>, ...devices: PlanDevice[]): SharingPlan =>
  planSharing(aRequest(request), devices, seeded(42))

const reasons = ({ obstacles }: SharingPlan) => obstacles.map(({ deviceId, reason }) => `${deviceId} ${reason}`)

describe('one PIN for many devices', () => {
  it('has the preferred length where all take it, else the shortest that all take', () => {
    const devices = [aDevice('A'), aDevice('B', { supportedCodeLengths: [8, 6, 7] })]
    expect(plan({ preferredCodeLength: 7 }, ...devices)).toMatchObject({ canShare: true, codeLength: 7, obstacles: [] })
    expect(plan({ preferredCodeLength: 4 }, ...devices)).toMatchObject({ canShare: true, codeLength: 6 })
    expect(plan({}, ...devices)).toMatchObject({ canShare: true, codeLength: 6, sharingDeviceIds: ['A', 'B'] })
  })

  it('is longer only where every shorter one is spent', () => {
    const full = aDevice('A', { supportedCodeLengths: [4, 7], holderOf: (pin) => (pin.length === 4 ? 'x' : undefined) })
    expect(plan({ preferredCodeLength: 4 }, full, aDevice('B'))).toMatchObject({ canShare: true, codeLength: 7 })
  })

  it('is never weak, and bows to every device at once', () => {
    const devices = [
      aDevice('A', { codeConstraints: only('NO_ZEROS', 'CANNOT_START_WITH_12') }),
      aDevice('B', { codeConstraints: only('CANNOT_CONTAIN_0789', 'CANNOT_CONTAIN_089') }),
      aDevice('C', { codeConstraints: only('UNIQUE_FIRST_FOUR_DIGITS', 'NO_TRIPLE_CONSECUTIVE_INTS') }),
    ]
    for (let seed = 0; seed < 200; seed++) {
      const { canShare, pin } = planSharing(aRequest(), devices, seeded(seed))
      expect(canShare).toBe(true)
      expect(pin).toMatch(/^(?!12)[1-6]{4}$/)
      expect(new Set(pin).size).toBe(4)
      expect(pin !== null && isWeakPin(pin)).toBe(false)
    }
  })

  it('is one of those in the account where a device asks for that', () => {
    const salto = {
      codeConstraints: only('PIN_CODE_MATCHES_EXISTING_SET'),
      accountPins: new Set(['4821', '1111', '73']),
    }
    expect(plan({}, aDevice('A'), aDevice('B', salto))).toMatchObject({ canShare: true, pin: '4821' })
    expect(plan({}, aDevice('A', { accountPins: new Set() }))).toMatchObject({ canShare: true })
  })

  it('is one that all the accounts have where several devices ask for that', () => {
    const asking = (...pins: string[]) => ({
      codeConstraints: only('PIN_CODE_MATCHES_EXISTING_SET'),
      accountPins: new Set(pins),
    })
    const devices = [aDevice('A', asking('4821', '7302', '5093')), aDevice('B', asking('7302', '9154', '6047', '8315'))]
    for (let seed = 0; seed < 20; seed++) {
      expect(planSharing(aRequest(), devices, seeded(seed))).toMatchObject({ canShare: true, pin: '7302' })
    }
  })

  it('needs at least one device', () => {
    expect(plan({})).toEqual({ canShare: false, codeLength: null, pin: null, sharingDeviceIds: [], obstacles: [] })
  })
})

describe('the sharing set', () => {
  it('is the larger camp where lengths differ, and says of the others what both sides take', () => {
    const four = { supportedCodeLengths: [4] }
    const result = plan({}, aDevice('A', four), aDevice('B', { supportedCodeLengths: [6, 7, 8] }), aDevice('C', four))
    expect(result).toMatchObject({ canShare: false, codeLength: 4, sharingDeviceIds: ['A', 'C'] })
    expect(result.obstacles).toEqual([
      {
        deviceId: 'B',
        reason: 'NO_COMMON_CODE_LENGTH',
        message:
          'Door B takes PINs of 6 to 8 digits, the 2 devices that share one of 4 digits. Leave Door B out, or let it have a code of its own.',
        constraint: null,
        conflictingAccessCodeId: null,
        blocksAnyCode: false,
      },
    ])
  })

  it('of camps equally large, is the one of the preferred length, else the one with the earlier device', () => {
    const camps = [aDevice('A', { supportedCodeLengths: [8] }), aDevice('B', { supportedCodeLengths: [4] })]
    expect(plan({}, ...camps).sharingDeviceIds).toEqual(['A'])
    expect(plan({ preferredCodeLength: 4 }, ...camps).sharingDeviceIds).toEqual(['B'])
  })

  it('leaves out a device whose PINs are spent, and names a code there that is in the way', () => {
    const spent = aDevice('B', { supportedCodeLengths: [4], holderOf: (pin) => `holder of ${pin}` })
    const result = plan({}, aDevice('A'), spent, aDevice('C'))
    expect(result.sharingDeviceIds).toEqual(['A', 'C'])
    expect(result.obstacles).toMatchObject([
      { deviceId: 'B', reason: 'DUPLICATE_CODE', conflictingAccessCodeId: `holder of ${result.pin}` },
    ])
  })

  it('says that a length is spent where devices have one in common that is not the one of the PIN', () => {
    const spentAtFour = {
      supportedCodeLengths: [4, 6],
      holderOf: (pin: string) => (pin.length === 4 ? 'x' : undefined),
    }
    const devices = [aDevice('A', spentAtFour), aDevice('B', spentAtFour), aDevice('C', { supportedCodeLengths: [4] })]
    const result = plan({}, ...devices)
    expect(result).toMatchObject({ codeLength: 6, sharingDeviceIds: ['A', 'B'] })
    expect(result.obstacles).toMatchObject([{ deviceId: 'C', reason: 'UNSUPPORTED_CODE_LENGTH', blocksAnyCode: false }])
    expect(result.obstacles[0]?.message).toContain('No PIN of 4 digits is free on Door C and the 2 devices')
  })

  it('is empty where no device has a PIN left, and says so of each', () => {
    const account = { codeConstraints: only('PIN_CODE_MATCHES_EXISTING_SET'), accountPins: new Set(['1111']) }
    const result = plan(
      {},
      aDevice('A', { supportedCodeLengths: [4], holderOf: () => 'x' }),
      aDevice('B', account),
      aDevice('C', { supportedCodeLengths: [3, 14] }),
    )
    expect(result).toMatchObject({ canShare: false, codeLength: null, pin: null, sharingDeviceIds: [] })
    expect(result.obstacles).toMatchObject([
      { deviceId: 'A', reason: 'DUPLICATE_CODE', conflictingAccessCodeId: 'x', blocksAnyCode: true },
      { deviceId: 'B', reason: 'CONSTRAINT_VIOLATED', constraint: account.codeConstraints[0], blocksAnyCode: true },
      { deviceId: 'C', reason: 'NO_COMMON_CODE_LENGTH', blocksAnyCode: true },
    ])
  })
})

describe('a custom PIN', () => {
  it('may be weak where the devices take it', () => {
    expect(plan({ code: '1234' }, aDevice('A'), aDevice('B'))).toMatchObject({
      canShare: true,
      codeLength: 4,
      pin: '1234',
    })
  })

  it('meets every obstacle of every device, in the order of the devices', () => {
    const noZeros = only('NO_ZEROS', 'NO_ALL_SAME_DIGITS', 'NAME_LENGTH')
    const result = plan(
      { code: '0000', attemptForOfflineDevice: false },
      aDevice('A', { codeConstraints: noZeros, taken: { '0000': 'code-1' }, isOnline: false }),
      aDevice('B'),
      aDevice('C', { supportedCodeLengths: [6], codeConstraints: only('PIN_CODE_MATCHES_EXISTING_SET') }),
      aDevice('D', { codeConstraints: only('CANNOT_SPECIFY_PIN_CODE', 'NO_ZEROS') }),
    )
    expect(result).toMatchObject({ canShare: false, codeLength: 4, pin: '0000', sharingDeviceIds: ['B'] })
    expect(reasons(result)).toEqual([
      'A DEVICE_OFFLINE',
      'A CONSTRAINT_VIOLATED',
      'A CONSTRAINT_VIOLATED',
      'A DUPLICATE_CODE',
      'C UNSUPPORTED_CODE_LENGTH',
      'C CONSTRAINT_VIOLATED',
      'D CANNOT_SPECIFY_PIN_CODE',
    ])
    expect(result.obstacles.map(({ constraint }) => constraint?.constraintType ?? null)).toEqual([
      null,
      'NO_ZEROS',
      'NO_ALL_SAME_DIGITS',
      null,
      null,
      'PIN_CODE_MATCHES_EXISTING_SET',
      'CANNOT_SPECIFY_PIN_CODE',
    ])
    expect(result.obstacles[3]?.conflictingAccessCodeId).toBe('code-1')
    expect(result.obstacles.map(({ blocksAnyCode }) => blocksAnyCode)).toEqual([true, ...Array(6).fill(false)])
  })

  it('is offered to nobody where nobody takes it', () => {
    const refusing = aDevice('A', { codeConstraints: only('NO_ZEROS') })
    expect(plan({ code: '0000' }, refusing)).toMatchObject({ pin: null, codeLength: null, sharingDeviceIds: [] })
  })
})

describe('a device that can take no code at all', () => {
  const timeBound = { startsAt: hours(-1), endsAt: hours(5) }
  const nameLength = { constraintType: 'NAME_LENGTH', minLength: 2, maxLength: 4 } as const

  it.each<[string, Partial<PlanRequest>, Partial<PlanDevice>, string[]]>([
    ['is unmanaged', {}, { isManaged: false }, ['A CANNOT_PROGRAM_CODES']],
    ['cannot be programmed', {}, { canProgramOnlineAccessCodes: false }, ['A CANNOT_PROGRAM_CODES']],
    ['has no such capability', {}, { canProgramOnlineAccessCodes: null }, ['A CANNOT_PROGRAM_CODES']],
    ['is offline and not waited for', { attemptForOfflineDevice: false }, { isOnline: false }, ['A DEVICE_OFFLINE']],
    [
      'has no time zone for a window',
      { window: timeBound },
      { needsTimeZoneForWindows: true },
      ['A TIME_FRAME_UNSUPPORTED'],
    ],
    [
      'has no backup pool',
      { useBackupAccessCodePool: true },
      { supportsBackupAccessCodePool: false },
      ['A BACKUP_POOL_UNSUPPORTED'],
    ],
    [
      'wants another name and a later start',
      { name: 'Guest', window: timeBound },
      {
        codeConstraints: [nameLength, ...only('NAME_MUST_BE_UNIQUE', 'START_DATE_IN_FUTURE')],
        names: new Set(['Guest']),
      },
      ['A CONSTRAINT_VIOLATED', 'A CONSTRAINT_VIOLATED', 'A CONSTRAINT_VIOLATED'],
    ],
    ['is full', {}, { maxActiveCodesSupported: 1, occupancies: [{ from: now, until: null }] }, ['A DEVICE_FULL']],
    ['has room for none', {}, { maxActiveCodesSupported: 0 }, ['A DEVICE_FULL']],
    [
      'is all of that',
      { attemptForOfflineDevice: false, useBackupAccessCodePool: true, window: timeBound },
      {
        isManaged: false,
        isOnline: false,
        maxActiveCodesSupported: 0,
        needsTimeZoneForWindows: true,
        supportsBackupAccessCodePool: false,
      },
      [
        'A CANNOT_PROGRAM_CODES',
        'A DEVICE_OFFLINE',
        'A DEVICE_FULL',
        'A TIME_FRAME_UNSUPPORTED',
        'A BACKUP_POOL_UNSUPPORTED',
      ],
    ],
  ])('%s', (_, request, device, expected) => {
    for (const code of [null, '4821']) {
      const result = plan({ ...request, code }, aDevice('A', device), aDevice('B'))
      expect(reasons(result)).toEqual(expected)
      expect(result).toMatchObject({ canShare: false, sharingDeviceIds: ['B'] })
      expect(result.obstacles.every(({ blocksAnyCode }) => blocksAnyCode)).toBe(true)
      expect(result.obstacles.every(({ message }) => /^Door A .*\. .*\.$/.test(message))).toBe(true)
    }
  })

  it.each<[string, Partial<PlanRequest>, Partial<PlanDevice>]>([
    ['an offline one that is waited for', {}, { isOnline: false }],
    ['one without a time zone, for an ongoing code', {}, { needsTimeZoneForWindows: true }],
    ['one with a time zone', { window: timeBound }, { needsTimeZoneForWindows: true, timeZone: 'Europe/Lisbon' }],
    ['one with names of its own, for a code without', {}, { codeConstraints: [nameLength], names: new Set(['Guest']) }],
  ])('is not %s', (_, request, device) => {
    expect(plan(request, aDevice('A', device))).toMatchObject({ canShare: true, obstacles: [] })
  })

  it('has no length in common either, if so', () => {
    const offline = aDevice('A', { isOnline: false, supportedCodeLengths: [6] })
    const result = plan({ attemptForOfflineDevice: false }, offline, aDevice('B', { supportedCodeLengths: [4] }))
    expect(reasons(result)).toEqual(['A DEVICE_OFFLINE', 'A NO_COMMON_CODE_LENGTH'])
  })
})

describe('room on a lock', () => {
  const booked = { maxActiveCodesSupported: 1, occupancies: [{ from: hours(100), until: hours(110) }] }
  const window = (from: number, to: number) => ({ startsAt: hours(from), endsAt: hours(to) })

  it('is asked for only while the code is there', () => {
    expect(plan({ window: window(110, 120), preferNativeScheduling: false }, aDevice('A', booked)).canShare).toBe(true)
    expect(plan({ window: window(90, 100), preferNativeScheduling: false }, aDevice('A', booked)).canShare).toBe(true)
    expect(plan({ window: window(109, 120), preferNativeScheduling: false }, aDevice('A', booked)).canShare).toBe(false)
    expect(plan({}, aDevice('A', booked)).canShare).toBe(false)
  })

  it('is taken 72 hours ahead where the lock keeps time itself and nobody minds', () => {
    const later = { window: window(150, 160) }
    expect(reasons(plan(later, aDevice('A', booked)))).toEqual(['A DEVICE_FULL'])
    expect(plan(later, aDevice('A', { ...booked, supportsNativeScheduling: false })).canShare).toBe(true)
    expect(plan({ ...later, preferNativeScheduling: false }, aDevice('A', booked)).canShare).toBe(true)
  })
})

describe('a device whose lock makes the PIN', () => {
  it('shares with nobody and is named with its constraint', () => {
    const assigning = aDevice('A', { codeConstraints: only('CANNOT_SPECIFY_PIN_CODE'), supportedCodeLengths: [9] })
    const result = plan({}, assigning, aDevice('B'))
    expect(result).toMatchObject({ canShare: false, sharingDeviceIds: ['B'] })
    expect(result.obstacles).toMatchObject([
      { deviceId: 'A', reason: 'CANNOT_SPECIFY_PIN_CODE', constraint: only('CANNOT_SPECIFY_PIN_CODE')[0] },
    ])
  })

  it('is every device where the code is an offline one, reachable or not', () => {
    const able = { canProgramOfflineAccessCodes: true, canProgramOnlineAccessCodes: false, isOnline: false }
    const result = plan(
      { isOfflineAccessCode: true, attemptForOfflineDevice: false },
      aDevice('A', able),
      aDevice('B', { canProgramOfflineAccessCodes: null }),
    )
    expect(reasons(result)).toEqual([
      'A CANNOT_SPECIFY_PIN_CODE',
      'B OFFLINE_CODES_UNSUPPORTED',
      'B CANNOT_SPECIFY_PIN_CODE',
    ])
    expect(result).toMatchObject({ canShare: false, pin: null, sharingDeviceIds: [] })
  })
})

describe('an obstacle', () => {
  it('never tells the PIN', () => {
    const spent = { supportedCodeLengths: [4], codeConstraints: only('NO_ZEROS', 'CANNOT_START_WITH_12') }
    const devices = [aDevice('A', { ...spent, taken: { 1204: 'x' } }), aDevice('B', { ...spent, holderOf: () => 'x' })]
    const custom = plan({ code: '1204' }, ...devices)
    expect(reasons(custom)).toHaveLength(6)
    expect(JSON.stringify(custom.obstacles)).not.toContain('1204')
    const found = plan({}, ...devices)
    expect(found.pin).toHaveLength(4)
    expect(reasons(found)).toEqual(['B DUPLICATE_CODE'])
    expect(JSON.stringify(found.obstacles)).not.toContain(found.pin)
  })

  it('stands for a device that is not found, too', () => {
    expect(deviceNotFound('nope')).toEqual({
      deviceId: 'nope',
      reason: 'DEVICE_NOT_FOUND',
      message: 'There is no device nope in this workspace. Check the id, or leave it out.',
      constraint: null,
      conflictingAccessCodeId: null,
      blocksAnyCode: true,
    })
  })
})

describe('five hundred devices', () => {
  const rules = only('NO_ZEROS', 'UNIQUE_FIRST_FOUR_DIGITS', 'NO_TRIPLE_CONSECUTIVE_INTS')
  const many = (about: (index: number) => Parameters<typeof aDevice>[1]) =>
    Array.from({ length: 500 }, (_, index) => aDevice(String(index), about(index)))
  const within = (ms: number, devices: PlanDevice[]) => {
    const startedMs = performance.now()
    const result = plan({}, ...devices)
    expect(performance.now() - startedMs).toBeLessThan(ms)
    return result
  }

  it('are planned at once', () => {
    const devices = many((index) => ({ codeConstraints: index % 2 ? rules : [], supportedCodeLengths: [4, 6] }))
    expect(within(200, devices).canShare).toBe(true)
  })

  it('are planned within seconds where each has hundreds of codes and no PIN is free on all', () => {
    const randomInt = seeded(5)
    const taken = () => {
      const pins = new Map<string, string>()
      while (pins.size < 250) pins.set(String(randomInt(10_000)).padStart(4, '0'), 'x')
      return pins
    }
    const devices = many(() => {
      const pins = taken()
      return { supportedCodeLengths: [4], holderOf: (pin) => pins.get(pin) }
    })
    const { sharingDeviceIds, canShare } = within(5000, devices)
    expect(canShare).toBe(false)
    expect(sharingDeviceIds.length).toBeGreaterThan(490)
  })
})
