import type { RandomInt } from '../../src/domain/access-codes/pin.ts'

/** A source of integers that repeats itself from the same seed (mulberry32). */
export function seeded(seed: number): RandomInt {
  let state = seed >>> 0
  return (maxExclusive) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * maxExclusive)
  }
}

/** Sources that do what they can to make every PIN a weak one. */
export const adversaries: Record<string, () => RandomInt> = {
  'always the first': () => () => 0,
  'always the last': () => (maxExclusive) => maxExclusive - 1,
  'counting up': () => {
    let next = 0
    return (maxExclusive) => next++ % maxExclusive
  },
  'two in turn': () => {
    let turn = 0
    return (maxExclusive) => turn++ % 2 && maxExclusive - 1
  },
}
