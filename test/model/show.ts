import type { Obstacle } from './rules/obstacles.ts'
import { shown as obstacleShown } from './rules/obstacles.ts'
import type { Sharing } from './rules/sharing.ts'
import { isFit } from './state.ts'
import { Expectation } from './unify.ts'
import {
  type Code,
  codesOn,
  type Door,
  doorOfCode,
  HOUR_MS,
  keepsPool,
  membersOf,
  POOL_SIZE,
  pinOfGroup,
  sparesOn,
  typeOf,
  type World,
} from './world.ts'

/** What the API should answer, as far as it can be told; see `unify`. */
export type Shown = Readonly<Record<string, unknown>>

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

/** A code as a request about it shows it: of one that is gone no more than which it was. */
export function codeShown(world: World, id: string): Shown {
  const code = world.codes.find((one) => one.id === id)
  return code?.isManaged ? managedCodeShown(world, code) : { id }
}

export function managedCodeShown(world: World, code: Code): Shown {
  const door = doorOfCode(world, code)
  const { id, groupId, pin, name, status, pulledBackupId } = code
  const backup = world.codes.find((one) => one.id === pulledBackupId && one.isManaged)
  const isFitNow = isFit(code, door, world.now) && code.known?.name === name && !code.isConverting
  const isAsWished = code.isOffline || (isFitNow && status !== 'REMOVING')
  return {
    ...{ id, device: { id: code.doorId }, name, code: pin, codeVisibility: pin === null ? 'NOT_ASSIGNED' : 'VISIBLE' },
    verification: code.isOffline ? (pin === null ? 'NONE' : 'ACKNOWLEDGED') : code.isReadBack ? 'READ_BACK' : 'NONE',
    ...{ type: typeOf(code), status, startsAt: instant(code.startsAt), endsAt: instant(code.endsAt) },
    commonCodeKey: world.groups.find((group) => group.id === groupId)?.key ?? null,
    linkedCodeGroup: groupId === null ? null : { id: groupId },
    pendingMutations: pending(code).map((mutationCode) => ({ mutationCode })),
    errors: issues([...code.errors, ...deviceErrors(world, door)], isAsWished),
    warnings: issues([...ownWarnings(code), ...deviceWarnings(world, door)], isAsWished),
    isManaged: true,
    isBackup: code.isBackup,
    isBackupAccessCodeAvailable: canHaveBackup(code) && readySpares(world, door) > 0,
    pulledBackupAccessCode: backup ? { id: backup.id } : null,
    isExternalModificationAllowed: code.isExternalModificationAllowed,
    ...{ isOfflineAccessCode: code.isOffline, isOneTimeUse: code.isOneTimeUse, isScheduledOnDevice: code.isScheduled },
    isWaitingForCodeAssignment: pin === null,
  }
}

/** What stands between the wish and the lock, in the order of the answer. */
function pending(code: Code): string[] {
  const { known, deletedAt, status, isOverridden } = code
  if (deletedAt !== null) return ['DELETING']
  const making = known !== null ? [] : status === 'SETTING' ? ['CREATING'] : status === 'UNSET' ? deferring(code) : []
  if (known === null || isOverridden) return making
  const isMoved = known.startsAt !== code.startsAt || known.endsAt !== code.endsAt
  return [
    ...(known.pin === code.pin ? [] : ['UPDATING_CODE']),
    ...(known.name === code.name ? [] : ['UPDATING_NAME']),
    ...(isMoved ? ['UPDATING_TIME_FRAME'] : []),
  ]
}

const deferring = ({ startsAt }: Code): string[] => (startsAt === null ? [] : ['DEFERRING_CREATION'])

const canHaveBackup = (code: Code): boolean =>
  code.status !== 'REMOVING' &&
  !code.isBackup &&
  !code.isOffline &&
  code.startsAt !== null &&
  code.pulledBackupId === null

/** Issues that tell of time passing, or of tries that failed, come and go while a code is not yet as wished. */
function issues(wanted: readonly string[], isAsWished: boolean): Expectation {
  return new Expectation((actual) => {
    const codes = (actual as { issueCode: string }[]).map(({ issueCode }) => issueCode)
    const isHard = (issueCode: string) => isAsWished || !passing.has(issueCode)
    const [found, expected] = [codes.filter(isHard), wanted.filter(isHard)].map((list) => list.sort().join(', '))
    return found === expected ? null : `expected [${expected}], got [${found}]`
  })
}

