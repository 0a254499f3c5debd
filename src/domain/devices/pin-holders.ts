import type { PinVault } from '../../data/pins/vault.ts'
import { claimsDuring, claimsOfPin, type PinClaim } from '../../data/read/pin-claims.ts'
import type { Queryable } from '../../data/statement.ts'
import { claimedFrom, overlaps, type Window } from '../access-codes/window.ts'
import type { PlanDevice, PlanRequest } from '../linked-code-groups/sharing-question.ts'
import type { Survey } from './survey.ts'

/** A PIN and who has it on some devices, whenever that is. */
export interface AskedPin {
  readonly pin: string
  readonly claims: readonly PinClaim[]
}

/** @param deviceIds UUIDs */
export async function askPin(
  on: Queryable,
  vault: PinVault,
  workspaceId: string,
  deviceIds: readonly string[],
  pin: string,
): Promise<AskedPin> {
  return { pin, claims: await claimsOfPin(on, workspaceId, deviceIds, vault.hash(workspaceId, pin)) }
}

/**
 * The devices with who is in the way in this window, where somebody holds this PIN: of a caller's own PIN whoever holds
 * that one, of one that was drawn whoever holds any, to draw another. Null where nobody holds it. What was asked before, of
 * another PIN perhaps, need not be asked again.
 */
export async function whereHeld(
  on: Queryable,
  vault: PinVault,
  workspaceId: string,
  { survey, asked }: { readonly survey: Survey; readonly asked: AskedPin | null },
  { code, window }: Pick<PlanRequest, 'code' | 'window'>,
  pin: string,
): Promise<readonly PlanDevice[] | null> {
  const { devices, now } = survey
  const deviceIds = devices.map(({ id }) => id)
  const { claims } = asked?.pin === pin ? asked : await askPin(on, vault, workspaceId, deviceIds, pin)
  const during = { startsAt: claimedFrom(window, now), endsAt: window.endsAt }
  const holders = new Map(
    claims.filter((claim) => overlaps(claim, during)).map((claim) => [claim.deviceId, claim.accessCodeId]),
  )
  if (!deviceIds.some((id) => holders.has(id))) return null
  if (code === null) return withHolders(on, vault, workspaceId, survey, window)
  return devices.map((device) => ({
    ...device,
    holderOf: (other) => (other === pin ? holders.get(device.id) : undefined),
  }))
}

/** The devices with who holds which PIN on them in this window. */
export async function withHolders(
  on: Queryable,
  vault: PinVault,
  workspaceId: string,
  { devices, now, leftOutIds }: Survey,
  window: Window,
): Promise<readonly PlanDevice[]> {
  const during = { from: claimedFrom(window, now), until: window.endsAt, leftOutIds }
  const deviceIds = devices.map(({ id }) => id)
  const claims = await claimsDuring(on, workspaceId, deviceIds, during)
  if (claims.length === 0) return devices
  // By PIN first: a plan over hundreds of devices asks all of them about the same PIN.
  const byPin = new Map<string, Map<string, string>>()
  for (const { pinHash, deviceId, accessCodeId } of claims) {
    const hash = pinHash.toString('hex')
    const holders = byPin.get(hash) ?? new Map<string, string>()
    byPin.set(hash, holders.set(deviceId, accessCodeId))
  }
  const holdersOf = rememberingTheLast((pin) => byPin.get(vault.hash(workspaceId, pin).toString('hex')))
  return devices.map((device) => ({ ...device, holderOf: (pin) => holdersOf(pin)?.get(device.id) }))
}

function rememberingTheLast<Result>(work: (pin: string) => Result): (pin: string) => Result {
  let last: { readonly pin: string; readonly result: Result } | undefined
  return (pin) => {
    if (last?.pin !== pin) last = { pin, result: work(pin) }
    return last.result
  }
}
