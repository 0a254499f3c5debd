import { isPin, type RotateInput, type UpdateManyInput } from '../inputs.ts'
import { invalid, notFound, refuse } from '../refusal.ts'
import { codeShown, groupShown, type Shown } from '../show.ts'
import { type Code, doorOfCode, type Group, isOver, livingGroup, managedCode, membersOf, type World } from '../world.ts'
import { type Change, change, isEmpty, obstaclesToChanges, realWish, withBackups } from './change.ts'
import { draw } from './making.ts'
import { refuseSharing } from './obstacles.ts'
import { once } from './once.ts'
import { sharingOf } from './sharing.ts'
import { namesTimes, wishedSpan } from './wished-span.ts'

export function updateMultipleAccessCodes(world: World, input: UpdateManyInput): Shown {
  const { group, codes } = groupToChange(world, input.commonCodeKey)
  const wishes = codes.map((code): Change => {
    const span = wishedSpan(input, code, world.now)
    return {
      code,
      wish: realWish(code, { ...(input.name !== undefined && { name: input.name }), ...(span && { span }) }),
    }
  })
  const real = wishes.filter(({ wish }) => !isEmpty(wish))
  const changes = namesTimes(input) ? withBackups(world, real) : real
  refuseSharing(obstaclesToChanges(world, changes, true))
  for (const one of changes) change(world, one)
  return {
    linkedCodeGroup: groupShown(world, group.id),
    accessCodes: codes.map(({ id }) => codeShown(world, id)),
  }
}

export function rotateLinkedCodeGroup(world: World, input: RotateInput): Shown {
  if (input.code !== undefined && !isPin(input.code)) invalid()
  const { groupId } = once(world, 'rotateLinkedCodeGroup', input, () => {
    const { group, codes } = groupToChange(world, input.commonCodeKey)
    rotate(world, codes, input)
    return { codeIds: [], groupId: group.id }
  })
  return { linkedCodeGroup: groupShown(world, groupId ?? '') }
}

function rotate(world: World, codes: readonly Code[], { code: chosen, preferredCodeLength }: RotateInput): void {
  const present = codes[0]?.pin ?? null
  if (chosen !== undefined && chosen === present) invalid()
  const pin = chosen ?? drawFor(world, codes, preferredCodeLength ?? null, present ?? '')
  const changes = codes.map((code): Change => ({ code, wish: { pin } }))
  // One that is drawn is drawn so that nothing stands in its way.
  if (chosen !== undefined) refuseSharing(obstaclesToChanges(world, changes, true))
  for (const one of changes) change(world, one)
}

/** As if nothing stood in the way but the lengths of the doors. */
function drawFor(world: World, codes: readonly Code[], preferredLength: number | null, present: string): string {
  const doors = [...new Set(codes.map((code) => doorOfCode(world, code)))]
  const lengths = doors.map((door) => door.codeLengths)
  const common = (lengths[0] ?? []).filter((length) => lengths.every((own) => own.includes(length)))
  if (common.length === 0) refuseSharing(unlike(world, doors, preferredLength))
  const length = common.find((one) => one === preferredLength) ?? common[0] ?? 0
  // Each has the PIN in its own time.
  const taken = codes.flatMap((code) => draw(world, [doorOfCode(world, code)], length, code, [present]))
  const drawn = world.drawn.filter(({ pin }) => taken.includes(pin))
  world.drawn = world.drawn.filter((one) => !drawn.includes(one))
  const pin = taken[0] ?? ''
  const notOneOf = drawn.flatMap((one) => one.notOneOf)
  world.drawn.push({
    pin,
    length,
    isOurs: true,
    hasZeros: drawn.some((one) => one.hasZeros === false) ? false : null,
    notOneOf,
  })
  return pin
}

function unlike(world: World, doors: Parameters<typeof sharingOf>[1], preferredLength: number | null) {
  const free = doors.map((door) => ({ ...door, isManaged: true, isRemoved: false }))
  const none = { startsAt: null, endsAt: null, name: null, prefersLockTime: true, attemptForOfflineDevice: true }
  const wish = { ...none, wantsPool: false, isOffline: false, isOneTimeUse: false, mayRoundDays: false }
  const bare = { ...world, codes: [] }
  return sharingOf(bare, free, { ...wish, pin: null, preferredLength }).obstacles
}

/** Those of its codes that may yet open a door. */
function groupToChange(world: World, key: string): { group: Group; codes: Code[] } {
  const group = livingGroup(world, key) ?? notFound(key)
  const codes = membersOf(world, group.id).filter((code) => !isOver(code, world.now))
  return codes.length > 0 ? { group, codes } : notFound(key)
}

export function unlinkAccessCode(world: World, { id }: { readonly id: string }): Shown {
  const code = managedCode(world, id) ?? notFound(id)
  if (isOver(code, world.now) || code.groupId === null) refuse('NotModifiableError')
  code.groupId = null
  code.told.push('ACCESS_CODE_CHANGED')
  return { accessCode: codeShown(world, id) }
}
