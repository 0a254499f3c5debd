import { lockKeepsTime } from '../state.ts'
import { type Code, doorOfCode, type World } from '../world.ts'
import { undoPull } from './pull.ts'

/** Lets go of a code that is on its lock: it stays there as it is, and is somebody else's from now on. */
export function handOver(world: World, code: Code): void {
  const door = doorOfCode(world, code)
  const { known } = code
  if (!known) throw new Error(`nothing is known of code ${code.id}`)
  if (code.isBackup) undoPull(world, code)
  const keepsWindow = lockKeepsTime(code, door) && known.startsAt !== null && known.endsAt !== null
  const { startsAt, endsAt } = keepsWindow ? known : { startsAt: null, endsAt: null }
  Object.assign(code, {
    isManaged: false,
    groupId: null,
    pulledBackupId: null,
    isBackup: false,
    pin: known.pin,
    name: known.name,
    startsAt,
    endsAt,
    status: code.status === 'UNSET' ? 'UNSET' : 'SET',
    isScheduled: false,
    isConverting: false,
    isOverridden: false,
    isRefused: false,
    isExternalModificationAllowed: false,
    errors: [],
    warnings: [],
  })
  const held = code.claims.filter(({ pin }) => pin === known.pin)
  code.claims = held.map(({ pin, startsAt: from }) => ({ pin, startsAt: from, endsAt, isEnforced: false }))
  door.lock.commanded = door.lock.commanded.filter(({ codeId }) => codeId !== code.id)
  code.told.push('ACCESS_CODE_CHANGED')
  door.isWoken = true
}