const passing: ReadonlySet<string> = new Set([
  'delay_in_setting_on_device',
  'delay_in_removing_from_device',
  'failed_to_set_on_device',
  'code_constraints_violated',
  'provider_issue',
  'previous_code_in_use',
  'conflicting_external_modification',
  'external_modification_in_effect',
])

function ownWarnings({ warnings, deletedAt, isOverridden, isOffline, startsAt, endsAt }: Code): string[] {
  const isLong = isOffline && (endsAt ?? 0) - (startsAt ?? 0) > 24 * HOUR_MS
  return [
    ...warnings,
    ...(deletedAt !== null ? ['being_deleted'] : []),
    ...(isOverridden ? ['external_modification_in_effect'] : []),
    ...(isLong ? ['igloo_algopin_must_be_used_within_24_hours'] : []),
  ]
}

const readySpares = (world: World, door: Door): number =>
  sparesOn(world, door).filter(({ status }) => status === 'SET').length

function deviceErrors(world: World, door: Door): string[] {
  const away = door.isRemoved ? ['device_removed'] : door.isOnline ? [] : ['device_disconnected']
  const isEmpty = keepsPool(door) && readySpares(world, door) === 0
  return [...away, ...(isEmpty ? ['empty_backup_access_code_pool'] : [])]
}

function deviceWarnings(world: World, door: Door): string[] {
  const ready = readySpares(world, door)
  return keepsPool(door) && ready > 0 && ready < POOL_SIZE ? ['partial_backup_access_code_pool'] : []
}

export function doorShown(world: World, door: Door): Shown {
  const max = door.nature.codesMax
  // Bookings to come are not on the lock yet, and need no room there.
  const isThere = ({ slot, startsAt }: Code) => slot !== null || startsAt === null || startsAt <= world.now
  const full = max !== null && codesOn(world, door).filter(isThere).length >= max ? ['max_access_codes_reached'] : []
  return {
    ...{ id: door.id, name: door.name, isOnline: door.isOnline && !door.isRemoved, isManaged: door.isManaged },
    backupAccessCodePoolEnabled: door.isPoolOn,
    supportedCodeLengths: door.codeLengths,
    customMetadata: exactly(door.metadata),
    errors: issues(deviceErrors(world, door), true),
    warnings: issues([...deviceWarnings(world, door), ...full], true),
  }
}

const exactly = (wanted: Record<string, unknown>): Expectation => {
  const text = (value: object) => JSON.stringify(Object.entries(value).sort())
  return new Expectation((actual) =>
    text(actual as object) === text(wanted) ? null : `expected ${text(wanted)}, got ${text(actual as object)}`,
  )
}

export function unmanagedCodeShown(world: World, code: Code): Shown {
  const door = doorOfCode(world, code)
  const { id, name, pin, status } = code
  return {
    ...{ id, device: { id: door.id }, name, code: pin, type: typeOf(code), status },
    ...{ startsAt: instant(code.startsAt), endsAt: instant(code.endsAt), cannotBeManaged: false, cannotDelete: false },
    errors: issues(deviceErrors(world, door), true),
    warnings: issues([...(code.deletedAt !== null ? ['being_deleted'] : []), ...deviceWarnings(world, door)], true),
  }
}

/** Name and window where all members agree. The status is held against the codes as they are shown. */
export function groupShown(world: World, id: string, { evenIfEnded = true } = {}): Shown | null {
  const group = world.groups.find((one) => one.id === id)
  const members = membersOf(world, id)
  if (!group || members.length === 0) return evenIfEnded ? { id } : null
  const agreed = <Value>(of: (code: Code) => Value): Value | null => {
    const [first, ...others] = members.map(of)
    return first !== undefined && others.every((other) => other === first) ? first : null
  }
  return {
    ...{ id, commonCodeKey: group.key, code: pinOfGroup(world, group), name: agreed(({ name }) => name) },
    startsAt: instant(agreed(({ startsAt }) => startsAt)),
    endsAt: instant(agreed(({ endsAt }) => endsAt)),
    accessCodes: { totalCount: members.length },
    devices: [...new Set(members.map(({ doorId }) => doorId))].map((doorId) => ({ id: doorId })),
  }
}

export const planShown = ({ doors, length, obstacles }: Sharing, missing: readonly string[]): Shown => ({
  canShare: doors.length > 0 && obstacles.length === 0 && missing.length === 0,
  codeLength: length,
  sharingDevices: doors.map(({ id }) => ({ id })),
  obstacles: [
    ...missing.map((deviceId) => ({ deviceId, reason: 'DEVICE_NOT_FOUND', conflictingAccessCodeId: null })),
    ...obstacles.map((obstacle: Obstacle) => obstacleShown(obstacle)),
  ],
})
