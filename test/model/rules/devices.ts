import type { ReportInput, UpdateDeviceInput } from '../inputs.ts'
import { invalid, notFound, refuse } from '../refusal.ts'
import { doorShown, type Shown } from '../show.ts'
import { codesOn, type Door, doorOf, isOver, isPulled, sparesOn, type World } from '../world.ts'
import { handOver } from './hand-over.ts'
import { fillPool, remove } from './making.ts'

const METADATA_KEYS_MAX = 50

export function updateDevice(world: World, input: UpdateDeviceInput): Shown {
  for (const [key, value] of Object.entries(input.customMetadata ?? {})) {
    if (key === '' || key.length > 40 || key.includes('.')) invalid()
    if (typeof value === 'string' && value.length > 500) invalid()
  }
  const door = doorOf(world, input.id) ?? notFound(input.id)
  const isManaged = input.isManaged ?? door.isManaged
  if (input.backupAccessCodePoolEnabled && !(door.nature.hasPool && isManaged)) invalid()
  const metadata = Object.entries({ ...door.metadata, ...input.customMetadata }).filter(
    (entry): entry is [string, string | boolean] => entry[1] !== null && entry[1] !== '',
  )
  if (metadata.length > METADATA_KEYS_MAX) invalid()
  door.name = input.name ?? door.name
  door.metadata = Object.fromEntries(metadata)
  const isLetGo = door.isManaged && !isManaged
  door.isManaged = isManaged
  const isPoolOn = isManaged ? input.backupAccessCodePoolEnabled : false
  if (isPoolOn !== undefined) door.isPoolOn = isPoolOn
  if (isPoolOn) fillPool(world, door)
  if (isPoolOn === false) for (const spare of sparesOn(world, door)) remove(world, spare)
  if (isLetGo) letGo(world, door)
  return { device: doorShown(world, door) }
}

/** What is on the lock stays there, as somebody else's; what is not there yet is given up. */
function letGo(world: World, door: Door): void {
  for (const code of codesOn(world, door)) {
    if (!code.isManaged || isOver(code, world.now) || code.isOffline) continue
    if (code.known !== null && (!code.isBackup || isPulled(world, code))) handOver(world, code)
    else remove(world, code)
  }
}

export function reportDeviceConstraints(world: World, input: ReportInput): Shown {
  const { supportedCodeLengths: lengths, minCodeLength: min, maxCodeLength: max } = input
  const named = [...(lengths ?? []), ...(min === undefined ? [] : [min]), ...(max === undefined ? [] : [max])]
  const isRange = min !== undefined && max !== undefined && min <= max
  if (named.some((length) => length < 4 || length > 20)) invalid()
  if (lengths ? lengths.length === 0 || min !== undefined || max !== undefined : !isRange) invalid()
  const door = doorOf(world, input.deviceId) ?? notFound(input.deviceId)
  if (!door.nature.deviceType.startsWith('smartthings_')) refuse('UnsupportedDeviceError', { device: { id: door.id } })
  const range = isRange ? Array.from({ length: max - min + 1 }, (_, index) => min + index) : []
  door.codeLengths = [...new Set(lengths ?? range)].sort((a, b) => a - b)
  return { device: doorShown(world, door) }
}
