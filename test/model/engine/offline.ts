import { claim } from '../rules/making.ts'
import { type Code, codesOn, type Door, isOver, unknown, type World } from '../world.ts'

const OFFLINE_PIN_LENGTH = 10

/** Codes that their lock works out by itself follow the clock, whether it can be reached or not. Answers those that are over. */
export function lookAtOffline(world: World, door: Door): Code[] {
  const codes = codesOn(world, door).filter(({ isManaged, isOffline }) => isManaged && isOffline)
  for (const code of codes) {
    if (code.pin === null && !isOver(code, world.now)) {
      code.pin = unknown(world)
      world.drawn.push({ pin: code.pin, length: OFFLINE_PIN_LENGTH, isOurs: false, hasZeros: null, notOneOf: [] })
      claim(world, code, false)
    }
    const isOpen = code.startsAt !== null && code.startsAt <= world.now
    code.status = isOpen ? (code.pin === null ? 'SETTING' : 'SET') : 'UNSET'
    code.isScheduled = code.pin !== null && !isOpen
  }
  return codes.filter((code) => isOver(code, world.now))
}
