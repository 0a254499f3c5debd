import { addCode } from '../rules/making.ts'
import { type Code, type Content, codesOn, type Door, type World } from '../world.ts'
import { copyOf, type Held } from './view.ts'

/** Codes being taken over that were changed or taken away in between are somebody else's again. */
export function takeBackConversions(world: World, door: Door, view: readonly Held[]): void {
  for (const code of codesOn(world, door)) {
    if (!code.isManaged || !code.isConverting || code.deletedAt !== null) continue
    const copy = copyOf(view, code)
    if (copy?.kind === 'OWN' && copy.content.pin === code.known?.pin) continue
    Object.assign(code, { isManaged: false, isConverting: false, isExternalModificationAllowed: false, groupId: null })
    Object.assign(code, { status: 'SET', errors: [], warnings: [] })
    code.claims = code.claims.map((claim) => ({ ...claim, isEnforced: false }))
    door.lock.commanded = door.lock.commanded.filter(({ codeId }) => codeId !== code.id)
  }
}

/** What a reading tells of codes that are not the gateway's: found, changed at the keypad. Answers those that are gone. */
export function lookAtForeign(world: World, door: Door, view: readonly Held[]): Code[] {
  const before = codesOn(world, door).filter(({ isManaged }) => !isManaged)
  for (const { kind, code, content, slot } of view) {
    if (kind !== 'FOREIGN') continue
    if (code) changeForeign(code, content)
    else {
      const { pin, startsAt, endsAt, name } = content
      const found = addCode(world, { doorId: door.id, pin, startsAt, endsAt, name, isManaged: false, told: [] })
      Object.assign(found, { slot, known: content, status: 'SET', isReadBack: true })
      found.claims = claimsOf(content)
    }
  }
  followClock(world, before)
  return before.filter((code) => !copyOf(view, code))
}

/** Read or not: they are usable for as long as is on record. */
export function followClock(world: World, foreign: readonly Code[]): void {
  for (const code of foreign) {
    if (code.deletedAt === null) code.status = isUsable(code, world.now) ? 'SET' : 'UNSET'
  }
}

const isUsable = ({ startsAt, endsAt }: Code, now: number): boolean =>
  (startsAt === null || startsAt <= now) && (endsAt === null || endsAt > now)

/** It is on record as it is on the lock. */
function changeForeign(code: Code, content: Content): void {
  const { pin, name, startsAt, endsAt } = content
  if (code.pin !== pin || code.endsAt !== endsAt) code.claims = claimsOf(content)
  Object.assign(code, { pin, name, startsAt, endsAt, known: content })
}

const claimsOf = ({ pin, endsAt }: Content): Code['claims'] =>
  pin === null ? [] : [{ pin, startsAt: null, endsAt, isEnforced: false }]
