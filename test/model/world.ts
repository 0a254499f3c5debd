/**
 * What is the case in a house, as far as its API promises to tell: plain data, so that a world can be copied and changed
 * to see what would follow. Instants are milliseconds since 1970. What only the gateway can choose, such as ids and PINs,
 * is a placeholder (`?7`) until an answer has shown it.
 */
export interface World {
  now: number
  readonly doors: Door[]
  /** In the order in which they were made. */
  codes: Code[]
  /** Those that are off their locks for good. */
  gone: Code[]
  /** Ended ones too. */
  readonly groups: Group[]
  readonly answers: Remembered[]
  /** PINs that are to come, and what they may be. */
  drawn: Drawn[]
  serial: number
}

/** From `startsAt`, null being long ago, up to, not including, `endsAt`, null being never. */
export interface Span {
  startsAt: number | null
  endsAt: number | null
}

export interface Door {
  readonly id: string
  readonly nature: Nature
  name: string
  metadata: Record<string, string | boolean>
  isManaged: boolean
  /** As far as the gateway knows. */
  isOnline: boolean
  isRemoved: boolean
  isPoolOn: boolean
  /** As people have reported them. */
  codeLengths: number[]
  /** Somebody has said that it is worth a look. */
  isWoken: boolean
  readonly lock: Lock
}

/** What brands differ in. */
export interface Nature {
  readonly deviceType: string
  /** Null: it is no lock. */
  readonly canBeProgrammed: true | null
  readonly codeLengths: readonly number[]
  readonly keepsTime: boolean
  readonly hasPool: boolean
  readonly makesPins: boolean
  readonly makesOfflinePins: boolean
  readonly takesNoPastStart: boolean
  readonly takesNoZeros: boolean
  readonly nameLengths: readonly [min: number, max: number] | null
  readonly wantsUniqueNames: boolean
  readonly codesMax: number | null
}

/** The truth at the door. */
interface Lock {
  isOnline: boolean
  isRemoved: boolean
  entries: Entry[]
  /** What the gateway ever asked of it: what is found like that counts as a command of its own that came late. */
  commanded: Commanded[]
  /** How often it has told of something that is worth a look. */
  tellings: number
}

export interface Content extends Span {
  pin: string | null
  name: string | null
}

export interface Entry extends Content {
  /** Below 1: one that the gateway has chosen and nobody has looked up yet. */
  slot: number
}

interface Commanded {
  readonly codeId: string
  readonly slot: number
  readonly pin: string
  at: number
}

export interface Claim extends Span {
  pin: string
  isEnforced: boolean
}

export interface Code extends Span {
  id: string
  readonly doorId: string
  madeAt: number
  isManaged: boolean
  pin: string | null
  name: string | null
  groupId: string | null
  isBackup: boolean
  pulledBackupId: string | null
  /** Whether its lock is to keep its window, if it can. */
  prefersLockTime: boolean
  isExternalModificationAllowed: boolean
  readonly isOffline: boolean
  readonly isOneTimeUse: boolean
  deletedAt: number | null
  isConverting: boolean
  /** The present wish gave way to a change at the keypad. */
  isOverridden: boolean
  /** The lock said no to the present wish, for good. */
  isRefused: boolean
  status: 'SETTING' | 'SET' | 'UNSET' | 'REMOVING'
  isScheduled: boolean
  isReadBack: boolean
  /** Where its lock was last read to hold it. */
  slot: number | null
  /** What exactly; null with `slot`. */
  known: Content | null
  /**
   * How often its lock, which had its PIN, was found to have one again that was asked of it before. Nobody tells whether
   * that was a hand at the keypad or a command that came late, so that it is put right without an event.
   */
  timesTurnedBack: number
  errors: string[]
  warnings: string[]
  claims: Claim[]
  /** The events that requests about it have made, oldest first. */
  readonly told: string[]
}

export interface Group {
  id: string
  key: string
}

export interface Remembered {
  readonly key: string
  readonly request: string
  readonly codeIds: string[]
  readonly groupId: string | null
  at: number
}

export interface Drawn {
  readonly pin: string
  readonly length: number
  /** On a lock that makes its PINs itself it may be as weak as the lock likes. */
  readonly isOurs: boolean
  /** Null: it may have some or none. */
  readonly hasZeros: boolean | null
  readonly notOneOf: readonly string[]
}

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
export const PRELOAD_MS = 72 * HOUR_MS
export const POOL_SIZE = 3

export const unknown = (world: World): string => `?${world.serial++}`
export const isUnknown = (text: string): boolean => text.startsWith('?')

export const doorOf = (world: World, id: string): Door | undefined => world.doors.find((door) => door.id === id)

/** @throws if a code is on no door of the house */
export function doorOfCode(world: World, { doorId }: Code): Door {
  const door = doorOf(world, doorId)
  if (!door) throw new Error(`no door ${doorId}`)
  return door
}

export const codesOn = (world: World, { id }: Door): Code[] => world.codes.filter(({ doorId }) => doorId === id)
export const managedCode = (world: World, id: string): Code | undefined =>
  world.codes.find((code) => code.id === id && code.isManaged)

export const typeOf = ({ startsAt }: Span): 'ONGOING' | 'TIME_BOUND' => (startsAt === null ? 'ONGOING' : 'TIME_BOUND')
export const isOver = ({ deletedAt, endsAt }: Code, now: number): boolean =>
  deletedAt !== null || (endsAt !== null && endsAt <= now)
export const overlaps = (a: Span, b: Span): boolean =>
  Math.max(a.startsAt ?? -Infinity, b.startsAt ?? -Infinity) < Math.min(a.endsAt ?? Infinity, b.endsAt ?? Infinity)
export const isSameSpan = (a: Span, b: Span): boolean => a.startsAt === b.startsAt && a.endsAt === b.endsAt

/** The codes of a group, those on their way out too; a group without any has ended. */
export const membersOf = (world: World, groupId: string): Code[] =>
  world.codes.filter((code) => code.groupId === groupId)

export function livingGroup(world: World, key: string): Group | undefined {
  return world.groups.find((group) => group.key === key && membersOf(world, group.id).length > 0)
}

/** What the members share. Those that are over keep what they had then: the last of them has what was shared last. */
export function pinOfGroup(world: World, { id }: Group): string | null {
  const members = membersOf(world, id)
  const last = members.toSorted((a, b) => endOf(b) - endOf(a))[0]
  return (members.find((code) => !isOver(code, world.now)) ?? last)?.pin ?? null
}

const endOf = ({ deletedAt, endsAt }: Code): number => Math.min(deletedAt ?? Infinity, endsAt ?? Infinity)

/** The code that a backup stands in for. */
const isPulledFor = (world: World, { id }: Code): boolean =>
  [...world.codes, ...world.gone].some(({ pulledBackupId }) => pulledBackupId === id)

export const isPulled = (world: World, code: Code): boolean =>
  code.isBackup && (code.startsAt !== null || isPulledFor(world, code))
export const isSpare = (world: World, code: Code): boolean =>
  code.isBackup && code.isManaged && code.deletedAt === null && code.startsAt === null && !isPulledFor(world, code)
export const sparesOn = (world: World, door: Door): Code[] =>
  codesOn(world, door).filter((code) => isSpare(world, code))
export const keepsPool = ({ nature, isManaged, isPoolOn }: Door): boolean => nature.hasPool && isManaged && isPoolOn
