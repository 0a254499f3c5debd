import { Refusal, refuse } from '../refusal.ts'
import { lockKeepsTime } from '../state.ts'
import { oneOf } from '../unify.ts'
import { type Code, codesOn, type Door, isOver, overlaps, PRELOAD_MS, type Span, type World } from '../world.ts'
import { type OfflineWish, offlineObstacles } from './offline.ts'

/** What keeps a code off a door. */
export interface Obstacle {
  readonly door: Door
  readonly reason: keyof typeof refusals
  /** Codes of which the answer must name one. */
  readonly rivalIds?: readonly string[]
  /** Another PIN would not help. */
  readonly blocksAny: boolean
}

const refusals = {
  CANNOT_PROGRAM_CODES: 'UnsupportedDeviceError',
  OFFLINE_CODES_UNSUPPORTED: 'UnsupportedDeviceError',
  BACKUP_POOL_UNSUPPORTED: 'UnsupportedDeviceError',
  DEVICE_OFFLINE: 'DeviceOfflineError',
  DEVICE_FULL: 'DeviceFullError',
  TIME_FRAME_UNSUPPORTED: 'TimeFrameUnsupportedError',
  CONSTRAINT_VIOLATED: 'ConstraintViolationError',
  CANNOT_SPECIFY_PIN_CODE: 'ConstraintViolationError',
  UNSUPPORTED_CODE_LENGTH: 'UnsupportedCodeLengthError',
  NO_COMMON_CODE_LENGTH: 'UnsupportedCodeLengthError',
  DUPLICATE_CODE: 'DuplicateAccessCodeError',
} as const

export interface Wish extends OfflineWish {
  readonly name: string | null
  readonly prefersLockTime: boolean
  readonly attemptForOfflineDevice: boolean
  readonly wantsPool: boolean
}

/** Codes that are about to change count as they will be. */
export interface Beside {
  readonly without: readonly Code[]
  readonly with: readonly Code[]
}
const nothing: Beside = { without: [], with: [] }

/** Why a door can take no code of this kind, whatever its PIN. */
export function blocking(world: World, door: Door, wish: Wish): Obstacle[] {
  const { nature } = door
  const reasons: Obstacle['reason'][] = []
  if (!door.isManaged) reasons.push('CANNOT_PROGRAM_CODES')
  if (door.isRemoved) reasons.push('CANNOT_PROGRAM_CODES')
  if (wish.isOffline && !nature.makesOfflinePins) reasons.push('OFFLINE_CODES_UNSUPPORTED')
  if (!wish.isOffline && nature.canBeProgrammed === null) reasons.push('CANNOT_PROGRAM_CODES')
  return [
    ...reasons.map((reason) => ({ door, reason, blocksAny: true })),
    ...offline(door, wish),
    ...room(world, door, wish, nothing),
    ...pastStart(world, door, wish),
    ...offlineObstacles(world, door, wish),
    ...(wish.wantsPool && !nature.hasPool ? [blocks(door, 'BACKUP_POOL_UNSUPPORTED')] : []),
    ...badName(world, door, wish.name, nothing),
  ]
}

const blocks = (door: Door, reason: Obstacle['reason']): Obstacle => ({ door, reason, blocksAny: true })

export function offline(door: Door, wish: Pick<Wish, 'attemptForOfflineDevice' | 'isOffline'>): Obstacle[] {
  return door.isOnline || wish.attemptForOfflineDevice || wish.isOffline ? [] : [blocks(door, 'DEVICE_OFFLINE')]
}

export function pastStart({ now }: World, door: Door, { startsAt }: Span): Obstacle[] {
  return door.nature.takesNoPastStart && startsAt !== null && startsAt <= now
    ? [blocks(door, 'CONSTRAINT_VIOLATED')]
    : []
}

export function badName(world: World, door: Door, name: string | null, beside: Beside): Obstacle[] {
  if (name === null) return []
  const { nameLengths, wantsUniqueNames } = door.nature
  const obstacles: Obstacle[] = []
  const [min, max] = nameLengths ?? [0, Infinity]
  if (name.length < min || name.length > max) obstacles.push(blocks(door, 'CONSTRAINT_VIOLATED'))
  const others = [...codesOn(world, door).filter((code) => !beside.without.includes(code)), ...beside.with]
  if (wantsUniqueNames && others.some((code) => hasName(code, name))) {
    obstacles.push(blocks(door, 'CONSTRAINT_VIOLATED'))
  }
  return obstacles
}

