import fc from 'fast-check'
import type { Args, Days } from '../requests.ts'
import { badPin, days, door, goodDays, key, mostly, name, often, pin, rarely, record } from './values.ts'

/** What is asked when codes are created. */

export const idempotencyKey = rarely(fc.constantFrom('first', 'second', 'third'))

const options = {
  name: often(name),
  code: often(mostly(pin, badPin)),
  preferredCodeLength: rarely(fc.constantFrom(4, 5, 6, 7)),
  isExternalModificationAllowed: rarely(fc.boolean()),
  preferNativeScheduling: rarely(fc.boolean()),
  attemptForOfflineDevice: rarely(fc.boolean()),
  idempotencyKey,
}

export const aCode = record<Args>({
  door,
  days: often(days),
  key: rarely(mostly(key, fc.constant('auto_set_by_me'))),
  more: record(options),
})

export const aCodeWithPool = record<Args>({
  door,
  days: goodDays,
  more: record({ ...options, useBackupAccessCodePool: fc.constant(true) }),
})

export const anOfflineCode = record<Args>({
  door: mostly(fc.constant(4), door),
  days: mostly(fc.constantFrom<Days[]>([1, 6], [2, 4], [3, 9], [1, 40]), days),
  skewMinutes: often(fc.constantFrom(20, 40)),
  more: record({
    isOfflineAccessCode: fc.constant(true),
    isOneTimeUse: rarely(fc.boolean()),
    maxTimeRounding: rarely(fc.constant('ONE_DAY' as const)),
    name: often(name),
    idempotencyKey,
  }),
})

const doors = fc.uniqueArray(door, { minLength: 1, maxLength: 4 })

export const manyCodes = record<Args>({
  doors,
  days: often(days),
  more: record({
    ...options,
    code: rarely(pin),
    behaviorWhenCodeCannotBeShared: often(fc.constantFrom('THROW', 'CREATE_RANDOM_CODE')),
    useBackupAccessCodePool: rarely(fc.boolean()),
  }),
})

export const aPlan = record<Args>({
  doors,
  days: often(days),
  more: record({
    name: often(name),
    code: rarely(pin),
    preferredCodeLength: rarely(fc.constantFrom(4, 5, 6, 7)),
    attemptForOfflineDevice: rarely(fc.boolean()),
    useBackupAccessCodePool: rarely(fc.boolean()),
  }),
})
