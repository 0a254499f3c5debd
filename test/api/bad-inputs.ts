/** Inputs that creating mutations refuse whatever the devices, with the issue of each field. */

const past = { startsAt: '2020-01-01T00:00:00Z', endsAt: '2020-01-02T00:00:00Z' }
const future = { startsAt: '2099-01-01T00:00:00Z', endsAt: '2099-01-02T00:00:00Z' }
const notAPin = { code: 'A PIN is 4 to 12 digits.' }

export const badPins = ['12a4', '123', '1234567890123', '', '12 34', '-123', '١٢٣٤']

export const badWindows: [situation: string, input: object, issues: Record<string, string>][] = [
  ['a start alone', { startsAt: future.startsAt }, { endsAt: 'Give endsAt too, or leave out startsAt.' }],
  ['an end alone', { endsAt: future.endsAt }, { startsAt: 'Give startsAt too, or leave out endsAt.' }],
  [
    'an end before the start',
    { startsAt: future.endsAt, endsAt: future.startsAt },
    { endsAt: 'endsAt must be after startsAt.' },
  ],
  [
    'an end at the start',
    { startsAt: future.startsAt, endsAt: future.startsAt },
    { endsAt: 'endsAt must be after startsAt.' },
  ],
  [
    'an end that is the start once both are cut to milliseconds',
    { startsAt: '2099-01-01T00:00:00.0001Z', endsAt: '2099-01-01T00:00:00.0009Z' },
    { endsAt: 'endsAt must be after startsAt.' },
  ],
  ['an end in the past', past, { endsAt: 'endsAt must be in the future.' }],
]

export const badNames: [situation: string, name: string, message: string][] = [
  ['a blank name', ' \u2003', 'Must not be blank.'],
  ['a name of 201 characters', 'n'.repeat(201), 'At most 200 characters.'],
  ['a name with U+0000', 'a\0b', 'Must not contain control characters.'],
  ['a name with a line break', 'a\nb', 'Must not contain control characters.'],
  ['a name with half a character', 'a\ud83db', 'Must be whole Unicode characters.'],
]

export const badCreations: [situation: string, input: object, issues: Record<string, string>][] = [
  ...badPins.map((code) => [`the PIN "${code}"`, { code }, notAPin] as [string, object, Record<string, string>]),
  ['a preferred length of no digit', { preferredCodeLength: 0 }, { preferredCodeLength: 'Must be at least 1.' }],
  ...badWindows,
  ...badNames.map(
    ([situation, name, message]) =>
      [situation, { name }, { name: message }] as [string, object, Record<string, string>],
  ),
  ['a blank idempotency key', { idempotencyKey: ' ' }, { idempotencyKey: 'Must not be blank.' }],
  [
    'an idempotency key of 256 characters',
    { idempotencyKey: 'k'.repeat(256) },
    { idempotencyKey: 'At most 255 characters.' },
  ],
  [
    'an online code for one use',
    { ...future, isOneTimeUse: true },
    { isOneTimeUse: 'Only an offline code can be for one use.' },
  ],
  [
    'an online code with rounded times',
    { ...future, maxTimeRounding: 'ONE_DAY' },
    { maxTimeRounding: 'Only the times of an offline code are rounded.' },
  ],
  [
    'an ongoing code with backups',
    { useBackupAccessCodePool: true },
    { useBackupAccessCodePool: 'Only a code with a start and an end can use the backup pool.' },
  ],
  [
    'an offline code with a PIN, backups and no start',
    { isOfflineAccessCode: true, code: '4711', useBackupAccessCodePool: true },
    {
      code: 'The lock makes the PIN of an offline code: leave it out.',
      useBackupAccessCodePool: 'An offline code has no backups.',
      startsAt: 'An offline code needs a start.',
    },
  ],
  [
    'everything at once',
    { code: 'x', name: ' ', idempotencyKey: '', endsAt: future.endsAt, isOneTimeUse: true },
    {
      code: notAPin.code,
      name: 'Must not be blank.',
      idempotencyKey: 'Must not be blank.',
      startsAt: 'Give startsAt too, or leave out endsAt.',
      isOneTimeUse: 'Only an offline code can be for one use.',
    },
  ],
]
