import type { World } from '../world.ts'
import { carryOut } from './carry-out.ts'
import { look } from './look.ts'
import { isReachable } from './view.ts'

/** What is the case once the engine has nothing left to do: only doors that somebody said are worth a look are looked at. */
export function settle(world: World): void {
  for (const door of world.doors) {
    if (!door.isWoken) continue
    look(world, door)
    while (isReachable(door) && carryOut(world, door)) look(world, door)
    door.isWoken = false
  }
}
