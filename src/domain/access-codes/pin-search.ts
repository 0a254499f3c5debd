import { isWeakPin, type RandomInt } from './pin.ts'

export interface PinTree {
  /** Digits of the PIN. */
  readonly length: number
  /** The digits that may occur in it, each once: '0123456789' or fewer. */
  readonly allowedDigits: string
  /** True where no PIN that begins like this is of use. May be incomplete, must not be wrong. */
  readonly prune?: ((prefix: string) => boolean) | undefined
  readonly randomInt: RandomInt
}

export interface PinSearch extends PinTree {
  /** The whole truth about one PIN, but for weakness, which is refused here. */
  readonly accepts: (pin: string) => boolean
  /** Where the PIN must be one of these. */
  readonly allowedPins?: ReadonlySet<string> | undefined
}

/**
 * A PIN that is accepted and not weak, or null where there really is none. Drawn uniformly at first; only where nearly
 * every PIN is refused does a walk over all of them, in random order, have the last word.
 */
export function findPin(search: PinSearch): string | null {
  const suits = (pin: string) => search.accepts(pin) && !isWeakPin(pin)
  if (search.allowedPins !== undefined) return findAmong(search.allowedPins, search, suits)
  if (search.allowedDigits === '') return null
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    const pin = drawPin(search)
    if (suits(pin)) return pin
  }
  for (const pin of pinsInRandomOrder(search)) if (suits(pin)) return pin
  return null
}

/**
 * Draws before the walk. The walk favours PINs whose neighbours are refused, so it should be rare: with nine of ten PINs
 * refused it is reached once in 10^11 searches.
 */
const DRAWS_MAX = 256

function drawPin({ length, allowedDigits, randomInt }: PinTree): string {
  let pin = ''
  while (pin.length < length) pin += allowedDigits[randomInt(allowedDigits.length)]
  return pin
}

function findAmong(pins: ReadonlySet<string>, search: PinSearch, suits: (pin: string) => boolean): string | null {
  const isInTree = (pin: string) =>
    pin.length === search.length && [...pin].every((digit) => search.allowedDigits.includes(digit))
  const candidates = [...pins].filter(isInTree)
  return shuffled(candidates, search.randomInt).find(suits) ?? null
}

/** Every PIN of the tree that is not pruned, weak ones included, each once. `prune` is asked as the walk goes. */
export function* pinsInRandomOrder({ length, allowedDigits, prune, randomInt }: PinTree): Generator<string> {
  const digits = [...allowedDigits]
  const untried = [shuffled(digits, randomInt)]
  let prefix = ''
  while (untried.length > 0) {
    const digit = untried.at(-1)?.pop()
    if (digit === undefined) {
      untried.pop()
      prefix = prefix.slice(0, -1)
      continue
    }
    const longer = prefix + digit
    if (prune?.(longer)) continue
    if (longer.length === length) {
      yield longer
      continue
    }
    prefix = longer
    untried.push(shuffled(digits, randomInt))
  }
}

/** Fisher and Yates: every order equally likely. */
function shuffled<T>(items: readonly T[], randomInt: RandomInt): T[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    const item = order[last] as T
    order[last] = order[other] as T
    order[other] = item
  }
  return order
}
