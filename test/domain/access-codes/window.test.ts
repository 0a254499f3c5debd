import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  claimedFrom,
  type Occupancy,
  overlaps,
  peakOccupancy,
  preloadFrom,
  typeOf,
  type Window,
  windowIssues,
} from '../../../src/domain/access-codes/window.ts'

const now = new Date('2026-05-01T10:00:00Z')
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000)
const window = (from: number | null, to: number | null): Window => ({
  startsAt: from === null ? null : hours(from),
  endsAt: to === null ? null : hours(to),
})

describe('a window that somebody asks for', () => {
  it.each([
    ['none at all', window(null, null)],
    ['one to come', window(1, 2)],
    ['one that has begun', window(-5, 2)],
    ['one that begins now', window(0, 1)],
  ])('may be %s', (_, asked) => {
    expect(windowIssues(asked, now)).toEqual([])
  })

  it.each([
    ['an end alone', window(null, 2), [['startsAt']]],
    ['a start alone', window(1, null), [['endsAt']]],
    ['an end before the start', window(2, 1), [['endsAt']]],
    ['an end at the start', window(1, 1), [['endsAt']]],
    ['an end that is now', window(-1, 0), [['endsAt']]],
    ['both faults at once', window(-1, -2), [['endsAt'], ['endsAt']]],
  ])('may not be %s, and the field to correct is named', (_, asked, paths) => {
    const issues = windowIssues(asked, now)
    expect(issues.map(({ path }) => path)).toEqual(paths)
    expect(issues.every(({ message }) => /^\S.*\.$/.test(message))).toBe(true)
  })

  it('is time-bound unless it has neither end', () => {
    expect(typeOf(window(null, null))).toBe('ONGOING')
    expect(typeOf(window(1, 2))).toBe('TIME_BOUND')
    expect(typeOf(window(1, null))).toBe('TIME_BOUND')
  })
})

describe('the moment a code begins to count', () => {
  it('is its start, or now if that is past or there is none', () => {
    expect(claimedFrom(window(5, 6), now)).toEqual(hours(5))
    expect(claimedFrom(window(-5, 6), now)).toEqual(now)
    expect(claimedFrom(window(null, null), now)).toEqual(now)
  })

  it('is up to 72 hours sooner where the lock keeps time itself', () => {
    expect(preloadFrom(window(100, 101), now, true)).toEqual(hours(28))
    expect(preloadFrom(window(71, 101), now, true)).toEqual(now)
    expect(preloadFrom(window(null, null), now, true)).toEqual(now)
    expect(preloadFrom(window(100, 101), now, false)).toEqual(hours(100))
  })
})

describe('overlap', () => {
  const bound = fc.option(fc.integer({ min: 0, max: 12 }), { freq: 4 })
  const anyWindow = fc.tuple(bound, bound).map(([from, to]) => window(from, to))
  const covers = ({ startsAt, endsAt }: Window, hour: number) =>
    (startsAt === null || startsAt <= hours(hour)) && (endsAt === null || hours(hour) < endsAt)
  const moments = Array.from({ length: 15 }, (_, index) => index - 1)

  it('is to have a moment in common', () => {
    fc.assert(
      fc.property(anyWindow, anyWindow, (a, b) => {
        expect(overlaps(a, b)).toBe(moments.some((hour) => covers(a, hour) && covers(b, hour)))
      }),
    )
  })

  it('is mutual', () => {
    fc.assert(fc.property(anyWindow, anyWindow, (a, b) => overlaps(a, b) === overlaps(b, a)))
  })

  it('survives widening', () => {
    fc.assert(
      fc.property(anyWindow, anyWindow, (a, b) => {
        if (overlaps(a, b)) expect(overlaps({ ...a, endsAt: null }, { ...b, startsAt: null })).toBe(true)
      }),
    )
  })

  it('is not merely to touch', () => {
    expect(overlaps(window(1, 2), window(2, 3))).toBe(false)
    expect(overlaps(window(null, 2), window(2, null))).toBe(false)
    expect(overlaps(window(1, 2), window(null, null))).toBe(true)
  })
})

describe('peak occupancy', () => {
  const occupancy = fc
    .tuple(fc.integer({ min: -10, max: 20 }), fc.option(fc.integer({ min: -10, max: 20 })))
    .map(([from, until]): Occupancy => ({ from: hours(from), until: until === null ? null : hours(until) }))

  it('equals a count at every hour', () => {
    const covers = ({ from, until }: Occupancy, at: Date) => from <= at && (until === null || at < until)
    const moments = Array.from({ length: 40 }, (_, index) => hours(index - 15))
    fc.assert(
      fc.property(fc.array(occupancy, { maxLength: 12 }), occupancy, (occupancies, during) => {
        const counts = moments.map((at) =>
          covers(during, at) ? occupancies.filter((one) => covers(one, at)).length : 0,
        )
        expect(peakOccupancy(occupancies, during)).toBe(Math.max(...counts))
      }),
      { numRuns: 500 },
    )
  })

  it('lets one code follow another in the same slot', () => {
    const followed = [0, 1, 2].map((hour) => ({ from: hours(hour), until: hours(hour + 1) }))
    expect(peakOccupancy(followed, { from: hours(0), until: null })).toBe(1)
  })

  it('does not grow with the square of the bookings', () => {
    const bookings = Array.from({ length: 100_000 }, (_, index) => ({ from: hours(index), until: hours(index + 3) }))
    const startedMs = performance.now()
    expect(peakOccupancy(bookings, { from: hours(0), until: null })).toBe(3)
    expect(performance.now() - startedMs).toBeLessThan(2000)
  })
})
