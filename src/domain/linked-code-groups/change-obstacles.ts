import { claimHolders, type WantedClaim } from '../../data/read/pin-claims.ts'
import type { Queryable } from '../../data/statement.ts'
import type { NewWish, WishedChange } from '../access-codes/change.ts'
import { isSameInstant, isSamePin } from '../access-codes/same.ts'
import { claimedFrom, overlaps, preloadFrom, type Window } from '../access-codes/window.ts'
import type { Survey } from '../devices/survey.ts'
import type { Services } from '../services.ts'
import {
  duplicateObstacles,
  nameObstacles,
  offlineObstacles,
  pinObstacles,
  roomObstacles,
  windowObstacles,
} from './device-obstacles.ts'
import { type SharingObstacle, toAnyCode } from './sharing-obstacles.ts'
import type { PlanDevice } from './sharing-question.ts'

/**
 * All that stands in the way of these changes, in their order. A device is asked only about what changes: a code that it
 * would not take today can still be renamed. The survey is of their devices, and leaves the codes out.
 */
export async function obstaclesToChanges(
  on: Queryable,
  { vault }: Services,
  workspaceId: string,
  { devices, now }: Survey,
  changes: readonly WishedChange[],
  {
    attemptForOfflineDevice,
    findHolders = (wanted) => claimHolders(on, workspaceId, wanted),
  }: {
    readonly attemptForOfflineDevice: boolean
    /** Who is in the way of these claims, by the codes that they are for: `claimHolders`, unless that is known already. */
    readonly findHolders?: (wanted: readonly WantedClaim[]) => Promise<ReadonlyMap<string, string>>
  },
): Promise<SharingObstacle[]> {
  const byId = new Map(devices.map((device) => [device.id, device]))
  const wanted = changes.map(({ code, wish }): WantedCode => {
    const { pin, window = code, name = code.name } = wish
    const device = byId.get(code.deviceId)
    if (!device) throw new Error(`code ${code.id} is to be changed and its device was not surveyed`)
    const pinHash = pin === undefined ? code.pinHash : vault.hash(workspaceId, pin)
    return { code, wish, device, pinHash, name, window }
  })
  const asked = wanted.filter(({ wish }) => wish.pin !== undefined || wish.window)
  const holders = await findHolders(asked.flatMap((one) => claimOf(one, now)))
  const byDevice = Map.groupBy(wanted, ({ code }) => code.deviceId)
  return wanted.flatMap((one) => {
    const others = (byDevice.get(one.code.deviceId) ?? []).filter((other) => other !== one)
    const isAsked = one.wish.pin !== undefined || one.wish.window
    const holderId = holders.get(one.code.id) ?? (isAsked ? rivalOf(one, others) : undefined)
    const device = { ...withTheOthers(one.device, others, now), holderOf: () => holderId }
    return [
      ...offlineObstacles({ attemptForOfflineDevice, isOfflineAccessCode: false }, device),
      ...newWindowObstacles(one, device, now),
      ...(one.wish.name === undefined ? [] : nameObstacles({ name: one.wish.name }, device)),
      ...newPinObstacles(one.wish, device),
      ...(one.wish.pin === undefined ? duplicateObstacles(device, holderId) : []),
    ]
  })
}

/** A code as it is to be, on its device. */
interface WantedCode extends WishedChange {
  readonly device: PlanDevice
  readonly pinHash: Uint8Array | null
  readonly name: string | null
  readonly window: Window
}

function claimOf({ code, pinHash, window }: WantedCode, now: Date): WantedClaim[] {
  if (pinHash === null) return []
  const { id: accessCodeId, deviceId } = code
  return [{ accessCodeId, deviceId, pinHash, from: claimedFrom(window, now), until: window.endsAt }]
}

/** Another of the codes being changed that is to have this PIN on this device at the same time. */
function rivalOf({ pinHash, window }: WantedCode, others: readonly WantedCode[]): string | undefined {
  if (pinHash === null) return undefined
  return others.find((other) => isSamePin(other.pinHash, pinHash) && overlaps(other.window, window))?.code.id
}

/** The device with the other codes that are being changed on it, as they are to be. */
function withTheOthers(device: PlanDevice, others: readonly WantedCode[], now: Date): PlanDevice {
  if (others.length === 0) return device
  return {
    ...device,
    names: new Set([...device.names, ...others.flatMap(namesOf)]),
    occupancies: [
      ...device.occupancies,
      ...others.map(({ code, window }) => ({ from: onLockFrom(code, window, device, now), until: window.endsAt })),
    ],
  }
}

/** As it is to be, and as its lock still shows it. */
function namesOf({ code: { lockSlot, confirmedName, appearanceName }, name }: WantedCode): string[] {
  return [name, ...(lockSlot === null ? [] : [confirmedName, appearanceName])].flatMap((one) => one ?? [])
}

function onLockFrom({ prefersNativeScheduling }: WishedChange['code'], window: Window, device: PlanDevice, now: Date) {
  return preloadFrom(window, now, device.supportsNativeScheduling && prefersNativeScheduling)
}

function newWindowObstacles({ code, wish: { window } }: WantedCode, device: PlanDevice, now: Date): SharingObstacle[] {
  if (!window) return []
  const obstacles = windowObstacles({ window, now }, device)
  // A start that stays was in the future when it was asked for.
  const isStartKept = isSameInstant(window.startsAt, code.startsAt)
  return [
    ...roomObstacles({ window, now, preferNativeScheduling: code.prefersNativeScheduling }, device),
    ...obstacles.filter(({ constraint }) => constraint?.constraintType !== 'START_DATE_IN_FUTURE' || !isStartKept),
  ]
}

function newPinObstacles({ pin }: NewWish, device: PlanDevice): readonly SharingObstacle[] {
  if (pin === undefined) return []
  const constraint = device.codeConstraints.find((one) => one.constraintType === 'CANNOT_SPECIFY_PIN_CODE')
  if (!constraint) return pinObstacles(pin, device)
  const message = `${device.name} makes its PINs itself. Leave out code.`
  return [toAnyCode(device, 'CANNOT_SPECIFY_PIN_CODE', message, { constraint })]
}
