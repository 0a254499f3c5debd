import { notFound, refuse } from '../refusal.ts'
import { codeShown, type Shown } from '../show.ts'
import { oneOf } from '../unify.ts'
import { type Code, codesOn, doorOfCode, isOver, overlaps, type World } from '../world.ts'
import { remove } from './making.ts'

interface ConvertInput {
  readonly id: string
  readonly isExternalModificationAllowed?: boolean
}

export function convertUnmanagedAccessCode(
  world: World,
  { id, isExternalModificationAllowed = false }: ConvertInput,
): Shown {
  const code = unmanagedCode(world, id) ?? notFound(id)
  const door = doorOfCode(world, code)
  if (!door.isManaged || door.nature.canBeProgrammed === null)
    refuse('UnsupportedDeviceError', { device: { id: door.id } })
  if (isOver(code, world.now)) refuse('NotModifiableError')
  const isOurs = ({ isManaged, name }: Code) => isManaged && name !== null && name === code.name
  if (door.nature.wantsUniqueNames && codesOn(world, door).some(isOurs)) refuse('NotModifiableError')
  const mine = { startsAt: Math.max(world.now, code.startsAt ?? world.now), endsAt: code.endsAt }
  const rivals = codesOn(world, door).filter(
    (other) =>
      other !== code &&
      other.claims.some((claim) => claim.isEnforced && claim.pin === code.pin && overlaps(claim, mine)),
  )
  if (rivals.length > 0) {
    const conflictingAccessCodeId = oneOf(rivals.map((rival) => rival.id))
    refuse('DuplicateAccessCodeError', { device: { id: door.id }, conflictingAccessCodeId })
  }
  Object.assign(code, { isManaged: true, isConverting: true, isReadBack: false, isExternalModificationAllowed })
  code.status = 'SETTING'
  code.claims = code.claims.map((claim) => ({ ...claim, isEnforced: true }))
  const { slot, pin } = code
  if (slot !== null && pin !== null) door.lock.commanded.push({ codeId: id, slot, pin, at: world.now })
  code.told.push('ACCESS_CODE_CHANGED')
  door.isWoken = true
  return { accessCode: codeShown(world, id) }
}

export function deleteUnmanagedAccessCode(world: World, { id }: { readonly id: string }): Shown {
  const code = unmanagedCode(world, id) ?? notFound(id)
  if (!doorOfCode(world, code).isManaged) refuse('NotModifiableError')
  remove(world, code)
  return {}
}

const unmanagedCode = (world: World, id: string): Code | undefined =>
  world.codes.find((code) => code.id === id && !code.isManaged)
