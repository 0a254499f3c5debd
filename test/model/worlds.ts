import { isWeakPin } from '../../src/domain/access-codes/pin.ts'
import { type Learnt, Mismatch } from './unify.ts'
import type { Drawn, World } from './world.ts'

/**
 * The worlds that all answers so far allow. One as a rule; of requests at the same moment each order that explains their
 * answers is one, until something is seen that only some of them explain.
 */
export class Worlds {
  #possible: readonly World[]

  constructor(world: World) {
    this.#possible = [world]
  }

  get first(): World {
    return this.#possible[0] as World
  }

  get count(): number {
    return this.#possible.length
  }

  /**
   * Each world becomes those that `next` makes of it; one that cannot be is forgotten. Equal ones are one.
   *
   * @throws Error where none is left, saying why each cannot be
   */
  become(next: (world: World) => readonly World[]): void {
    const mismatches = new Set<string>()
    const found = new Map<string, World>()
    for (const world of this.#possible) {
      try {
        for (const one of next(copyOf(world))) found.set(JSON.stringify(one), one)
      } catch (error) {
        if (!(error instanceof Mismatch)) throw error
        mismatches.add(error.message)
      }
    }
    if (found.size === 0) throw new Error(`No world explains this: ${[...mismatches].join('; or ')}`)
    this.#possible = [...found.values()]
  }
}

export const copyOf = (world: World): World => JSON.parse(JSON.stringify(world))

/** The world in which placeholders are what they were found to stand for. */
export function withLearnt(world: World, learnt: Learnt): World {
  if (learnt.size === 0) return world
  const drawn = world.drawn.filter(({ pin }) => learnt.has(pin))
  for (const one of drawn) checkDrawn(one, learnt.get(one.pin) ?? '')
  const left = { ...world, drawn: world.drawn.filter((one) => !drawn.includes(one)) }
  return JSON.parse(JSON.stringify(left), (_key, value) => (typeof value === 'string' && learnt.get(value)) || value)
}

/** Never says the PIN of anybody else. */
function checkDrawn({ length, isOurs, hasZeros, notOneOf }: Drawn, pin: string): void {
  const isDigits = new RegExp(`^[0-9]{${length}}$`).test(pin)
  if (!isDigits) throw new Mismatch(`a PIN was drawn that is not ${length} digits`)
  if (isOurs && isWeakPin(pin)) throw new Mismatch('a PIN was drawn that is easy to guess')
  if (hasZeros !== null && pin.includes('0') !== hasZeros)
    throw new Mismatch('a PIN was drawn that a door does not take')
  if (notOneOf.includes(pin)) throw new Mismatch('a PIN was drawn that is taken')
}
