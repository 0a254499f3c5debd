import { type CreateInput, instantOf, isPin, spanOf } from '../inputs.ts'
import { invalid, notFound, refuse } from '../refusal.ts'
import { codeShown, type Shown } from '../show.ts'
import { type Code, doorOf, type Group, livingGroup, pinOfGroup, unknown, type World } from '../world.ts'
import { addCode, draw, fillPool } from './making.ts'
import { blocking, type Obstacle, refuseFor, type Wish } from './obstacles.ts'
import { fittedSpan } from './offline.ts'
import { once } from './once.ts'
import { lockMakesPin, obstaclesToPin, ownLength } from './sharing.ts'

export function createAccessCode(world: World, input: CreateInput): Shown {
  checkOptions(input)
  const { codeIds } = once(world, 'createAccessCode', input, () => {
    const code = create(world, input)
    return { codeIds: [code.id], groupId: null }
  })
  return { accessCode: codeShown(world, codeIds[0] ?? '') }
}

function create(world: World, input: CreateInput): Code {
  const door = doorOf(world, input.deviceId) ?? notFound(input.deviceId)
  const wish = wishOf(input)
  const key = input.commonCodeKey
  if (key !== undefined && wish.isOffline) invalid()
  const group = key === undefined ? undefined : livingGroup(world, key)
  const shared = group ? pinOfGroup(world, group) : null
  if (group && input.code !== undefined && input.code !== shared) {
    refuse('LinkedCodeError', { linkedCodeGroup: { id: group.id } })
  }
  if (!group && key?.startsWith('auto_set_by_')) invalid()
  if (wish.endsAt !== null && wish.endsAt <= world.now) invalid()

  const chosen = shared ?? input.code ?? null
  const obstacles: Obstacle[] =
    chosen === null ? blocking(world, door, wish) : obstaclesToPin(world, door, wish, chosen)
  refuseFor(obstacles)
  const isMadeThere = lockMakesPin(door, wish)
  if (isMadeThere && key !== undefined) invalid()
  const span = (wish.isOffline && fittedSpan(wish)) || wish
  const drawn = () => draw(world, [door], ownLength(door, input.preferredCodeLength ?? null), wish)
  const pin = isMadeThere ? null : (chosen ?? drawn())
  const groupId = key === undefined ? null : (group ?? found(world, key)).id
  const { startsAt, endsAt } = span
  const code = addCode(world, { doorId: door.id, pin, startsAt, endsAt, groupId, ...made(input) })
  if (input.useBackupAccessCodePool) {
    door.isPoolOn = true
    fillPool(world, door)
  }
  return code
}

export function found(world: World, key: string): Group {
  const group = { id: unknown(world), key }
  world.groups.push(group)
  return group
}

type Options = Omit<CreateInput, 'deviceId' | 'commonCodeKey'>

export function wishOf(input: Options): Wish {
  return {
    ...spanOf(input),
    name: input.name ?? null,
    prefersLockTime: input.preferNativeScheduling ?? true,
    attemptForOfflineDevice: input.attemptForOfflineDevice ?? true,
    wantsPool: input.useBackupAccessCodePool ?? false,
    isOffline: input.isOfflineAccessCode ?? false,
    isOneTimeUse: input.isOneTimeUse ?? false,
    mayRoundDays: input.maxTimeRounding === 'ONE_DAY',
  }
}

/** What a code has from its making, besides its PIN, its place and its time. */
export const made = (input: Options) => ({
  name: input.name ?? null,
  prefersLockTime: input.preferNativeScheduling ?? true,
  isExternalModificationAllowed: input.isExternalModificationAllowed ?? false,
  isOffline: input.isOfflineAccessCode ?? false,
  isOneTimeUse: input.isOneTimeUse ?? false,
})

/** Options that cannot be, whatever the house is like. */
export function checkOptions(input: Options): void {
  const [start, end] = [instantOf(input.startsAt), instantOf(input.endsAt)]
  const isOffline = input.isOfflineAccessCode ?? false
  const isEndOfLock = isOffline && (input.isOneTimeUse ?? false) && start !== null && end === null
  if (!isEndOfLock && (start === null) !== (end === null)) invalid()
  if (start !== null && end !== null && end <= start) invalid()
  if (input.code !== undefined && !isPin(input.code)) invalid()
  if (isOffline && (input.code !== undefined || input.useBackupAccessCodePool || start === null)) invalid()
  if (!isOffline && (input.isOneTimeUse || input.maxTimeRounding === 'ONE_DAY')) invalid()
  if (input.useBackupAccessCodePool && start === null) invalid()
}
