import type { PinVault } from '../../data/pins/vault.ts'
import { claimsDuring, type PlanFacts, planFacts } from '../../data/read/plan-facts.ts'
import type { Queryable } from '../../data/statement.ts'
import { isUuid } from '../../data/uuid.ts'
import type { CodeConstraint } from '../access-codes/constraints.ts'
import { claimedFrom, type Occupancy, preloadFrom, type Window } from '../access-codes/window.ts'
import type { PlanDevice } from '../linked-code-groups/sharing-question.ts'

/** What the database knows of the devices that a plan is about, at one instant. */
export interface Survey {
  /** Those that are there, in the order asked for, holding no PINs as far as this survey has looked. */
  readonly devices: readonly PlanDevice[]
  /** Malformed, unknown or another workspace's: nobody can tell which. */
  readonly missingIds: readonly string[]
  readonly now: Date
}

export async function surveyDevices(
  on: Queryable,
  vault: PinVault,
  workspaceId: string,
  deviceIds: readonly string[],
): Promise<Survey> {
  const rows = await planFacts(on, workspaceId, deviceIds.filter(isUuid))
  const byId = new Map(rows.map((row) => [row.id, row]))
  const now = rows[0]?.now ?? new Date(0)
  return {
    devices: deviceIds.flatMap((id) => {
      const facts = byId.get(id.toLowerCase())
      return facts ? [planDevice(facts, vault)] : []
    }),
    missingIds: deviceIds.filter((id) => !byId.has(id.toLowerCase())),
    now,
  }
}

/** The devices with who holds which PIN on them in this window; `pins` null asks for every PIN. */
export async function withHolders(
  on: Queryable,
  vault: PinVault,
  workspaceId: string,
  { devices, now }: Survey,
  window: Window,
  pins: readonly string[] | null,
): Promise<{ readonly devices: readonly PlanDevice[]; readonly isAnyHeld: boolean }> {
  const claims = await claimsDuring(
    on,
    workspaceId,
    devices.map(({ id }) => id),
    { from: claimedFrom(window, now), until: window.endsAt },
    pins?.map((pin) => vault.hash(workspaceId, pin)) ?? null,
  )
  if (claims.length === 0) return { devices, isAnyHeld: false }
  const holders = new Map(
    claims.map((claim) => [`${claim.deviceId} ${claim.pinHash.toString('hex')}`, claim.accessCodeId]),
  )
  const hashOf = memoized((pin) => vault.hash(workspaceId, pin).toString('hex'))
  return {
    devices: devices.map((device) => ({ ...device, holderOf: (pin) => holders.get(`${device.id} ${hashOf(pin)}`) })),
    isAnyHeld: true,
  }
}

function planDevice(facts: PlanFacts, vault: PinVault): PlanDevice {
  return {
    ...facts,
    isOnline: facts.offlineSince === null,
    codeConstraints: facts.codeConstraints as unknown as readonly CodeConstraint[],
    occupancies: facts.codesIfNearlyFull.map((code) => occupancyOf(code, facts)),
    names: new Set(facts.names),
    accountPins:
      facts.accountPins &&
      new Set(facts.accountPins.map(({ id, ciphertext }) => vault.open(Buffer.from(ciphertext, 'base64'), id))),
    holderOf: () => undefined,
  }
}

/** A code that is going, or is past its end, is on the lock until it is read to be gone: nobody knows when. */
function occupancyOf(
  code: PlanFacts['codesIfNearlyFull'][number],
  { now, supportsNativeScheduling }: PlanFacts,
): Occupancy {
  const startsAt = code.startsAt === null ? null : new Date(code.startsAt)
  const endsAt = code.endsAt === null ? null : new Date(code.endsAt)
  if (code.isGoing || (endsAt !== null && endsAt <= now)) return { from: now, until: null }
  const isNative = supportsNativeScheduling && code.prefersNativeScheduling
  return { from: preloadFrom({ startsAt, endsAt }, now, isNative), until: endsAt }
}

/** Hundreds of devices ask for the hash of the same PIN. */
function memoized(work: (pin: string) => string): (pin: string) => string {
  let last: { pin: string; result: string } | undefined
  return (pin) => {
    if (last?.pin !== pin) last = { pin, result: work(pin) }
    return last.result
  }
}
