import { notFound, refuse } from '../refusal.ts'
import { codeShown, type Shown } from '../show.ts'
import { type Code, doorOfCode, isOver, managedCode, sparesOn, type World } from '../world.ts'
import { backupOf, change } from './change.ts'
import { fillPool } from './making.ts'
import { pastStart } from './obstacles.ts'

const WARNING = 'using_backup_access_code'

/** `choice` is the backup that was answered: which of those that are ready is pulled is the gateway's to say. */
export function pullBackupAccessCode(world: World, { id }: { readonly id: string }, choice: string | undefined): Shown {
  const code = managedCode(world, id) ?? notFound(id)
  if (code.isBackup || isOver(code, world.now) || code.isOffline || code.startsAt === null) refuse('NotModifiableError')
  const backup = backupOf(world, code) ?? pull(world, code, choice)
  return { accessCode: codeShown(world, code.id), backupAccessCode: codeShown(world, backup.id) }
}

function pull(world: World, code: Code, choice: string | undefined): Code {
  const door = doorOfCode(world, code)
  if (!door.nature.hasPool) refuse('UnsupportedDeviceError', { device: { id: door.id } })
  const ready = sparesOn(world, door).filter(({ status }) => status === 'SET')
  const backup = ready.find((spare) => spare.id === choice) ?? ready[0] ?? refuse('NoBackupAvailableError')
  const { startsAt, endsAt } = code
  // A lock that would refuse the window is not told of it.
  backup.prefersLockTime = code.prefersLockTime && pastStart(world, door, code).length === 0
  change(world, { code: backup, wish: { span: { startsAt, endsAt } } })
  code.pulledBackupId = backup.id
  code.warnings.push(WARNING)
  code.told.push('ACCESS_CODE_BACKUP_PULLED')
  fillPool(world, door)
  return backup
}

/** A backup that is deleted or let go of stands in for nothing any more. */
export function undoPull(world: World, backup: Code): void {
  const helped = world.codes.find(({ pulledBackupId }) => pulledBackupId === backup.id)
  if (!helped) return
  helped.pulledBackupId = null
  helped.warnings = helped.warnings.filter((warning) => warning !== WARNING)
}
