import { absent, type Fields, type Row, type Rule, type Value } from './pairwise.ts'

/** What both creating mutations can be asked, with a few values for each field: good ones, edges, and ones that no input may have. */

export type OptionField =
  | 'code'
  | 'preferredCodeLength'
  | 'name'
  | 'startsAt'
  | 'endsAt'
  | 'preferNativeScheduling'
  | 'useBackupAccessCodePool'
  | 'isExternalModificationAllowed'
  | 'attemptForOfflineDevice'
  | 'isOfflineAccessCode'
  | 'isOneTimeUse'
  | 'maxTimeRounding'
  | 'idempotencyKey'

const HOUR_MS = 3_600_000
const value = (name: string, given: unknown = name): Value => ({ name, given })
const nothing = value('null', null)
const flags = [absent, value('true', true), value('false', false)]

export const repeatedKey = 'used before'

export function optionFields(now: Date): Fields<OptionField> {
  // From a full hour that is still to come for as long as the tests run.
  const hour = Math.ceil(now.getTime() / HOUR_MS) * HOUR_MS + HOUR_MS
  const at = (name: string, hours: number) => value(name, new Date(hour + hours * HOUR_MS).toISOString())
  return {
    code: [
      absent,
      nothing,
      ...['8412', '1123', '124635', '305172', '234567', '373737', '736415273'].map((pin) => value(pin)),
      // The PINs of the family, of the cleaner, of the boat club, and of the guests who come in 30 days.
      ...['6248', '2864', '7391', '8305'].map((pin) => value(pin)),
      ...['123', '12a4', '1234567890123'].map((pin) => value(pin)),
    ],
    preferredCodeLength: [absent, nothing, ...[4, 6, 9, 20, 0].map((length) => value(String(length), length))],
    name: [
      absent,
      nothing,
      ...['🔑', 'Guest', 'Weekend guests', 'Weekend guests!', 'The cleaner and her son'].map((name) => value(name)),
      value('blank', ' '),
      value('201 characters', 'n'.repeat(201)),
    ],
    startsAt: [absent, nothing, at('2 hours ago', -4.25), at('soon', 0.25), at('in 10 days', 240.25)],
    endsAt: [
      absent,
      nothing,
      at('an hour ago', -3),
      at('in 8 hours', 8),
      at('in 28 and a half days', 28.5 * 24),
      at('in 30 days', 30 * 24),
      at('in 14 months', 425 * 24),
    ],
    preferNativeScheduling: flags,
    useBackupAccessCodePool: flags,
    isExternalModificationAllowed: flags,
    attemptForOfflineDevice: flags,
    isOfflineAccessCode: flags,
    isOneTimeUse: flags,
    maxTimeRounding: [absent, value('ONE_HOUR'), value('ONE_DAY')],
    idempotencyKey: [absent, nothing, value('new'), value(repeatedKey), value('blank', ' ')],
  }
}

/** Without the values that mean the same as a field left out. */
export const withoutNulls = <Field extends string>(fields: Fields<Field>): Fields<Field> =>
  Object.fromEntries(
    Object.entries<readonly Value[]>(fields).map(([field, values]) => [
      field,
      values.filter(({ given }) => given !== null),
    ]),
  ) as unknown as Fields<Field>

/** The fields of a row as they were meant: with what stands for those left out. */
export interface Asked {
  readonly code: string | null
  readonly preferredCodeLength: number | null
  readonly name: string | null
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly preferNativeScheduling: boolean
  readonly useBackupAccessCodePool: boolean
  readonly isExternalModificationAllowed: boolean
  readonly attemptForOfflineDevice: boolean
  readonly isOfflineAccessCode: boolean
  readonly isOneTimeUse: boolean
  readonly maxTimeRounding: 'ONE_HOUR' | 'ONE_DAY'
  readonly idempotencyKey: string | null
}

const defaults = {
  preferNativeScheduling: true,
  useBackupAccessCodePool: false,
  isExternalModificationAllowed: false,
  attemptForOfflineDevice: true,
  isOfflineAccessCode: false,
  isOneTimeUse: false,
  maxTimeRounding: 'ONE_HOUR',
}

