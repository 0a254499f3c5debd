import { restate } from '../state.ts'
import { type Code, doorOfCode, isOver, isSameSpan, overlaps, type Span, type World } from '../world.ts'
import { claim } from './making.ts'
import { badName, duplicates, type Obstacle, offline, pastStart, pinObstacles, room } from './obstacles.ts'

/** What is wished anew of a code; what is left out stays. */
export interface Wish {
  readonly name?: string | null
  readonly pin?: string
  readonly span?: Span
  readonly isExternalModificationAllowed?: boolean
}

export interface Change {
  readonly code: Code
  readonly wish: Wish
}

/** The wish without what is so already. */
export function realWish(code: Code, { name, pin, span, isExternalModificationAllowed: isAllowed }: Wish): Wish {
  return {
    ...(name !== undefined && name !== code.name && { name }),
    ...(pin !== undefined && pin !== code.pin && { pin }),
    ...(span && !isSameSpan(span, code) && { span }),
    ...(isAllowed !== undefined &&
      isAllowed !== code.isExternalModificationAllowed && { isExternalModificationAllowed: isAllowed }),
  }
}

export const isEmpty = (wish: Wish): boolean => Object.keys(wish).length === 0

/** The backups that were pulled have the window of what they stand in for. */
export function withBackups(world: World, changes: readonly Change[]): Change[] {
  const following = changes.flatMap(({ code, wish: { span } }): Change[] => {
    const backup = backupOf(world, code)
    if (!span || !backup) return []
    const wish = realWish(backup, { span })
    return isEmpty(wish) ? [] : [{ code: backup, wish }]
  })
  return [...changes, ...following]
}

/** The backup that was pulled for a code and may still open its door. */
export function backupOf(world: World, { pulledBackupId: id }: Code): Code | undefined {
  return world.codes.find((code) => code.id === id && code.isManaged && !isOver(code, world.now))
}

/** A door is asked about what changes, and about nothing else. */
export function obstaclesToChanges(
  world: World,
  changes: readonly Change[],
  attemptForOfflineDevice: boolean,
): Obstacle[] {
  const changed = new Map(changes.map(({ code, wish: { span, ...rest } }) => [code, { ...code, ...rest, ...span }]))
  return changes.flatMap(({ code, wish }) => {
    const door = doorOfCode(world, code)
    const others = [...changed].filter(([other]) => other !== code && other.doorId === code.doorId)
    const beside = { without: changes.map((one) => one.code), with: others.map(([, then]) => then) }
    const span = wish.span ?? code
    const pin = wish.pin ?? code.pin
    const rivals = others.filter(([, then]) => pin !== null && then.pin === pin && overlaps(then, span))
    const isAsked = wish.pin !== undefined || wish.span !== undefined
    const held = isAsked ? duplicates(world, door, pin, span, [code]) : []
    const duplicate = held.length > 0 ? held : isAsked ? rivals.slice(0, 1).map(([rival]) => rivalry(door, rival)) : []
    const ofPin =
      wish.pin === undefined ? [] : door.nature.makesPins ? [unchosen(door)] : pinItself(world, door, wish.pin)
    return [
      ...offline(door, { attemptForOfflineDevice, isOffline: false }),
      ...(wish.span ? room(world, door, { ...span, prefersLockTime: code.prefersLockTime }, beside) : []),
      ...(wish.span && wish.span.startsAt !== code.startsAt ? pastStart(world, door, span) : []),
      ...(wish.name === undefined ? [] : badName(world, door, wish.name, beside)),
      ...ofPin,
      ...(wish.pin !== undefined && door.nature.makesPins ? [] : duplicate),
    ]
  })
}

type Door = Obstacle['door']
const rivalry = (door: Door, { id }: Code): Obstacle => ({
  door,
  reason: 'DUPLICATE_CODE',
  rivalIds: [id],
  blocksAny: false,
})
const unchosen = (door: Door): Obstacle => ({ door, reason: 'CANNOT_SPECIFY_PIN_CODE', blocksAny: true })
const pinItself = (world: World, door: Door, pin: string): Obstacle[] =>
  pinObstacles(world, door, pin, { startsAt: null, endsAt: null }).filter(({ reason }) => reason !== 'DUPLICATE_CODE')

/** Writes a change down; its lock hears of it later. */
export function change(world: World, { code, wish: { span, ...wish } }: Change): void {
  Object.assign(code, wish, span)
  code.isOverridden = false
  code.isRefused = false
  const earlier = code.claims.filter(({ pin }) => pin === code.pin)
  const isChosen = wish.pin !== undefined || earlier.length === 0 || earlier.some(({ isEnforced }) => isEnforced)
  if (wish.pin !== undefined || span) claim(world, code, isChosen)
  const isOfLock = wish.name !== undefined || wish.pin !== undefined || span !== undefined
  code.told.push(...(isOfLock ? ['ACCESS_CODE_MUTATIONS_REQUESTED'] : []), 'ACCESS_CODE_CHANGED')
  restate(world, code)
  doorOfCode(world, code).isWoken = true
}
