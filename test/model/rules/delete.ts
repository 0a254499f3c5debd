import { notFound, refuse } from '../refusal.ts'
import { codeShown, groupShown, type Shown } from '../show.ts'
import { isPulled, livingGroup, managedCode, membersOf, type World } from '../world.ts'
import { backupOf } from './change.ts'
import { remove } from './making.ts'
import { undoPull } from './pull.ts'

export function deleteAccessCode(world: World, { id }: { readonly id: string }): Shown {
  const code = managedCode(world, id) ?? notFound(id)
  if (code.isOffline) refuse('NotModifiableError')
  const backup = backupOf(world, code)
  remove(world, code)
  if (backup) remove(world, backup)
  if (isPulled(world, code)) undoPull(world, code)
  return { accessCode: codeShown(world, code.id) }
}

export function deleteLinkedCodeGroup(world: World, { commonCodeKey }: { readonly commonCodeKey: string }): Shown {
  const group = livingGroup(world, commonCodeKey) ?? notFound(commonCodeKey)
  for (const code of membersOf(world, group.id)) {
    const backup = backupOf(world, code)
    remove(world, code)
    if (backup) remove(world, backup)
  }
  return { linkedCodeGroup: groupShown(world, group.id) }
}