/** As it is wished, or as its lock still has it. */
const hasName = (code: Code, name: string): boolean => code.name === name || code.known?.name === name

/** Whether so many codes are on the lock at some moment already that there is no room for this one. */
export function room(
  world: World,
  door: Door,
  wish: Span & Pick<Wish, 'prefersLockTime'>,
  { without, with: others }: Beside,
): Obstacle[] {
  const { codesMax } = door.nature
  const mine = occupancy(world, wish, door.nature.keepsTime && wish.prefersLockTime)
  const theirs = [...codesOn(world, door).filter((code) => !without.includes(code)), ...others].map((code) =>
    isOver(code, world.now) ? { startsAt: world.now, endsAt: null } : occupancy(world, code, lockKeepsTime(code, door)),
  )
  const moments = [mine.startsAt, ...theirs.map(({ startsAt }) => startsAt)]
  const isFull = moments.some((moment) => {
    const isThen = (span: Span) => overlaps(span, { startsAt: moment, endsAt: (moment ?? 0) + 1 })
    return isThen(mine) && theirs.filter(isThen).length >= (codesMax ?? Infinity)
  })
  return isFull ? [blocks(door, 'DEVICE_FULL')] : []
}

/** A lock that keeps time has its codes ahead of their time. */
function occupancy({ now }: World, { startsAt, endsAt }: Span, isAhead: boolean): Span {
  return { startsAt: Math.max(now, (startsAt ?? now) - (isAhead ? PRELOAD_MS : 0)), endsAt }
}

/** Why a door cannot take this PIN. */
export function pinObstacles(
  world: World,
  door: Door,
  pin: string,
  span: Span,
  besides: readonly Code[] = [],
): Obstacle[] {
  const obstacle = (reason: Obstacle['reason']): Obstacle => ({ door, reason, blocksAny: false })
  // Of one that nobody has seen yet no more is known than what was drawn for.
  const drawn = world.drawn.find((one) => one.pin === pin)
  const hasZeros = drawn ? drawn.hasZeros === true : pin.includes('0')
  return [
    ...(door.codeLengths.includes(drawn?.length ?? pin.length) ? [] : [obstacle('UNSUPPORTED_CODE_LENGTH')]),
    ...(door.nature.takesNoZeros && hasZeros ? [obstacle('CONSTRAINT_VIOLATED')] : []),
    ...duplicates(world, door, pin, span, besides),
  ]
}

/** The codes that have this PIN on this door at that time; `besides` are in nobody's way. */
export function duplicates(
  world: World,
  door: Door,
  pin: string | null,
  span: Span,
  besides: readonly Code[],
): Obstacle[] {
  const from = { startsAt: Math.max(world.now, span.startsAt ?? world.now), endsAt: span.endsAt }
  const rivals = codesOn(world, door).filter(
    (code) => !besides.includes(code) && code.claims.some((claim) => claim.pin === pin && overlaps(claim, from)),
  )
  if (rivals.length === 0) return []
  return [{ door, reason: 'DUPLICATE_CODE', rivalIds: rivals.map(({ id }) => id), blocksAny: false }]
}

/** @throws Refusal by the first of them, if there is any */
export function refuseFor(obstacles: readonly Obstacle[]): void {
  const [first] = obstacles
  if (!first) return
  const rival = first.rivalIds ? { conflictingAccessCodeId: oneOf(first.rivalIds) } : {}
  throw new Refusal(refusals[first.reason], { device: { id: first.door.id }, ...rival })
}

/** @throws Refusal naming all of them, if there is any */
export function refuseSharing(obstacles: readonly Obstacle[]): void {
  if (obstacles.length > 0) refuse('CodeCannotBeSharedError', { obstacles: obstacles.map(shown) })
}

export const shown = ({ door, reason, rivalIds }: Obstacle): object => ({
  deviceId: door.id,
  reason,
  conflictingAccessCodeId: rivalIds ? oneOf(rivalIds) : null,
})
