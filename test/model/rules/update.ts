import { isPin, type UpdateInput } from '../inputs.ts'
import { invalid, notFound, refuse } from '../refusal.ts'
import { codeShown, type Shown } from '../show.ts'
import { type Code, isOver, isSpare, managedCode, membersOf, type World } from '../world.ts'
import { type Change, change, isEmpty, obstaclesToChanges, realWish, withBackups } from './change.ts'
import { handOver } from './hand-over.ts'
import { refuseFor } from './obstacles.ts'
import { namesTimes, wishedSpan } from './wished-span.ts'

export function updateAccessCode(world: World, input: UpdateInput): Shown {
  checkUpdate(input)
  const code = managedCode(world, input.id) ?? notFound(input.id)
  if (isOver(code, world.now) || code.isOffline || isSpare(world, code)) refuse('NotModifiableError')
  if (input.isManaged === false) return { accessCode: handOverOne(world, code, input) }
  const span = wishedSpan(input, code, world.now)
  const wish = realWish(code, {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.code != null && { pin: input.code }),
    ...(span && { span }),
    ...(input.isExternalModificationAllowed !== undefined && {
      isExternalModificationAllowed: input.isExternalModificationAllowed,
    }),
  })
  if (wish.pin !== undefined && code.groupId !== null) {
    refuse('LinkedCodeError', { linkedCodeGroup: { id: code.groupId } })
  }
  if (!isEmpty(wish)) {
    const own: Change = { code, wish }
    const changes = namesTimes(input) ? withBackups(world, [own]) : [own]
    refuseFor(obstaclesToChanges(world, changes, input.attemptForOfflineDevice ?? true))
    for (const one of changes) change(world, one)
  }
  return { accessCode: codeShown(world, code.id) }
}

function checkUpdate({ code, type, startsAt, endsAt }: UpdateInput): void {
  if (code === null || (code !== undefined && !isPin(code))) invalid()
  if (type === 'ONGOING' && (startsAt != null || endsAt != null)) invalid()
}

/** The answer is the code's last view as a managed one. */
function handOverOne(world: World, code: Code, { id: _id, isManaged: _isManaged, ...others }: UpdateInput): Shown {
  if (Object.values(others).some((value) => value !== undefined)) invalid()
  const isOnLock = code.known !== null && !code.isConverting
  if (!isOnLock || (code.status !== 'SET' && !code.isScheduled)) refuse('NotModifiableError')
  const last = codeShown(world, code.id)
  const { groupId } = code
  handOver(world, code)
  const isGroupLeft = groupId !== null && membersOf(world, groupId).length > 0
  return isGroupLeft ? last : { ...last, commonCodeKey: null, linkedCodeGroup: null }
}
