import { describe, expect, it } from 'vitest'
import { fitOffline, mustBeUsedSoon, offlineRules } from '../../../src/domain/access-codes/offline-rules.ts'

const HOUR_MS = 3_600_000
const at = (text: string) => new Date(`2026-12-${text}:00.000Z`)
const hoursAfter = (start: Date, hours: number) => new Date(start.getTime() + hours * HOUR_MS)

/** What becomes of a window of so many hours on this kind of lock: how many hours it has then, or why it has none. */
function fitted(
  deviceType: string,
  startsAt: Date,
  endsAt: Date | null,
  about: { isOneTimeUse?: boolean; maxTimeRounding?: 'ONE_HOUR' | 'ONE_DAY' } = {},
) {
  const { isOneTimeUse = false, maxTimeRounding = 'ONE_HOUR' } = about
  const fit = fitOffline(offlineRules(deviceType), { window: { startsAt, endsAt }, isOneTimeUse, maxTimeRounding })
  if ('unsupported' in fit) return fit.unsupported
  const { window } = fit
  const hours = ((window.endsAt?.getTime() ?? 0) - (window.startsAt?.getTime() ?? 0)) / HOUR_MS
  return { startsAt: window.startsAt, hours }
}
const start = at('01T15:00')
const igloo = (hours: number, about = {}) => fitted('igloohome_lock', start, hoursAfter(start, hours), about)

describe('the windows of offline codes', () => {
  it('move outward to whole hours, and no further than asked', () => {
    expect(fitted('igloohome_lock', at('01T15:45'), at('01T17:10'))).toEqual({ startsAt: at('01T15:00'), hours: 3 })
    expect(fitted('igloohome_lock', at('01T15:00'), at('01T16:00'))).toEqual({ startsAt: at('01T15:00'), hours: 1 })
  })

  it.each([
    [1, 1],
    [672, 672],
    [29 * 24, 29 * 24],
    [30 * 24 - 1, 30 * 24],
    [367 * 24, 367 * 24],
  ])('of %i hours on igloohome locks have %i', (asked, hours) => {
    expect(igloo(asked)).toEqual({ startsAt: start, hours })
  })

  it.each([673, 694, 29 * 24 + 1, 367 * 24 + 1])('of %i hours are none on igloohome locks within an hour', (asked) => {
    expect(igloo(asked)).toBe('WINDOW')
  })

  it('become whole days where a day of rounding is allowed', () => {
    const aDay = { maxTimeRounding: 'ONE_DAY' }
    expect(igloo(673, aDay)).toEqual({ startsAt: start, hours: 29 * 24 })
    expect(igloo(671, aDay)).toEqual({ startsAt: start, hours: 671 })
    expect(igloo(29 * 24 + 1, aDay)).toEqual({ startsAt: start, hours: 30 * 24 })
    expect(igloo(367 * 24 + 1, aDay)).toBe('WINDOW')
  })

  it('of codes for one use last 24 hours from their start, whether their end is named or not', () => {
    const once = { isOneTimeUse: true }
    expect(fitted('igloohome_lock', start, null, once)).toEqual({ startsAt: start, hours: 24 })
    expect(igloo(24, once)).toEqual({ startsAt: start, hours: 24 })
    expect(igloo(20, once)).toBe('WINDOW')
    expect(igloo(20, { ...once, maxTimeRounding: 'ONE_DAY' })).toEqual({ startsAt: start, hours: 24 })
  })

  it('are whole days up to 31 on Oracode locks, which have no codes for one use', () => {
    const oracode = (hours: number, about = {}) =>
      fitted('dormakaba_oracode_door', start, hoursAfter(start, hours), about)
    expect(oracode(24)).toEqual({ startsAt: start, hours: 24 })
    expect(oracode(31 * 24)).toEqual({ startsAt: start, hours: 31 * 24 })
    expect(oracode(32 * 24)).toBe('WINDOW')
    expect(oracode(3)).toBe('WINDOW')
    expect(oracode(3, { maxTimeRounding: 'ONE_DAY' })).toEqual({ startsAt: start, hours: 24 })
    expect(oracode(24, { isOneTimeUse: true })).toBe('ONE_TIME_USE')
  })

  it('are left as they are on kinds of locks that nothing is known of', () => {
    expect(fitted('some_lock', at('01T15:45'), at('01T16:00'))).toEqual({ startsAt: at('01T15:45'), hours: 0.25 })
  })
})

it('an igloohome code of more than a day must be used within 24 hours of its start', () => {
  const window = (hours: number) => ({ startsAt: start, endsAt: hoursAfter(start, hours) })
  expect(mustBeUsedSoon('igloohome_lock', window(25))).toBe(true)
  expect(mustBeUsedSoon('igloohome_lock', window(24))).toBe(false)
  expect(mustBeUsedSoon('dormakaba_oracode_door', window(48))).toBe(false)
})
