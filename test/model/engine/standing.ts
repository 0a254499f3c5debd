import { isWindowFit, lockKeepsTime, type Phase, phaseOf } from '../state.ts'
import { type Code, type Content, codesOn, type Door, type Span, type World } from '../world.ts'
import { copyOf, type Held } from './view.ts'

/** One managed code between its wish and what its lock is seen to hold. */
export interface Standing {
  readonly code: Code
  readonly phase: Phase
  readonly copy: Held | undefined
  /** An earlier code of this PIN goes first: the lock holds it once, unless it makes its PINs itself. */
  readonly isDeferred: boolean
  /** Whether it is to be on the lock now. */
  readonly belongs: boolean
  readonly isFit: boolean
  /** Whether what the lock holds of it may stay there for as long as it does not take what is wished. */
  readonly isServing: boolean
}

export function standingsOn(world: World, door: Door, view: readonly Held[]): Standing[] {
  const codes = codesOn(world, door).filter(({ isManaged, isOffline }) => isManaged && !isOffline)
  const phases = new Map(codes.map((code) => [code, phaseOf(code, door, world.now)]))
  const isWanted = (code: Code) => ['PRELOADED', 'OPEN'].includes(phases.get(code) ?? '')
  return codes.map((code) => {
    const rivals = codes.filter((other) => isWanted(other) && other.pin === code.pin && code.pin !== null)
    const isDeferred =
      !door.nature.makesPins &&
      isWanted(code) &&
      rivals.some((other) => other !== code && startOf(other) < startOf(code))
    const copy = copyOf(view, code)
    const phase = phases.get(code) ?? 'OVER'
    const isFit = copy !== undefined && fits(copy.content, code, door, world.now)
    const isServing = copy === undefined || (copy.kind === 'OWN' && isInTime(copy.content, code, door, world.now))
    return { code, phase, copy, isDeferred, belongs: isWanted(code) && !isDeferred, isFit, isServing }
  })
}

const startOf = ({ startsAt }: Code): number => startsAt ?? -Infinity

function fits(held: Content, code: Code, door: Door, now: number): boolean {
  return (door.nature.makesPins || held.pin === code.pin) && keepsWindow(held, code, door, now)
}

const keepsWindow = (held: Content, code: Code, door: Door, now: number): boolean =>
  lockKeepsTime(code, door) ? isWindowFit(held, code, door, now) : held.startsAt === null

/** It lets the guest in when it should, or now that the guest is to be let in. */
function isInTime(held: Content, code: Code, door: Door, now: number): boolean {
  const isOpen = ({ startsAt, endsAt }: Span) =>
    (startsAt === null || startsAt <= now) && (endsAt === null || now < endsAt)
  return keepsWindow(held, code, door, now) || (phaseOf(code, door, now) === 'OPEN' && isOpen(held))
}

/** What is known of a code from now on: a window that nobody would notice the difference of counts as the wished one. */
export function knownFrom({ code, phase, isFit }: Standing, door: Door, held: Content): Content {
  const isAsWished = isFit && phase !== 'BEFORE_PRELOAD'
  const isToldByLock = held.startsAt !== null || lockKeepsTime(code, door)
  const { startsAt, endsAt } = isAsWished ? code : isToldByLock ? held : (code.known ?? code)
  return { pin: held.pin, name: held.name, startsAt, endsAt }
}
