import type { Asked } from './asked.ts'
import type { Constraint, DemoDevice } from './demo-devices.ts'

/** What stands in the way of a code on a device, as the product's documents have it, and by no rule of the product's own code. */
export interface Obstacle {
  readonly reason: string
  readonly constraint: Constraint | null
  readonly conflictingAccessCodeId: string | null
  /** Whether the device takes no code at all of this kind, whatever its PIN. */
  readonly blocksAnyCode: boolean
}

/** A code that is on a device, or will be. */
interface Occupant {
  readonly id: string
  readonly deviceId: string
  readonly pin: string
  readonly from: Date
  readonly until: Date | null
  /** Being taken off: it takes room, and its PIN is free. */
  readonly isGoing: boolean
}

export interface House {
  readonly now: Date
  readonly occupants: readonly Occupant[]
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const plain = { constraint: null, conflictingAccessCodeId: null }
const blocking = (reason: string, constraint: Constraint | null = null): Obstacle => ({
  ...plain,
  reason,
  constraint,
  blocksAnyCode: true,
})
const aboutPin = (reason: string, facts: Partial<Obstacle> = {}): Obstacle => ({
  ...plain,
  reason,
  ...facts,
  blocksAnyCode: false,
})

/** Why the device can take no such code, in the order in which a refusal looks. */
export function blockingObstacles(device: DemoDevice, asked: Asked, { now, occupants }: House): Obstacle[] {
  const { startsAt, name, isOfflineAccessCode } = asked
  const has = (type: string) => device.constraints.find(({ constraintType }) => constraintType === type)
  const obstacles: Obstacle[] = []
  if (isOfflineAccessCode ? !device.isIgloohome : !device.isProgrammable) {
    obstacles.push(blocking(isOfflineAccessCode ? 'OFFLINE_CODES_UNSUPPORTED' : 'CANNOT_PROGRAM_CODES'))
  }
  if (!device.isOnline && !asked.attemptForOfflineDevice && !isOfflineAccessCode) {
    obstacles.push(blocking('DEVICE_OFFLINE'))
  }
  const there = occupants.filter((one) => one.deviceId === device.id && (one.isGoing || isAtOneTime(one, asked, now)))
  if (device.roomFor !== null && there.length >= device.roomFor) obstacles.push(blocking('DEVICE_FULL'))
  const future = has('START_DATE_IN_FUTURE')
  if (future && startsAt !== null && startsAt <= now) obstacles.push(blocking('CONSTRAINT_VIOLATED', future))
  if (isOfflineAccessCode && device.isIgloohome && algoPinWindow(asked) === null) {
    obstacles.push(blocking('TIME_FRAME_UNSUPPORTED'))
  }
  if (asked.useBackupAccessCodePool && !device.hasPool) obstacles.push(blocking('BACKUP_POOL_UNSUPPORTED'))
  const nameLength = has('NAME_LENGTH')
  const characters = name === null ? null : [...name].length
  if (nameLength && characters !== null) {
    const { minLength, maxLength } = nameLength
    if (characters < (minLength ?? 0) || characters > (maxLength ?? Infinity)) {
      obstacles.push(blocking('CONSTRAINT_VIOLATED', nameLength))
    }
  }
  return obstacles
}

/** Whether nobody but the lock, or its maker, chooses the PIN. */
export const lockMakesPin = ({ constraints }: DemoDevice, { isOfflineAccessCode }: Asked): boolean =>
  isOfflineAccessCode || constraints.some(({ constraintType }) => constraintType === 'CANNOT_SPECIFY_PIN_CODE')

/** That no PIN can be chosen for the device. */
export function choiceObstacles(device: DemoDevice, asked: Asked): Obstacle[] {
  if (!lockMakesPin(device, asked)) return []
  const constraint = device.constraints.find(({ constraintType }) => constraintType === 'CANNOT_SPECIFY_PIN_CODE')
  return [aboutPin('CANNOT_SPECIFY_PIN_CODE', { constraint: constraint ?? null })]
}

/** Why the device does not take this PIN. A thermostat takes none, and has no more to say about it. */
export function pinObstacles(device: DemoDevice, pin: string, asked: Asked, { now, occupants }: House): Obstacle[] {
  if (!device.isProgrammable) return []
  const holder = occupants.find(
    (one) => one.deviceId === device.id && one.pin === pin && !one.isGoing && isAtOneTime(one, asked, now),
  )
  return [
    ...(device.lengths.includes(pin.length) ? [] : [aboutPin('UNSUPPORTED_CODE_LENGTH')]),
    ...device.constraints.flatMap((constraint) =>
      breaks(pin, constraint) ? [aboutPin('CONSTRAINT_VIOLATED', { constraint })] : [],
    ),
    ...(holder ? [aboutPin('DUPLICATE_CODE', { conflictingAccessCodeId: holder.id })] : []),
  ]
}

const digitRules: Record<string, (pin: string) => boolean> = {
  UNIQUE_FIRST_FOUR_DIGITS: (pin) => !/^(.)(?!\1)(.)(?!\1|\2)(.)(?!\1|\2|\3)./.test(pin),
  NO_ZEROS: (pin) => /0/.test(pin),
  CANNOT_START_WITH_12: (pin) => /^12/.test(pin),
  CANNOT_CONTAIN_089: (pin) => /[089]/.test(pin),
  NO_ASCENDING_OR_DESCENDING_SEQUENCE: (pin) => '0123456789'.includes(pin) || '9876543210'.includes(pin),
  AT_LEAST_THREE_UNIQUE_DIGITS: (pin) => new Set(pin).size < 3,
}

const breaks = (pin: string, { constraintType }: Constraint): boolean => digitRules[constraintType]?.(pin) ?? false

function isAtOneTime({ from, until }: Occupant, { startsAt, endsAt }: Asked, now: Date): boolean {
  const begin = startsAt !== null && startsAt > now ? startsAt : now
  return (endsAt === null || from < endsAt) && (until === null || begin < until)
}

/**
 * The window that igloohome can work out a PIN for, the bounds moved outward: 1 to 672 hours, 29 to 367 days, or 24 hours
 * for one use. Null where one of them would have to move further than is allowed.
 */
export function algoPinWindow(asked: Asked): { startsAt: Date; endsAt: Date } | null {
  const startMs = Math.floor((asked.startsAt?.getTime() ?? 0) / HOUR_MS) * HOUR_MS
  const endMs = asked.endsAt?.getTime() ?? startMs + DAY_MS
  const allowedMs = asked.maxTimeRounding === 'ONE_DAY' ? DAY_MS : HOUR_MS
  const hours = Math.max(1, Math.ceil((endMs - startMs) / HOUR_MS))
  const days = Math.max(29, Math.ceil((endMs - startMs) / DAY_MS))
  const lengths = asked.isOneTimeUse
    ? [DAY_MS]
    : [...(hours <= 672 ? [hours * HOUR_MS] : []), ...(days <= 367 ? [days * DAY_MS] : [])]
  const fitting = lengths.find((length) => Math.abs(startMs + length - endMs) <= allowedMs)
  return fitting === undefined ? null : { startsAt: new Date(startMs), endsAt: new Date(startMs + fitting) }
}
