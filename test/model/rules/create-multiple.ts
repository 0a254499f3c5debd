import type { CreateManyInput } from '../inputs.ts'
import { invalid, notFound, Refusal, refuse } from '../refusal.ts'
import { codeShown, groupShown, planShown, type Shown } from '../show.ts'
import { type Code, type Door, doorOf, unknown, type World } from '../world.ts'
import { checkOptions, found, made, wishOf } from './create.ts'
import { addCode, draw, fillPool } from './making.ts'
import { blocking, refuseSharing } from './obstacles.ts'
import { fittedSpan } from './offline.ts'
import { once } from './once.ts'
import { lockMakesPin, ownLength, type Sharing, sharingOf } from './sharing.ts'

export function createMultipleAccessCodes(world: World, input: CreateManyInput): Shown {
  checkOptions(input)
  if (input.deviceIds.length === 0 || new Set(input.deviceIds).size < input.deviceIds.length) invalid()
  const { codeIds, groupId } = once(world, 'createMultipleAccessCodes', input, () => createMultiple(world, input))
  return {
    accessCodes: codeIds.map((id) => codeShown(world, id)),
    linkedCodeGroup: groupId === null ? null : groupShown(world, groupId, { evenIfEnded: false }),
  }
}

function createMultiple(world: World, input: CreateManyInput) {
  const missing = input.deviceIds.filter((id) => !doorOf(world, id))
  if (missing.length > 0) notFound(...missing)
  const doors = input.deviceIds.flatMap((id) => doorOf(world, id) ?? [])
  const sharing = sharingIn(world, doors, input)
  const canShare = sharing.doors.length > 0 && sharing.obstacles.length === 0
  const isStrict = input.behaviorWhenCodeCannotBeShared !== 'CREATE_RANDOM_CODE'
  if ((isStrict && !canShare) || sharing.obstacles.some(({ blocksAny }) => blocksAny)) refuseSharing(sharing.obstacles)

  const wish = wishOf(input)
  const preferred = input.preferredCodeLength ?? null
  const isGroup = input.code === undefined && sharing.doors.length > 0
  const shared = input.code ?? (isGroup ? draw(world, sharing.doors, sharing.length ?? 0, wish) : null)
  // Its key is the gateway's to make.
  const group = isGroup ? found(world, unknown(world)) : null
  // Each door's own PIN is found before anything is written: not even a code of this call is in the way.
  const pins = doors.map((door) => {
    if (sharing.doors.includes(door)) return shared
    refuseSharing(blocking(world, door, wish))
    return lockMakesPin(door, wish) ? null : draw(world, [door], ownLength(door, preferred), wish)
  })
  const codes = doors.map((door, index): Code => {
    const { startsAt, endsAt } = (wish.isOffline && door.nature.makesOfflinePins && fittedSpan(wish)) || wish
    const groupId = group && sharing.doors.includes(door) ? group.id : null
    return addCode(world, { doorId: door.id, pin: pins[index] ?? null, startsAt, endsAt, groupId, ...made(input) })
  })
  if (input.useBackupAccessCodePool) {
    for (const door of doors) {
      door.isPoolOn = true
      fillPool(world, door)
    }
  }
  return { codeIds: codes.map(({ id }) => id), groupId: group?.id ?? null }
}

function sharingIn(world: World, doors: readonly Door[], input: CreateManyInput): Sharing {
  const wish = wishOf(input)
  if (wish.endsAt !== null && wish.endsAt <= world.now) invalid()
  return sharingOf(world, doors, {
    ...wish,
    pin: input.code ?? null,
    preferredLength: input.preferredCodeLength ?? null,
  })
}

/** What `createMultipleAccessCodes` would do, were it asked. */
export function codeSharingPlan(world: World, input: CreateManyInput): Shown {
  const doors = input.deviceIds.flatMap((id) => doorOf(world, id) ?? [])
  const missing = input.deviceIds.filter((id) => !doorOf(world, id))
  try {
    checkOptions({ ...input, useBackupAccessCodePool: false })
    return planShown(sharingIn(world, doors, input), missing)
  } catch (error) {
    // A query has no refusals: what it cannot accept is an error.
    if (error instanceof Refusal) refuse('BAD_USER_INPUT')
    throw error
  }
}
