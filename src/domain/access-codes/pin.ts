/**
 * A PIN is 4 to 12 ASCII digits and always a string: leading zeros count. The bounds are those of the Seam API, whose
 * clients this gateway also serves.
 */
export function isPin(text: string): boolean {
  return text.length >= PIN_LENGTH_MIN && text.length <= PIN_LENGTH_MAX && /^[0-9]+$/.test(text)
}

export const PIN_LENGTH_MIN = 4
export const PIN_LENGTH_MAX = 12

/** A uniform integer from 0 up to, not including, `maxExclusive` (1 or more). The product passes `crypto.randomInt`. */
export type RandomInt = (maxExclusive: number) => number

/** What a PIN made here must never be. A PIN that the caller chose is never refused for it. */
export function isWeakPin(pin: string): boolean {
  return weaknesses.some((has) => has(pin))
}

const weaknesses: readonly ((pin: string) => boolean)[] = [
  keepsOneStep,
  repeatsABlock,
  isAllPairs,
  isPalindrome,
  isAYear,
  (pin) => favourites.has(pin),
]

/** 0000, 1234, 9876, 8901, 2468, 1470: one step from digit to digit, with 0 after 9. The next digit is no secret. */
function keepsOneStep(pin: string): boolean {
  const step = stepTo(pin, 1)
  for (let index = 2; index < pin.length; index++) if (stepTo(pin, index) !== step) return false
  return true
}

function stepTo(pin: string, index: number): number {
  return (pin.charCodeAt(index) - pin.charCodeAt(index - 1) + 10) % 10
}

/** 1212, 123123: a short block over and over is only as strong as the block. */
function repeatsABlock(pin: string): boolean {
  for (let size = 1; size <= pin.length / 2; size++) {
    if (pin.length % size === 0 && pin === pin.slice(0, size).repeat(pin.length / size)) return true
  }
  return false
}

/** 1122, 773300: every digit twice is half a PIN. */
function isAllPairs(pin: string): boolean {
  if (pin.length % 2 !== 0) return false
  for (let index = 0; index < pin.length; index += 2) if (pin[index] !== pin[index + 1]) return false
  return true
}

/** 1221, 12321: the second half mirrors the first. */
function isPalindrome(pin: string): boolean {
  for (let left = 0, right = pin.length - 1; left < right; left++, right--) if (pin[left] !== pin[right]) return false
  return true
}

/** 1987, 2024: birthdays and anniversaries are what people try first on four digits. */
function isAYear(pin: string): boolean {
  return pin.length === 4 && (pin.startsWith('19') || pin.startsWith('20'))
}

/** Those that recur in lists of leaked PINs and that no rule above catches. */
const favourites: ReadonlySet<string> = new Set([
  // columns, corners and walks over the keypad
  ...['2580', '0852', '1397', '1379', '1236', '147258', '159753', '789456', '789456123', '147258369', '741852963'],
  ...['0147852369', '7894561230'],
  // words, films and famous numbers
  ...['1004', '5683', '1342', '0007', '0911', '90210', '42069', '8675309', '5201314', '3141592654'],
  // shuffles that many hands make alike
  ...['123654', '123654789', '1029384756', '1357924680'],
])
