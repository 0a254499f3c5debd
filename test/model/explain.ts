import { type Answer, type Asked, afterAnswer } from './answered.ts'
import { carryOut } from './engine/carry-out.ts'
import { look } from './engine/look.ts'
import { isReachable } from './engine/view.ts'
import { Mismatch } from './unify.ts'
import { type Door, doorOf, livingGroup, membersOf, type World } from './world.ts'
import { copyOf } from './worlds.ts'

/** More ways than these for the engine to be somewhere among its doors are not gone through one by one. */
const WAYS_MAX = 40

/**
 * The worlds in which requests that were made at the same moment are answered like this, one after the other in some
 * order. If the engine was at work meanwhile, it may have been anywhere with each of their doors.
 *
 * @throws Mismatch where no order explains the answers
 */
export function explanations(
  world: World,
  asked: readonly Asked[],
  answers: readonly Answer[],
  { isEngineIn }: { readonly isEngineIn: boolean },
): World[] {
  const mismatches = new Set<string>()
  const worlds = orders(asked.length).flatMap((order) => {
    let possible = [world]
    for (const index of order) {
      const one = asked[index] as Asked
      possible = possible.flatMap((before) =>
        (isEngineIn ? progress(before, one) : [copyOf(before)]).flatMap((then) => {
          try {
            return withZerosOrNot(afterAnswer(then, one, answers[index] as Answer, { isAlone: false }))
          } catch (error) {
            if (!(error instanceof Mismatch)) throw error
            mismatches.add(error.message)
            return []
          }
        }),
      )
      possible = [...new Map(possible.map((then) => [JSON.stringify(then), then])).values()]
    }
    return possible
  })
  if (worlds.length === 0) throw new Mismatch([...mismatches].join('; or '))
  return worlds
}

/** Whether another door takes a PIN that was drawn a moment ago may depend on its zeros. */
function withZerosOrNot(world: World): World[] {
  const shared = new Set(world.codes.flatMap(({ groupId, pin }) => (groupId === null ? [] : pin)))
  const index = world.drawn.findIndex(({ pin, hasZeros }) => hasZeros === null && shared.has(pin))
  if (index < 0) return [world]
  return [true, false].flatMap((hasZeros) => {
    const drawn = world.drawn.map((one, at) => (at === index ? { ...one, hasZeros } : one))
    return withZerosOrNot({ ...world, drawn })
  })
}

function orders(count: number): number[][] {
  if (count === 0) return [[]]
  return orders(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, place) => order.toSpliced(place, 0, count - 1)),
  )
}

/** The world as it is, and as it is once the engine has come so far with the doors that a request is about. */
function progress(world: World, asked: Asked): World[] {
  const ids = doorsOf(world, asked)
    .filter(({ isWoken }) => isWoken)
    .map(({ id }) => id)
  let worlds = [copyOf(world)]
  for (const id of ids) worlds = worlds.flatMap((one) => stages(one, id))
  return worlds.slice(0, WAYS_MAX)
}

function stages(world: World, doorId: string): World[] {
  const found = [world]
  const then = copyOf(world)
  const door = doorOf(then, doorId) as Door
  do {
    look(then, door)
    found.push(copyOf(then))
  } while (isReachable(door) && carryOut(then, door))
  door.isWoken = false
  return [then, ...found.reverse()]
}

interface Named {
  readonly id: string
  readonly deviceId: string
  readonly deviceIds: readonly string[]
  readonly commonCodeKey: string
}

function doorsOf(world: World, { input }: Asked): Door[] {
  const { deviceId = '', deviceIds = [], id = '', commonCodeKey } = input as Partial<Named>
  const group = commonCodeKey === undefined ? undefined : livingGroup(world, commonCodeKey)
  const ids = new Set([deviceId, id, ...deviceIds])
  for (const code of world.codes)
    if (code.id === id || (group && membersOf(world, group.id).includes(code))) ids.add(code.doorId)
  return world.doors.filter((door) => ids.has(door.id))
}
