import fc from 'fast-check'

/** What somebody may ask of a house: things are named by their number in the order in which they came to be. */
export type Wish =
  | { readonly verb: 'createAccessCode'; readonly door: number; readonly options: object }
  | { readonly verb: 'createMultipleAccessCodes'; readonly doors: readonly number[]; readonly options: object }
  | { readonly verb: 'updateAccessCode'; readonly code: number; readonly options: object }
  | { readonly verb: 'updateMultipleAccessCodes'; readonly key: string; readonly options: object }
  | { readonly verb: 'deleteAccessCode' | 'pullBackupAccessCode' | 'deleteUnmanagedAccessCode'; readonly code: number }
  | { readonly verb: 'convertUnmanagedAccessCode'; readonly code: number; readonly options: object }
  | { readonly verb: 'updateDevice'; readonly door: number; readonly options: object }
  | { readonly verb: 'reportDeviceConstraints'; readonly door: number; readonly options: object }
  /** The lock holds what it was given. */
  | { readonly verb: 'confirm'; readonly door: number }

export const hour = (hours: number): string =>
  new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 + hours * 3_600_000).toISOString()

/** Most wishes say little: what is said of everything is mostly refused. */
function some<Fields extends Record<string, fc.Arbitrary<unknown>>>(fields: Fields): fc.Arbitrary<object> {
  const seldom = (field: fc.Arbitrary<unknown>) =>
    fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: field })
  return fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, seldom(field)])))
}

const pin = fc.constantFrom('4711', '4712', '1234', '481920', '00', '4711471147114711')
const name = fc.constantFrom('Ada', 'Grace', 'A name that is too long for a lock', '', null)
const length = fc.constantFrom(4, 6, 9, 0)
const flag = fc.boolean()
const window = fc.constantFrom<object[]>(
  {},
  {},
  { startsAt: hour(2), endsAt: hour(4) },
  { startsAt: hour(3), endsAt: hour(30) },
  { startsAt: hour(-2), endsAt: hour(4) },
  { startsAt: hour(100), endsAt: hour(200) },
  { startsAt: hour(4), endsAt: hour(2) },
  { startsAt: hour(-4), endsAt: hour(-2) },
  { startsAt: hour(2) },
  { startsAt: null, endsAt: null },
)

const creation = fc
  .tuple(
    window,
    some({
      code: pin,
      name,
      preferredCodeLength: length,
      preferNativeScheduling: flag,
      useBackupAccessCodePool: flag,
      isExternalModificationAllowed: flag,
      attemptForOfflineDevice: flag,
      isOfflineAccessCode: fc.constantFrom(false, false, false, true),
      isOneTimeUse: fc.constantFrom(false, false, false, true),
      maxTimeRounding: fc.constantFrom('ONE_HOUR', 'ONE_DAY'),
      idempotencyKey: fc.constantFrom('k1', 'k2'),
    }),
  )
  .map(([times, others]) => ({ ...times, ...others }))

const keys = fc.constantFrom('family', 'guests', 'auto_set_by_me')
const number = fc.nat({ max: 7 })
const door = fc.nat({ max: 5 })

export const wish: fc.Arbitrary<Wish> = fc.oneof(
  fc.record({
    verb: fc.constant('createAccessCode' as const),
    door,
    options: fc.tuple(creation, some({ commonCodeKey: keys })).map(([options, more]) => ({ ...options, ...more })),
  }),
  fc.record({
    verb: fc.constant('createMultipleAccessCodes' as const),
    doors: fc.array(door, { maxLength: 4 }),
    options: fc
      .tuple(creation, some({ behaviorWhenCodeCannotBeShared: fc.constantFrom('THROW', 'CREATE_RANDOM_CODE') }))
      .map(([options, more]) => ({ ...options, ...more })),
  }),
  fc.record({
    verb: fc.constant('updateAccessCode' as const),
    code: number,
    options: fc
      .tuple(
        window,
        some({
          name,
          code: pin,
          type: fc.constantFrom('ONGOING', 'TIME_BOUND'),
          isExternalModificationAllowed: flag,
          attemptForOfflineDevice: flag,
          isManaged: fc.constantFrom(true, false),
        }),
      )
      .map(([times, others]) => ({ ...times, ...others })),
  }),
  fc.record({
    verb: fc.constant('updateMultipleAccessCodes' as const),
    key: fc.constantFrom('family', 'guests', 'the newest'),
    options: fc.tuple(window, some({ name })).map(([times, others]) => ({ ...times, ...others })),
  }),
  fc.record({
    verb: fc.constantFrom(
      'deleteAccessCode' as const,
      'pullBackupAccessCode' as const,
      'deleteUnmanagedAccessCode' as const,
    ),
    code: number,
  }),
  fc.record({
    verb: fc.constant('convertUnmanagedAccessCode' as const),
    code: number,
    options: some({ isExternalModificationAllowed: flag }),
  }),
  fc.record({
    verb: fc.constant('updateDevice' as const),
    door,
    options: some({
      name: fc.constantFrom('Gate', ''),
      isManaged: fc.constantFrom(true, true, false),
      backupAccessCodePoolEnabled: flag,
      customMetadata: fc.constantFrom<object[]>({ floor: '1' }, { floor: null }, { 'a.b': '1' }),
    }),
  }),
  fc.record({
    verb: fc.constant('reportDeviceConstraints' as const),
    door,
    options: fc.constantFrom<object[]>(
      { supportedCodeLengths: [6, 4] },
      { minCodeLength: 4, maxCodeLength: 5 },
      {},
      { minCodeLength: 4 },
    ),
  }),
  fc.record({ verb: fc.constant('confirm' as const), door }),
)