export function askedIn(row: Row<OptionField>): Asked {
  const given = Object.entries<Value>(row).map(([field, { given: text }]) => {
    const meant = text ?? defaults[field as keyof typeof defaults] ?? null
    return [field, field.endsWith('sAt') && meant !== null ? new Date(meant as string) : meant]
  })
  return Object.fromEntries(given) as Asked
}

/** What an input may not be whatever the device, by the fields that the refusal names. */
interface InputRule {
  readonly on: readonly OptionField[]
  readonly issues: (asked: Asked) => readonly string[]
}

const inputRules: readonly InputRule[] = [
  { on: ['code'], issues: ({ code }) => (code === null || /^\d{4,12}$/.test(code) ? [] : ['code']) },
  {
    on: ['preferredCodeLength'],
    issues: ({ preferredCodeLength: length }) => (length === null || length > 0 ? [] : ['preferredCodeLength']),
  },
  { on: ['name'], issues: ({ name }) => (isText(name, 200) ? [] : ['name']) },
  { on: ['idempotencyKey'], issues: ({ idempotencyKey: key }) => (isText(key, 255) ? [] : ['idempotencyKey']) },
  // Both times or neither, but for one-time offline codes, which need no end.
  {
    on: ['startsAt', 'endsAt', 'isOfflineAccessCode', 'isOneTimeUse'],
    issues: ({ startsAt, endsAt, isOfflineAccessCode, isOneTimeUse }) => {
      if (startsAt === null) return endsAt !== null || isOfflineAccessCode ? ['startsAt'] : []
      if (endsAt === null) return isOfflineAccessCode && isOneTimeUse ? [] : ['endsAt']
      return endsAt > startsAt ? [] : ['endsAt']
    },
  },
  {
    on: ['isOneTimeUse', 'isOfflineAccessCode'],
    issues: ({ isOneTimeUse, isOfflineAccessCode }) => (isOneTimeUse && !isOfflineAccessCode ? ['isOneTimeUse'] : []),
  },
  {
    on: ['maxTimeRounding', 'isOfflineAccessCode'],
    issues: ({ maxTimeRounding, isOfflineAccessCode }) =>
      maxTimeRounding === 'ONE_DAY' && !isOfflineAccessCode ? ['maxTimeRounding'] : [],
  },
  {
    on: ['useBackupAccessCodePool', 'startsAt', 'isOfflineAccessCode'],
    issues: ({ useBackupAccessCodePool, startsAt, isOfflineAccessCode }) =>
      useBackupAccessCodePool && (startsAt === null || isOfflineAccessCode) ? ['useBackupAccessCodePool'] : [],
  },
  {
    on: ['code', 'isOfflineAccessCode'],
    issues: ({ code, isOfflineAccessCode }) => (code !== null && isOfflineAccessCode ? ['code'] : []),
  },
]

const isText = (text: string | null, lengthMax: number) =>
  text === null || (/\S/.test(text) && text.length <= lengthMax)

/** The fields that a refusal of this input names; empty where nothing is wrong with it. */
export const inputIssues = (asked: Asked): string[] => inputRules.flatMap(({ issues }) => issues(asked))

/** That nothing is wrong with an input, whatever the device, and that it is not asked again under an old key. */
export const wellFormed = (now: Date): readonly Rule<OptionField>[] => [
  ...inputRules.map(
    ({ on, issues }): Rule<OptionField> => ({
      on,
      allows: (row) => issues(askedIn(row)).length === 0,
    }),
  ),
  { on: ['endsAt'], allows: (row) => !isOver(askedIn(row), now) },
  { on: ['idempotencyKey'], allows: ({ idempotencyKey }) => idempotencyKey.given !== repeatedKey },
]

export const isOver = ({ endsAt }: Asked, now: Date): boolean => endsAt !== null && endsAt <= now

/** As it is sent: fields left out are not there. */
export const sent = (row: Row): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).flatMap(([field, { given }]) => (given === undefined ? [] : [[field, given]])))

export const described = (row: Row): string =>
  Object.entries(row)
    .filter(([, { given }]) => given !== undefined)
    .map(([field, { name }]) => `${field} ${name}`)
    .join(', ')
