import type { House } from './house.ts'
import { Mismatch } from './unify.ts'
import { type Code, type Door, doorOfCode, type Entry, isUnknown, type Span, type World } from './world.ts'

/** What nobody is shown: what is on the simulated locks, which PINs are claimed, which attempts still wait. */
export interface Audit {
  readonly entries: readonly (Entry & { readonly doorId: string })[]
  readonly claims: readonly (Span & {
    readonly codeId: string
    readonly pinHash: string
    readonly isEnforced: boolean
  })[]
  readonly waiting: readonly { readonly codeId: string; readonly type: string }[]
}

export async function auditOf({ pool, vault, workspaceId }: House): Promise<Audit> {
  const rows = async (text: string) => (await pool.query(text, [workspaceId])).rows
  const [entries, claims, waiting] = await Promise.all([rows(entriesText), rows(claimsText), rows(waitingText)])
  return {
    entries: entries.map(({ id, pin, ...entry }) => ({ ...entry, pin: vault.open(pin, id) })),
    claims,
    waiting,
  }
}

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`
const entriesText = `select c.id, c.device_id as "doorId", c.slot, c.pin, c.name, ${ms('c.starts_at')} as "startsAt",
    ${ms('c.ends_at')} as "endsAt"
  from simulated_lock.code c join simulated_lock.lock l on l.device_id = c.device_id where l.workspace_id = $1`
const claimsText = `select access_code_id as "codeId", encode(pin_hash, 'hex') as "pinHash", enforced as "isEnforced",
    ${ms('lower(during)')} as "startsAt", ${ms('upper(during)')} as "endsAt"
  from pin_claim where workspace_id = $1 and released_at is null`
const waitingText = `select access_code_id as "codeId", action_type as type from action_attempt
  where workspace_id = $1 and status = 'PENDING'`

/**
 * The world after the locks were found to hold what they should, which tells in which slots.
 *
 * @throws Mismatch where they do not
 */
export function afterLocks(world: World, { entries }: Audit): World {
  for (const door of world.doors) {
    const found = new Set(entries.filter(({ doorId }) => doorId === door.id))
    for (const entry of door.lock.entries.toSorted((a, b) => b.slot - a.slot)) {
      const match = [...found].find((one) => isEntry(one, entry, world.now))
      if (!match)
        throw new Mismatch(`${door.name}: ${textOf(entry)} is not on the lock, which has ${[...found].map(textOf)}`)
      found.delete(match)
      place(world, door, entry, match.slot)
    }
    if (found.size > 0) throw new Mismatch(`${door.name}: ${[...found].map(textOf)} should not be on the lock`)
  }
  return world
}

/** PINs of a test may be told. */
const textOf = ({ slot, pin, name, startsAt, endsAt }: Entry): string =>
  JSON.stringify({ slot, pin, name, startsAt, endsAt })

function isEntry(found: Entry, wanted: Entry, now: number): boolean {
  const haveBegun = [found.startsAt, wanted.startsAt].every((start) => start !== null && start <= now)
  const isWindow = found.endsAt === wanted.endsAt && (haveBegun || found.startsAt === wanted.startsAt)
  const isSlot = wanted.slot < 1 || wanted.slot === found.slot
  return isSlot && found.pin === wanted.pin && found.name === wanted.name && isWindow
}

/** Tells where the gateway put something. */
function place(world: World, door: Door, entry: Entry, slot: number): void {
  const before = entry.slot
  entry.slot = slot
  for (const code of world.codes) if (code.doorId === door.id && code.slot === before) code.slot = slot
  door.lock.commanded = door.lock.commanded.map((one) => (one.slot === before ? { ...one, slot } : one))
}

/**
 * PINs are claimed by those codes that are wished, for their time, and by nobody else.
 *
 * @throws Mismatch
 */
export function holdClaims(world: World, { claims }: Audit, { vault, workspaceId }: House): void {
  const isOver = ({ endsAt }: Span) => endsAt !== null && endsAt <= world.now
  const text = (codeId: string, isEnforced: boolean, { startsAt, endsAt }: Span) => {
    const from = startsAt !== null && startsAt > world.now ? startsAt : 'now'
    return `${codeId} from ${from} to ${endsAt ?? 'ever'}${isEnforced ? '' : ', not enforced'}`
  }
  const more = claims
    .filter((one) => !isOver(one))
    .map((one) => ({ what: text(one.codeId, one.isEnforced, one), pinHash: one.pinHash }))
  const less: string[] = []
  const due = world.codes.flatMap(({ id, claims }) => claims.map((claim) => ({ id, claim })))
  // A PIN that was drawn and changed before anybody saw it is never known: whatever is left may be it.
  const isKnown = ({ claim }: (typeof due)[number]) => !isUnknown(claim.pin)
  for (const { id, claim } of [...due.filter(isKnown), ...due.filter((one) => !isKnown(one))]) {
    if (isOver(claim)) continue
    const what = text(id, claim.isEnforced, claim)
    const pinHash = isUnknown(claim.pin) ? null : vault.hash(workspaceId, claim.pin).toString('hex')
    const at = more.findIndex((found) => found.what === what && (pinHash ?? found.pinHash) === found.pinHash)
    if (at < 0) less.push(what)
    else more.splice(at, 1)
  }
  if (more.length === 0 && less.length === 0) return
  const found = more.map(({ what }) => what)
  throw new Mismatch(`claims that should not be: [${found.join('; ')}]; that are missing: [${less.join('; ')}]`)
}

/**
 * Nobody waits any more for a code that is as wished, or gone.
 *
 * @throws Mismatch
 */
export function holdAttempts(world: World, { waiting }: Audit): void {
  const isDone = (code: Code) =>
    !code.isConverting && ['SET', 'UNSET'].includes(code.status) && code.isReadBack && code.known?.name === code.name
  const codes = new Map(world.codes.map((code) => [code.id, code]))
  for (const { codeId, type } of waiting) {
    const code = codes.get(codeId)
    if (!code) throw new Mismatch(`${type} of ${codeId} still waits, and the code is gone`)
    if (code.isManaged && isDone(code) && doorOfCode(world, code).isOnline) {
      throw new Mismatch(`${type} of ${codeId} still waits, and the code is as wished`)
    }
  }
}
