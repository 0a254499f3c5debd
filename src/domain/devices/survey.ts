import type { PinVault } from '../../data/pins/vault.ts'
import type { DeviceRow } from '../../data/read/devices.ts'
import { accountPins, type PlanFacts, planFacts, planFactsOfCode } from '../../data/read/plan-facts.ts'
import type { Realm } from '../../data/realm.ts'
import type { Queryable } from '../../data/statement.ts'
import { isUuid } from '../../data/uuid.ts'
import type { CodeConstraint } from '../access-codes/constraints.ts'
import { type Occupancy, preloadFrom } from '../access-codes/window.ts'
import type { PlanDevice } from '../linked-code-groups/sharing-question.ts'

/** What the database knows of the devices that a plan is about, at one instant. */
export interface Survey {
  /** Those that are there, in the order asked for, holding no PINs as far as this survey has looked. */
  readonly devices: readonly PlanDevice[]
  /** Malformed, unknown, another workspace's or out of the realm: nobody can tell which. */
  readonly missingIds: readonly string[]
  readonly now: Date
  /** The devices as they are kept. */
  readonly rows: readonly DeviceRow[]
  /** Codes that count nowhere in it: a code that changes is not in its own way. */
  readonly leftOutIds: readonly string[]
}

export async function surveyDevices(
  on: Queryable,
  vault: PinVault,
  realm: Realm,
  deviceIds: readonly string[],
  leftOutIds: readonly string[] = [],
): Promise<Survey> {
  const { now, devices: facts } = await planFacts(on, realm, deviceIds.filter(isUuid), leftOutIds)
  const devices = new Map((await planDevices(on, vault, realm.workspaceId, facts)).map((device) => [device.id, device]))
  return {
    devices: deviceIds.flatMap((id) => devices.get(id.toLowerCase()) ?? []),
    missingIds: deviceIds.filter((id) => !devices.has(id.toLowerCase())),
    now,
    rows: facts,
    leftOutIds,
  }
}

/** The device of a managed code, with the code left out: of no device where there is no such code. */
export async function surveyDeviceOf(
  on: Queryable,
  vault: PinVault,
  workspaceId: string,
  accessCodeId: string,
): Promise<Survey> {
  const { now, devices } = await planFactsOfCode(on, workspaceId, accessCodeId)
  return {
    devices: await planDevices(on, vault, workspaceId, devices),
    missingIds: [],
    now,
    rows: devices,
    leftOutIds: [accessCodeId],
  }
}

async function planDevices(on: Queryable, vault: PinVault, workspaceId: string, devices: readonly PlanFacts[]) {
  const pinsOf = await pinsOfAccounts(on, vault, workspaceId, devices)
  return devices.map((facts) => planDevice(facts, pinsOf(facts)))
}

/** The PINs of the account of each device that takes no others, opened once for all of its devices. */
async function pinsOfAccounts(
  on: Queryable,
  vault: PinVault,
  workspaceId: string,
  devices: readonly PlanFacts[],
): Promise<(facts: PlanFacts) => ReadonlySet<string> | null> {
  const asking = devices.filter(({ codeConstraints }) =>
    (codeConstraints as unknown as CodeConstraint[]).some(
      (one) => one.constraintType === 'PIN_CODE_MATCHES_EXISTING_SET',
    ),
  )
  const accountIds = [...new Set(asking.flatMap(({ connectedAccountId }) => connectedAccountId ?? []))]
  if (accountIds.length === 0) return () => null
  const rows = Map.groupBy(await accountPins(on, workspaceId, accountIds), (row) => row.connectedAccountId)
  const pins = new Map(
    [...rows].map(([account, sealed]) => [
      account,
      new Set(sealed.map(({ id, pinCiphertext }) => vault.open(pinCiphertext, id))),
    ]),
  )
  return ({ connectedAccountId }) => (connectedAccountId && pins.get(connectedAccountId)) || null
}

function planDevice(facts: PlanFacts, accountPins: ReadonlySet<string> | null): PlanDevice {
  return {
    ...facts,
    isOnline: facts.offlineSince === null,
    isRemoved: facts.removedAt !== null,
    codeConstraints: facts.codeConstraints as unknown as readonly CodeConstraint[],
    occupancies: facts.codesIfNearlyFull.map((code) => occupancyOf(code, facts)),
    names: new Set(facts.names),
    accountPins,
    offlineCodes: facts.offlineCodes.map(({ startsAt, isOneTimeUse }) => ({
      startsAt: startsAt === null ? null : new Date(startsAt),
      isOneTimeUse,
    })),
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
