import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isWeakPin } from '../../../src/domain/access-codes/pin.ts'
import { findPin, pinsInRandomOrder } from '../../../src/domain/access-codes/pin-search.ts'
import { adversaries, seeded } from '../random-ints.ts'

const allowedDigits = '0123456789'
const anyPin = () => true

describe('a search for a PIN', () => {
  it('finds the last one that is left, and says so when none is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), fc.nat(), (number, seed) => {
        const last = String(number).padStart(4, '0')
        const pin = findPin({ length: 4, allowedDigits, accepts: (other) => other === last, randomInt: seeded(seed) })
        expect(pin).toBe(isWeakPin(last) ? null : last)
      }),
      { numRuns: 30 },
    )
  })

  it('keeps leading zeros', () => {
    const pin = findPin({ length: 6, allowedDigits, accepts: (other) => other.startsWith('00'), randomInt: seeded(1) })
    expect(pin).toMatch(/^00\d{4}$/)
  })

  it.each(Object.entries(adversaries))('never answers with a weak PIN, not even when the dice are %s', (_, dice) => {
    for (let length = 4; length <= 12; length++) {
      const pin = findPin({ length, allowedDigits, accepts: anyPin, randomInt: dice() })
      expect(pin).toMatch(new RegExp(`^\\d{${length}}$`))
      expect(pin !== null && isWeakPin(pin)).toBe(false)
    }
  })

  it('draws evenly', () => {
    const randomInt = seeded(20260501)
    const counts = new Map<string, number>()
    const draws = 66_000
    for (let draw = 0; draw < draws; draw++) {
      const pin = findPin({ length: 4, allowedDigits: '135', accepts: anyPin, randomInt }) as string
      counts.set(pin, (counts.get(pin) ?? 0) + 1)
    }
    const strong = [...pinsInRandomOrder({ length: 4, allowedDigits: '135', randomInt })].filter(
      (pin) => !isWeakPin(pin),
    )
    expect([...counts.keys()].sort()).toEqual(strong.sort())
    const expected = draws / strong.length
    const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    // Even dice with this many sides go beyond twice the mean once in millions; these dice are the same at every run.
    expect(chiSquared).toBeLessThan(2 * strong.length)
  })

  it('stays within the PINs that it is given', () => {
    const allowedPins = new Set(['1111', '4821', '90217', '7302'])
    const found = new Set<string | null>()
    for (let seed = 0; seed < 50; seed++) {
      found.add(findPin({ length: 4, allowedDigits, accepts: anyPin, allowedPins, randomInt: seeded(seed) }))
    }
    expect(found).toEqual(new Set(['4821', '7302']))
    const search = { length: 4, allowedDigits, allowedPins, randomInt: seeded(1) }
    expect(findPin({ ...search, accepts: (pin) => pin !== '4821' && pin !== '7302' })).toBeNull()
    expect(findPin({ ...search, allowedDigits: '12345', accepts: anyPin })).toBeNull()
  })

  it('is quick where thousands of PINs are taken, however long they are', () => {
    const taken = new Set<string>()
    // The same dice as below, so that all the taken PINs are met before a free one.
    const randomInt = () => 0
    const startedMs = performance.now()
    for (const pin of pinsInRandomOrder({ length: 12, allowedDigits, randomInt })) {
      if (taken.size === 20_000) break
      taken.add(pin)
    }
    const pin = findPin({ length: 12, allowedDigits, accepts: (other) => !taken.has(other), randomInt })
    expect(pin).toHaveLength(12)
    expect(performance.now() - startedMs).toBeLessThan(2000)
  })
})

describe('a walk over the PINs', () => {
  it('meets each once, but for those under a pruned beginning', () => {
    const prune = (prefix: string) => prefix.endsWith('7')
    const pins = [...pinsInRandomOrder({ length: 4, allowedDigits, prune, randomInt: seeded(7) })]
    expect(pins).toHaveLength(9 ** 4)
    expect(new Set(pins).size).toBe(9 ** 4)
    expect(pins.some((pin) => pin.includes('7'))).toBe(false)
  })
})
