import { restate } from '../state.ts'
import {
  type Claim,
  type Code,
  codesOn,
  type Door,
  type Drawn,
  doorOfCode,
  HOUR_MS,
  isSameSpan,
  keepsPool,
  overlaps,
  POOL_SIZE,
  type Span,
  sparesOn,
  unknown,
  type World,
} from '../world.ts'
import { blocking, type Wish } from './obstacles.ts'

type GivenCode = Pick<Code, 'doorId' | 'pin' | 'startsAt' | 'endsAt'> & Partial<Code>

/** Puts a code on record that its lock has never heard of. */
export function addCode(world: World, given: GivenCode): Code {
  const code: Code = {
    id: unknown(world),
    madeAt: world.now,
    isManaged: true,
    name: null,
    groupId: null,
    isBackup: false,
    pulledBackupId: null,
    prefersLockTime: true,
    isExternalModificationAllowed: false,
    isOffline: false,
    isOneTimeUse: false,
    deletedAt: null,
    isConverting: false,
    isOverridden: false,
    isRefused: false,
    status: 'SETTING',
    isScheduled: false,
    isReadBack: false,
    slot: null,
    known: null,
    timesTurnedBack: 0,
    errors: [],
    warnings: [],
    claims: [],
    told: ['ACCESS_CODE_CREATED'],
    ...given,
  }
  world.codes.push(code)
  if (code.pin !== null) claim(world, code, true)
  restate(world, code)
  doorOfCode(world, code).isWoken = true
  return code
}

/** Holds the code's PIN for its time; what it held before it keeps until its lock is read. */
export function claim({ now }: World, { pin, startsAt, endsAt, claims }: Code, isEnforced: boolean): void {
  if (pin === null) return
  const from = startsAt !== null && startsAt > now ? startsAt : null
  const wanted: Claim = { pin, startsAt: from, endsAt, isEnforced }
  if (!claims.some((one) => one.pin === pin && isSameSpan(one, wanted))) claims.push(wanted)
}

/** A PIN that is drawn for these doors and that time: nobody knows it yet. */
export function draw(world: World, doors: readonly Door[], length: number, span: Span, besides: string[] = []): string {
  const from = { startsAt: Math.max(world.now, span.startsAt ?? world.now), endsAt: span.endsAt }
  const claims = doors.flatMap((door) => codesOn(world, door)).flatMap((code) => code.claims)
  const drawn: Drawn = {
    pin: unknown(world),
    length,
    isOurs: true,
    hasZeros: doors.some(({ nature }) => nature.takesNoZeros) ? false : null,
    notOneOf: [...besides, ...claims.filter((one) => overlaps(one, from)).map(({ pin }) => pin)],
  }
  world.drawn.push(drawn)
  return drawn.pin
}

const spare: Wish = {
  startsAt: null,
  endsAt: null,
  name: null,
  prefersLockTime: true,
  attemptForOfflineDevice: true,
  wantsPool: true,
  isOffline: false,
  isOneTimeUse: false,
  mayRoundDays: false,
}

/** Adds the spare codes that a pool lacks, as far as there is room, for those too that the lock has refused for an hour. */
export function fillPool(world: World, door: Door): void {
  if (!keepsPool(door) || door.nature.canBeProgrammed === null) return
  for (const code of sparesOn(world, door)) {
    const isHopeless = code.known === null && (code.isRefused || code.errors.includes('duplicate_code_on_device'))
    if (isHopeless && code.madeAt < world.now - HOUR_MS) remove(world, code)
  }
  while (sparesOn(world, door).length < POOL_SIZE && blocking(world, door, spare).length === 0) {
    const pin = draw(world, [door], Math.min(...door.codeLengths), spare)
    addCode(world, { doorId: door.id, pin, startsAt: null, endsAt: null, isBackup: true, name: unknown(world) })
  }
}

/** Ends the wish for a code. */
export function remove(world: World, code: Code): void {
  if (code.deletedAt !== null) return
  code.deletedAt = world.now
  code.isOverridden = false
  code.isRefused = false
  code.status = 'REMOVING'
  code.claims = []
  code.told.push('ACCESS_CODE_MUTATIONS_REQUESTED')
  doorOfCode(world, code).isWoken = true
}
