export type Random = ReturnType<typeof randomFrom>

/** The same choices for the same seed, whatever machine it is. */
export function randomFrom(seed: number) {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  const one = <Item>(of: readonly Item[]): Item => of[below(of.length)] as Item
  return { below, one, chance: (share: number): boolean => next() < share }
}
