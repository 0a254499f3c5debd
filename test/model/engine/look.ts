import { fillPool } from '../rules/making.ts'
import { restate } from '../state.ts'
import { type Code, codesOn, DAY_MS, type Door, type World } from '../world.ts'
import { hindranceOf } from './carry-out.ts'
import { followClock, lookAtForeign, takeBackConversions } from './foreign.ts'
import { lookAtOffline } from './offline.ts'
import { knownFrom, type Standing, standingsOn } from './standing.ts'
import { type Held, isReachable, viewOf } from './view.ts'

/** How long what was commanded for a code that is gone is known as the gateway's own. */
const COMMANDED_KEPT_MS = 30 * DAY_MS

/** What the gateway makes of one reading of a lock, or of there being none. */
export function look(world: World, door: Door): void {
  const isRead = isReachable(door)
  door.isOnline = isRead
  door.isRemoved = !isRead && (door.isRemoved || door.lock.isRemoved)
  const living = new Set(world.codes.map(({ id }) => id))
  door.lock.commanded = door.lock.commanded.filter(
    ({ codeId, at }) => living.has(codeId) || at > world.now - COMMANDED_KEPT_MS,
  )
  if (isRead) takeBackConversions(world, door, viewOf(world, door))
  const view = viewOf(world, door)
  const standings = standingsOn(world, door, view)
  for (const standing of standings) {
    const { code } = standing
    code.errors = hindranceOf(standing, world, door, view)
    if (isRead) learnFrom(world, door, standing, view)
    restate(world, code, { isDeferred: standing.isDeferred, looks: true })
  }
  const gone = standings.filter((standing) => isGone(door, standing, view)).map(({ code }) => code)
  if (!isRead) {
    followClock(
      world,
      codesOn(world, door).filter(({ isManaged }) => !isManaged),
    )
  }
  for (const code of [...gone, ...lookAtOffline(world, door), ...(isRead ? lookAtForeign(world, door, view) : [])]) {
    code.claims = []
    world.gone.push(code)
  }
  world.codes = world.codes.filter((code) => !world.gone.includes(code))
  fillPool(world, door)
}

function isGone(door: Door, { code, phase, copy }: Standing, view: readonly Held[]): boolean {
  if (phase !== 'OVER') return false
  return isReachable(door) ? !copy && !hasStray(door, code, view) : code.slot === null
}

/** Whether something that was commanded for the code is on the lock where it should not be. */
const hasStray = (door: Door, code: Code, view: readonly Held[]): boolean =>
  door.lock.commanded.some(({ codeId, slot, pin }) =>
    view.some((held) => held.kind === 'STRAY' && held.slot === slot && held.content.pin === pin && codeId === code.id),
  )

function learnFrom(world: World, door: Door, standing: Standing, view: readonly Held[]): void {
  const { code, copy, phase } = standing
  const isLost = code.known !== null && !copy && !view.some(({ slot, kind }) => slot === code.slot && kind === 'STRAY')
  const isRenamed = copy !== undefined && code.name !== null && copy.content.name !== code.name
  const isChanged = (copy?.kind === 'EDITED' || isRenamed) && !code.isOverridden
  const isAccepted = code.isExternalModificationAllowed && isConfirmed(door, code)
  if ((isLost || isChanged) && phase !== 'OVER' && isAccepted) code.isOverridden = true
  const isAnotherPin = copy !== undefined && copy.content.pin !== code.pin && !door.nature.makesPins
  if (isAnotherPin && copy.kind === 'OWN' && code.known?.pin === code.pin) code.timesTurnedBack++
  code.isConverting = false
  // A PIN that the lock made is no more: it will make another.
  if (door.nature.makesPins && standing.belongs && !copy && !code.isOverridden)
    Object.assign(code, { pin: null, claims: [] })
  releaseClaims(code, standing)
  code.slot = copy?.slot ?? null
  code.known = copy ? knownFrom(standing, door, copy.content) : null
  const heldPin = copy?.content.pin ?? null
  if (!copy || heldPin === null) return
  if (door.nature.makesPins && heldPin !== code.pin) {
    code.pin = heldPin
    code.claims = []
    claimHeld(world, code, heldPin)
  } else if (copy.kind === 'EDITED' && code.isOverridden) {
    claimHeld(world, code, heldPin)
    door.lock.commanded.push({ codeId: code.id, slot: copy.slot, pin: heldPin, at: world.now })
  }
}

/** A wish that is still on its way is not given up for what was done at the lock. */
function isConfirmed({ nature }: Door, { known, pin, name, startsAt, endsAt }: Code): boolean {
  if (known === null || known.name !== name || known.startsAt !== startsAt || known.endsAt !== endsAt) return false
  return nature.makesPins || known.pin === pin
}

function claimHeld({ now }: World, code: Code, pin: string): void {
  const endsAt = code.endsAt !== null && code.endsAt > now ? code.endsAt : null
  code.claims.push({ pin, startsAt: null, endsAt, isEnforced: false })
}

/** PINs and windows that the lock is seen to have given up. */
function releaseClaims(code: Code, { copy, isFit, belongs }: Standing): void {
  const isWished = ({ pin, endsAt }: Code['claims'][number]) => pin === code.pin && endsAt === code.endsAt
  const wished = code.claims.filter(isWished).at(-1) ?? code.claims.at(-1)
  const isHeld = (pin: string) => copy !== undefined && !(isFit && belongs) && copy.content.pin === pin
  code.claims = code.claims.filter((claim) => claim === wished || isHeld(claim.pin))
}
