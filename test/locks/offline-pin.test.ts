import { createHash, randomInt } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { setClockOffset } from '../../src/locks/simulated/faults.ts'
import { pressKeypad } from '../../src/locks/simulated/keypad.ts'
import { makeOfflinePin, NoOfflinePinsError } from '../../src/locks/simulated/offline-codes.ts'
import { type OfflineWindow, offlinePin, offlineWindowAt } from '../../src/locks/simulated/offline-pin.ts'
import { inTime } from './contract/house.ts'
import { simulatedHouse } from './simulated-house.ts'

const HOUR_MS = 3_600_000
const secret = createHash('sha256').update('a lock').digest()
const start = new Date('2026-12-01T10:00:00Z')

const window = (hours: number, given: Partial<OfflineWindow> = {}): OfflineWindow => ({
  startsAt: start,
  endsAt: new Date((given.startsAt ?? start).getTime() + hours * HOUR_MS),
  isOneTimeUse: false,
  variant: 0,
  ...given,
})

describe('an offline PIN', () => {
  const hours = fc.oneof(
    fc.integer({ min: 1, max: 672 }),
    fc.integer({ min: 29, max: 367 }).map((days) => days * 24),
  )
  const windows = fc
    .record({
      startHour: fc.integer({ min: 470_000, max: 800_000 }),
      span: fc.oneof(
        hours.map((spanHours) => ({ spanHours, isOneTimeUse: false })),
        fc.constant({ spanHours: 24, isOneTimeUse: true }),
      ),
      variant: fc.integer({ min: 0, max: 4 }),
    })
    .map(({ startHour, span, variant }) =>
      window(span.spanHours, { startsAt: new Date(startHour * HOUR_MS), isOneTimeUse: span.isOneTimeUse, variant }),
    )
  const secrets = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes))

  it('opens from the first to the last millisecond of its window, and at no other', () => {
    fc.assert(
      fc.property(secrets, windows, (key, wanted) => {
        const pin = offlinePin(key, wanted)
        const at = (time: Date, byMs: number) => offlineWindowAt(key, pin, new Date(time.getTime() + byMs))
        expect(pin).toMatch(/^\d{10}$/)
        expect(at(wanted.startsAt, 0)).toEqual(wanted)
        expect(at(wanted.endsAt, -1)).toEqual(wanted)
        expect([at(wanted.startsAt, -1), at(wanted.endsAt, 0)]).toEqual([null, null])
      }),
    )
  })

  it('differs for any two windows', () => {
    fc.assert(
      fc.property(windows, windows, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other))
        // Starts are counted round in 131,072 hours.
        fc.pre(Math.abs(one.startsAt.getTime() - other.startsAt.getTime()) !== 131_072 * HOUR_MS)
        expect(offlinePin(secret, one)).not.toBe(offlinePin(secret, other))
      }),
    )
  })

  it('is hardly ever guessed', () => {
    const guesses = Array.from({ length: 2_000 }, () => String(randomInt(10 ** 10)).padStart(10, '0'))
    const hits = guesses.filter((pin) => offlineWindowAt(secret, pin, start)).length
    // Of a thousand guesses one opens, as with ten codes of four digits: here two, and a dozen once in a million runs.
    expect(hits).toBeLessThan(12)
  })

  it.each([
    ['half past', { startsAt: new Date('2026-12-01T10:30:00Z') }, 1],
    ['no hour', {}, 0],
    ['673 hours', {}, 673],
    ['368 days', {}, 368 * 24],
    ['half an hour', {}, 0.5],
    ['one-time for a week', { isOneTimeUse: true }, 168],
    ['a sixth variant', { variant: 5 }, 1],
  ])('is not made for %s', (_, given, hours) => {
    expect(() => offlinePin(secret, window(hours, given))).toThrow(RangeError)
  })
})

describe('a lock that takes offline PINs', async () => {
  const house = await simulatedHouse()
  const { stack, provider } = house
  const thisHour = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS)

  it('opens inside the window by its own clock, and holds nothing in any slot', async () => {
    const lock = await house.lock({ canProgramOfflineAccessCodes: true })
    const wanted = window(48, { startsAt: thisHour })
    const pin = await makeOfflinePin(stack, lock, wanted)
    const opens = async (offsetHours: number) => {
      await setClockOffset(stack, lock, offsetHours * HOUR_MS)
      return (await pressKeypad(stack, lock, pin)).opens
    }

    expect([await opens(-2), await opens(0), await opens(0), await opens(46), await opens(49)]).toEqual([
      ...[false, true, true, true, false],
    ])
    expect(await provider.list(lock, inTime())).toEqual({ kind: 'ok', value: [] })
  })

  it('opens once for a one-time PIN, also when it is entered twice at once', async () => {
    const lock = await house.lock({ canProgramOfflineAccessCodes: true })
    const pins = await Promise.all(
      [0, 1].map((variant) =>
        makeOfflinePin(stack, lock, window(24, { startsAt: thisHour, isOneTimeUse: true, variant })),
      ),
    )

    for (const pin of pins) {
      const presses = await Promise.all([1, 2, 3].map(() => pressKeypad(stack, lock, pin)))
      expect(presses.map(({ opens }) => opens).sort()).toEqual([false, false, true])
    }
  })

  it('opens for no other lock, and for none that is not made for it', async () => {
    const lock = await house.lock({ canProgramOfflineAccessCodes: true })
    const other = await house.lock({ canProgramOfflineAccessCodes: true })
    const plain = await house.lock()
    const pin = await makeOfflinePin(stack, lock, window(48, { startsAt: thisHour }))

    expect(await pressKeypad(stack, lock, pin)).toEqual({ opens: true, slot: null })
    expect(await pressKeypad(stack, other, pin)).toEqual({ opens: false, slot: null })
    await expect(makeOfflinePin(stack, plain, window(1))).rejects.toThrow(NoOfflinePinsError)
    await house.database.pool.query('update simulated_lock.lock set accepts_offline_pins = false')
    expect(await pressKeypad(stack, lock, pin)).toEqual({ opens: false, slot: null })
  })
})
