import type { House } from './house.ts'
import type { RequestName } from './rules.ts'
import type { Filter } from './search.ts'
import { type Code, DAY_MS, HOUR_MS, isSpare, livingGroup, type World } from './world.ts'

/** A request as it is drawn: it speaks of the house as it will be by then, of its third code or its second door. */
export interface Request {
  /** `again`: one of those that brought an idempotency key, as it was. */
  readonly name: RequestName | 'again'
  readonly args: Args
}

export interface Args {
  readonly door?: number
  readonly doors?: readonly number[]
  /** Of those of a kind, counted round. */
  readonly code?: number
  readonly kind?: CodeKind
  readonly key?: string
  readonly days?: Days | null
  readonly startsAt?: number | null
  readonly endsAt?: number | null
  /** Minutes by which the window is inside the days. */
  readonly skewMinutes?: number
  readonly loses?: boolean
  /** Handed on as they are. */
  readonly more?: Readonly<Record<string, unknown>>
}

/** From noon to noon, counted from today. */
export type Days = readonly [from: number, until: number]
export type CodeKind = 'OWN' | 'BACKUP' | 'SPARE' | 'FOREIGN' | 'GONE' | 'NOBODYS'

const nobodysId = '0a6fd2e4-6c5b-4f0e-9a3b-5a1f1c1effff'

/** What is sent, in the house as it is now. */
export function sent({ name, args }: Request, world: World, house: House): { name: RequestName; input: object } {
  if (name !== 'again') return { name, input: inputOf(name, args, world, house) }
  const answers = world.answers.toSorted((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
  const first = answers.at((args.code ?? 0) % Math.max(1, answers.length))
  if (!first) return { name: 'createAccessCode', input: { deviceId: nobodysId } }
  const [operation, fields] = JSON.parse(first.request)
  return { name: operation, input: { ...Object.fromEntries(fields), idempotencyKey: first.key } }
}

function inputOf(name: RequestName, args: Args, world: World, { epochMs }: House): object {
  const noon = (days: number) => new Date(epochMs + days * DAY_MS + 12 * HOUR_MS).toISOString()
  const { days, skewMinutes = 0 } = args
  const skewed = (text: string, minutes: number) => new Date(Date.parse(text) + minutes * 60_000).toISOString()
  const bound = (instant: number | null) => (instant === null ? null : noon(instant))
  const times = {
    ...(days && { startsAt: skewed(noon(days[0]), skewMinutes), endsAt: skewed(noon(days[1]), -skewMinutes) }),
    ...(days === null && { startsAt: null, endsAt: null }),
    ...(args.startsAt !== undefined && { startsAt: bound(args.startsAt) }),
    ...(args.endsAt !== undefined && { endsAt: bound(args.endsAt) }),
  }
  const doorId = (index: number) => world.doors[index]?.id ?? nobodysId
  const code = () => codeAimedAt(world, args)?.id ?? nobodysId
  const key = args.key === undefined ? {} : { commonCodeKey: keyAimedAt(world, args.key) }
  const more = { ...args.more }
  switch (name) {
    case 'createAccessCode':
      return { deviceId: doorId(args.door ?? 0), ...key, ...times, ...more }
    case 'createMultipleAccessCodes':
    case 'codeSharingPlan':
      return { deviceIds: (args.doors ?? []).map(doorId), ...times, ...more }
    case 'updateMultipleAccessCodes':
      return { ...key, ...times, ...more }
    case 'deleteLinkedCodeGroup':
    case 'rotateLinkedCodeGroup':
      return { ...key, ...more }
    case 'updateAccessCode':
      return { id: code(), ...times, ...more }
    case 'updateDevice':
      return { id: doorId(args.door ?? 0), ...more }
    case 'simulateDevice':
      return { deviceId: doorId(args.door ?? 0), ...(args.loses && { loseCodeId: code() }), ...more }
    case 'simulateExternalModification':
      return { accessCodeId: code(), ...more }
    case 'reportDeviceConstraints':
    case 'simulateKeypadEntry':
    case 'simulateUnmanagedAccessCode':
      return { deviceId: doorId(args.door ?? 0), ...more }
    default:
      return { id: code(), ...more }
  }
}

/** A filter as it is drawn. */
export interface DrawnFilter {
  readonly codes?: readonly number[]
  readonly kind?: CodeKind
  readonly doors?: readonly number[]
  readonly key?: string
  readonly activeOn?: number
  readonly more?: Filter
}

export function filterOf(drawn: DrawnFilter, world: World, { epochMs }: House): Filter {
  const { codes, kind = 'OWN', doors, key, activeOn, more } = drawn
  return {
    ...(codes && { ids: codes.map((code) => codeAimedAt(world, { code, kind })?.id ?? nobodysId) }),
    ...(doors && { deviceIds: doors.map((door) => world.doors[door]?.id ?? nobodysId) }),
    ...(key !== undefined && { commonCodeKey: keyAimedAt(world, key) }),
    ...(activeOn !== undefined && { activeAt: new Date(epochMs + activeOn * DAY_MS).toISOString() }),
    ...more,
  }
}

function codeAimedAt(world: World, { code = 0, kind = 'OWN', door, loses }: Args): Code | undefined {
  const candidates = kind === 'GONE' ? world.gone : world.codes.filter((one) => isOfKind(world, one, kind))
  const there = candidates.filter(({ doorId }) => !loses || doorId === world.doors[door ?? 0]?.id)
  return there.at(code % Math.max(1, there.length))
}

function isOfKind(world: World, code: Code, kind: CodeKind): boolean {
  if (kind === 'NOBODYS') return false
  if (kind === 'FOREIGN') return !code.isManaged
  if (!code.isManaged) return false
  if (kind === 'SPARE') return isSpare(world, code)
  return kind === 'BACKUP' ? code.isBackup && !isSpare(world, code) : !code.isBackup
}

/** `group 0` and so on are those that there are, counted round. */
function keyAimedAt(world: World, key: string): string {
  const [, index] = /^group (\d+)$/.exec(key) ?? []
  if (index === undefined) return key
  const keys = [...new Set(world.groups.map((group) => group.key))].filter((one) => livingGroup(world, one))
  return keys.at(Number(index) % Math.max(1, keys.length)) ?? 'no such group'
}
