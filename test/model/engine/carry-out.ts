import { contentFor } from '../state.ts'
import { type Code, type Content, type Door, isUnknown, unknown, type World } from '../world.ts'
import { type Standing, standingsOn } from './standing.ts'
import { type Held, viewOf } from './view.ts'

const SLOTS_MAX = 250

/**
 * Brings a lock closer to what is wished, as far as one look at it allows: removals, and then what need not wait for them.
 * Answers whether the lock was asked for anything.
 */
export function carryOut(world: World, door: Door): boolean {
  const { lock } = door
  const view = viewOf(world, door)
  const standings = standingsOn(world, door, view)
  const slots = slotsToClear(standings, door, view)
  lock.entries = lock.entries.filter(({ slot }) => !slots.includes(slot))
  // Nobody is blamed for what the gateway took away itself.
  for (const { code, copy } of standings)
    if (copy && slots.includes(copy.slot)) Object.assign(code, { slot: null, known: null })
  let isAsked = slots.length > 0
  let free = slotsMax(door) - view.length
  for (const standing of standings.filter((one) => needsSetting(one, door)).sort(byUrgency)) {
    if (holderOf(standing, door, view) || (!standing.copy && free-- <= 0)) continue
    put(world, door, standing)
    isAsked = true
  }
  return isAsked
}

function slotsToClear(standings: readonly Standing[], door: Door, view: readonly Held[]): number[] {
  const isUnwanted = ({ kind, code }: Held) =>
    kind === 'STRAY' || (kind === 'FOREIGN' && code !== null && code.deletedAt !== null)
  const misplaced = standings.flatMap((standing) => {
    const { copy, belongs } = standing
    return copy && (!belongs || isUseless(standing, door, view)) ? [copy.slot] : []
  })
  return [...view.filter(isUnwanted).map(({ slot }) => slot), ...misplaced]
}

/** What is wished cannot be put in its place, and it does not open the door when it should. */
function isUseless(standing: Standing, door: Door, view: readonly Held[]): boolean {
  const { code, isFit, isServing } = standing
  if (isServing || code.isOverridden) return false
  return code.isRefused ? !isFit : needsSetting(standing, door) && holderOf(standing, door, view) !== undefined
}

function needsSetting({ code, copy, belongs, isFit }: Standing, door: Door): boolean {
  if (!belongs || code.isOverridden || code.isRefused) return false
  if (isFit && copy?.content.name === code.name) return false
  return code.pin !== null || door.nature.makesPins
}

/** Guests before spare codes, the earliest first. */
function byUrgency({ code: a }: Standing, { code: b }: Standing): number {
  const isSpare = (code: Code) => Number(code.isBackup && code.startsAt === null)
  return isSpare(a) - isSpare(b) || (a.startsAt ?? 0) - (b.startsAt ?? 0)
}

/** Why a code that should be on its lock cannot even be tried. */
export function hindranceOf(standing: Standing, world: World, door: Door, view: readonly Held[]): string[] {
  const { code, copy, isFit } = standing
  if (!needsSetting(standing, door) || isFit) return []
  const holder = holderOf(standing, door, view)
  if (holder) return holder.kind === 'FOREIGN' ? ['duplicate_code_on_device'] : []
  const isLast = slotsToClear(standingsOn(world, door, view), door, view).length === 0
  const waiting = standingsOn(world, door, view)
    .filter((one) => needsSetting(one, door) && !one.copy)
    .sort(byUrgency)
  const place = waiting.filter((one) => !holderOf(one, door, view)).findIndex((one) => one.code === code)
  return isLast && !copy && place >= slotsMax(door) - view.length ? ['no_space_for_access_code_on_device'] : []
}

const slotsMax = ({ nature }: Door): number => nature.codesMax ?? SLOTS_MAX

/** Who else has the PIN on the lock that it is to have there. */
function holderOf({ code, copy }: Standing, { nature }: Door, view: readonly Held[]): Held | undefined {
  const pin = nature.makesPins ? (copy?.content.pin ?? null) : code.pin
  return view.find((held) => held.code !== code && pin !== null && held.content.pin === pin)
}

function put(world: World, door: Door, { code, copy }: Standing): void {
  const { lock, nature } = door
  const isToBeMade = nature.makesPins && !copy
  const content = { ...contentFor(code, door), ...(isToBeMade && { pin: made(world, door) }) }
  const slot = copy?.slot ?? -world.serial++
  code.slot = slot
  if (!isToBeMade && code.pin !== null) lock.commanded.push({ codeId: code.id, slot, pin: code.pin, at: world.now })
  if (!accepts(world, door, slot, content)) code.isRefused = true
  else lock.entries = [...lock.entries.filter((entry) => entry.slot !== slot), { slot, ...content }]
}

function made(world: World, door: Door): string {
  const pin = unknown(world)
  const length = door.nature.codeLengths[0] ?? 6
  world.drawn.push({
    pin,
    length,
    isOurs: false,
    hasZeros: null,
    notOneOf: door.lock.entries.flatMap((one) => one.pin ?? []),
  })
  return pin
}

/** Whether the lock itself takes this. */
function accepts({ now }: World, { nature, lock }: Door, slot: number, { pin, name, startsAt }: Content): boolean {
  const isDrawnThere = pin === null || isUnknown(pin)
  if (!isDrawnThere && !nature.codeLengths.includes(pin.length)) return false
  if (!isDrawnThere && nature.takesNoZeros && pin.includes('0')) return false
  if (nature.takesNoPastStart && startsAt !== null && startsAt <= now) return false
  const others = lock.entries.filter((entry) => entry.slot !== slot)
  const [min, max] = nature.nameLengths ?? [0, Infinity]
  if (name !== null && (name.length < min || name.length > max)) return false
  return !(nature.wantsUniqueNames && name !== null && others.some((entry) => entry.name === name))
}
