import { isPin } from '../inputs.ts'
import { invalid, notFound, refuse } from '../refusal.ts'
import { codeShown, type Shown } from '../show.ts'
import { codesOn, type Door, doorOf, doorOfCode, type Entry, managedCode, type World } from '../world.ts'

/** Whoever hears a lock tell of something has it looked at. */
const tell = (door: Door): void => {
  door.lock.tellings++
  door.isWoken = true
}

export interface SimulateDeviceInput {
  readonly deviceId: string
  readonly isOnline?: boolean
  readonly isRemoved?: boolean
  readonly clearFaults?: boolean
  readonly faults?: readonly object[]
  readonly loseCodeId?: string
}

export function simulateDevice(world: World, input: SimulateDeviceInput): Shown {
  const door = lockOf(world, input.deviceId)
  const { lock } = door
  const lost = input.loseCodeId === undefined ? null : slotToLose(world, door, input.loseCodeId)
  if (input.clearFaults && !lock.isOnline) turn(door, { isOnline: true })
  // It loses it and tells nobody.
  lock.entries = lock.entries.filter(({ slot }) => slot !== lost)
  if (input.isRemoved !== undefined && input.isRemoved !== lock.isRemoved) turn(door, { isRemoved: input.isRemoved })
  if (input.isOnline !== undefined && input.isOnline !== lock.isOnline) turn(door, { isOnline: input.isOnline })
  return { device: { id: door.id, isOnline: door.isOnline } }
}

function turn(door: Door, { isOnline = door.lock.isOnline, isRemoved = door.lock.isRemoved }): void {
  Object.assign(door.lock, { isOnline, isRemoved })
  tell(door)
}

function slotToLose(world: World, door: Door, id: string): number {
  const code = world.codes.find((one) => one.id === id && one.doorId === door.id) ?? notFound(id)
  return code.slot ?? refuse('NotModifiableError')
}

function lockOf(world: World, id: string): Door {
  const door = doorOf(world, id) ?? notFound(id)
  if (door.nature.canBeProgrammed === null) refuse('UnsupportedDeviceError', { device: { id } })
  return door
}

export function simulateKeypadEntry(world: World, { deviceId, code: pin }: { deviceId: string; code: string }): Shown {
  if (!isPin(pin)) invalid()
  const door = lockOf(world, deviceId)
  const isOpen = ({ startsAt, endsAt }: Entry) =>
    (startsAt === null || startsAt <= world.now) && (endsAt === null || world.now < endsAt)
  const [used] = door.lock.entries.filter((entry) => entry.pin === pin && isOpen(entry)).sort(bySlot)
  const code = used && codesOn(world, door).find(({ slot, isManaged }) => slot === used.slot && isManaged)
  return { opens: used !== undefined, accessCode: code ? { id: code.id } : null }
}

const bySlot = (a: Entry, b: Entry): number => a.slot - b.slot

interface ByHandInput {
  readonly deviceId: string
  readonly code: string
  readonly name?: string | null
}

export function simulateUnmanagedAccessCode(world: World, { deviceId, code: pin, name = null }: ByHandInput): Shown {
  if (!isPin(pin)) invalid()
  const door = lockOf(world, deviceId)
  const { lock, nature } = door
  if (lock.entries.length >= (nature.codesMax ?? Infinity)) refuse('DeviceFullError', { device: { id: deviceId } })
  const taken = new Set(lock.entries.map((entry) => entry.slot))
  let slot = 1
  while (taken.has(slot)) slot++
  lock.entries.push({ slot, pin, name, startsAt: null, endsAt: null })
  if (lock.isOnline) tell(door)
  return { device: { id: deviceId } }
}

export function simulateExternalModification(
  world: World,
  { accessCodeId, code: pin = null }: { readonly accessCodeId: string; readonly code?: string | null },
): Shown {
  if (pin !== null && !isPin(pin)) invalid()
  const code = managedCode(world, accessCodeId) ?? notFound(accessCodeId)
  const door = doorOfCode(world, code)
  const entry = door.lock.entries.find(({ slot }) => slot === code.slot) ?? refuse('NotModifiableError')
  if (pin === null) door.lock.entries = door.lock.entries.filter((one) => one !== entry)
  else entry.pin = pin
  if (door.lock.isOnline) tell(door)
  return { accessCode: codeShown(world, code.id) }
}
