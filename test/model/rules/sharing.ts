import type { Door, World } from '../world.ts'
import { blocking, type Obstacle, pinObstacles, type Wish } from './obstacles.ts'

/** Which doors can hold one PIN. Only few PINs are ever in use here, so that lengths decide, and no door runs out of PINs. */
export interface Sharing {
  readonly doors: readonly Door[]
  /** Null where no door shares. */
  readonly length: number | null
  readonly obstacles: readonly Obstacle[]
}

export interface ManyWish extends Wish {
  readonly pin: string | null
  readonly preferredLength: number | null
}

export function sharingOf(world: World, doors: readonly Door[], wish: ManyWish): Sharing {
  return wish.pin === null ? sharedByDraw(world, doors, wish) : sharedByChoice(world, doors, wish, wish.pin)
}

function sharedByChoice(world: World, doors: readonly Door[], wish: ManyWish, pin: string): Sharing {
  const found = doors.map((door) => ({ door, obstacles: obstaclesToPin(world, door, wish, pin) }))
  const free = found.filter(({ obstacles }) => obstacles.length === 0)
  return {
    doors: free.map(({ door }) => door),
    length: free.length > 0 ? pin.length : null,
    obstacles: found.flatMap(({ obstacles }) => obstacles),
  }
}

/** All that keeps a PIN that somebody chose off a door. */
export function obstaclesToPin(world: World, door: Door, wish: Wish, pin: string): Obstacle[] {
  const inAnyCase = blocking(world, door, wish)
  if (lockMakesPin(door, wish)) return [...inAnyCase, cannotSpecify(door)]
  return isLock(door) ? [...inAnyCase, ...pinObstacles(world, door, pin, wish)] : inAnyCase
}

function sharedByDraw(world: World, doors: readonly Door[], wish: ManyWish): Sharing {
  const known = new Map(
    doors.map((door) => {
      const itsOwnPin = lockMakesPin(door, wish) ? [cannotSpecify(door)] : []
      return [door, [...blocking(world, door, wish), ...itsOwnPin]]
    }),
  )
  const candidates = doors.filter((door) => known.get(door)?.length === 0)
  const best = largestCompany(candidates, wish.preferredLength)
  return {
    doors: best?.doors ?? [],
    length: best?.length ?? null,
    obstacles: doors.flatMap((door) => {
      if (!best || best.doors.includes(door)) return known.get(door) ?? []
      const isUnlike = !door.codeLengths.some((length) => best.doors.every((other) => takes(other, length)))
      const unlike: Obstacle = { door, reason: 'NO_COMMON_CODE_LENGTH', blocksAny: false }
      const cannotJoin = isUnlike && isLock(door) && !lockMakesPin(door, wish)
      return [...(known.get(door) ?? []), ...(cannotJoin ? [unlike] : [])]
    }),
  }
}

interface Company {
  readonly length: number
  readonly doors: readonly Door[]
}

/** The most doors that take one length; of equally many the preferred length, the earlier doors, the shorter length. */
function largestCompany(doors: readonly Door[], preferred: number | null): Company | undefined {
  const companies = [...new Set(doors.flatMap(({ codeLengths }) => codeLengths))].map((length) => ({
    length,
    doors: doors.filter((door) => takes(door, length)),
  }))
  const places = ({ doors: members }: Company) => members.map((door) => doors.indexOf(door))
  return companies.sort(
    (a, b) =>
      b.doors.length - a.doors.length ||
      Number(b.length === preferred) - Number(a.length === preferred) ||
      compare(places(a), places(b)) ||
      a.length - b.length,
  )[0]
}

const compare = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((found, place, index) => found || place - (b[index] ?? 0), 0)
const takes = ({ codeLengths }: Door, length: number): boolean => codeLengths.includes(length)
const isLock = ({ nature }: Door): boolean => nature.canBeProgrammed !== null || nature.makesOfflinePins
export const lockMakesPin = ({ nature }: Door, { isOffline }: Pick<Wish, 'isOffline'>): boolean =>
  nature.makesPins || isOffline
const cannotSpecify = (door: Door): Obstacle => ({ door, reason: 'CANNOT_SPECIFY_PIN_CODE', blocksAny: false })

/** How long a PIN is that is drawn for one door alone: as preferred, or as short as can be. */
export function ownLength({ codeLengths }: Door, preferred: number | null): number {
  return codeLengths.find((length) => length === preferred) ?? Math.min(...codeLengths)
}
