import { seeded } from '../domain/random-ints.ts'

/** What is drawn at random; its seed repeats it. */
export interface Draw {
  /** A whole number from 0, below this. */
  below(bound: number): number
  of<Value>(values: readonly Value[]): Value
  oneIn(count: number): boolean
}

export function drawFrom(seed: number): Draw {
  const below = seeded(seed)
  return {
    below,
    of: <Value>(values: readonly Value[]) => {
      if (values.length === 0) throw new Error('There is nothing to draw from.')
      return values[below(values.length)] as Value
    },
    oneIn: (count) => below(count) === 0,
  }
}
