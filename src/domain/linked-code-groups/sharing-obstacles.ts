import type { CodeConstraint, CodeConstraintType } from '../access-codes/constraints.ts'

/** Why a device cannot take part in a shared code, in words for whoever asked. No message ever contains a PIN. */
export interface SharingObstacle {
  readonly deviceId: string
  readonly reason: SharingObstacleReason
  /** Whole sentences that name the device and say what to do. */
  readonly message: string
  /** The constraint in the way, for CONSTRAINT_VIOLATED and, where the device has it, CANNOT_SPECIFY_PIN_CODE. */
  readonly constraint: CodeConstraint | null
  /** The code in the way, for DUPLICATE_CODE. */
  readonly conflictingAccessCodeId: string | null
  /** The device can take no code at all of this kind, so that a PIN of its own would not help. */
  readonly blocksAnyCode: boolean
}

export type SharingObstacleReason = (typeof sharingObstacleReasons)[number]

export const sharingObstacleReasons = [
  'DEVICE_NOT_FOUND',
  'CANNOT_PROGRAM_CODES',
  'CANNOT_SPECIFY_PIN_CODE',
  'NO_COMMON_CODE_LENGTH',
  'UNSUPPORTED_CODE_LENGTH',
  'CONSTRAINT_VIOLATED',
  'DUPLICATE_CODE',
  'DEVICE_FULL',
  'DEVICE_OFFLINE',
  'TIME_FRAME_UNSUPPORTED',
  'BACKUP_POOL_UNSUPPORTED',
  'OFFLINE_CODES_UNSUPPORTED',
] as const

export interface NamedDevice {
  readonly id: string
  readonly name: string
}

/** An obstacle to sharing alone: the device could still have a code of its own. */
export function toSharing(
  device: NamedDevice,
  reason: SharingObstacleReason,
  message: string,
  facts: Partial<Pick<SharingObstacle, 'constraint' | 'conflictingAccessCodeId'>> = {},
): SharingObstacle {
  const none = { constraint: null, conflictingAccessCodeId: null }
  return { deviceId: device.id, reason, message, ...none, ...facts, blocksAnyCode: false }
}

export function toAnyCode(...obstacle: Parameters<typeof toSharing>): SharingObstacle {
  return { ...toSharing(...obstacle), blocksAnyCode: true }
}

/** For ids that are malformed, unknown or another workspace's: all read the same. */
export function deviceNotFound(deviceId: string): SharingObstacle {
  const message = `There is no device ${deviceId} in this workspace. Check the id, or leave it out.`
  return toAnyCode({ id: deviceId, name: deviceId }, 'DEVICE_NOT_FOUND', message)
}

/** "takes no PIN …": how a constraint about PINs reads in a sentence. */
export function refusedPins({ constraintType }: CodeConstraint): string {
  return refusals[constraintType] ?? 'like this one'
}

const refusals: Partial<Record<CodeConstraintType, string>> = {
  NO_ZEROS: 'with a 0 in it',
  CANNOT_CONTAIN_089: 'with a 0, 8 or 9 in it',
  CANNOT_CONTAIN_0789: 'with a 0, 7, 8 or 9 in it',
  CANNOT_START_WITH_12: 'that begins with 12',
  UNIQUE_FIRST_FOUR_DIGITS: 'whose first four digits are not all different',
  NO_TRIPLE_CONSECUTIVE_INTS: 'with three digits in a row that are equal or consecutive',
  NO_ASCENDING_OR_DESCENDING_SEQUENCE: 'that only counts up or down',
  AT_LEAST_THREE_UNIQUE_DIGITS: 'with fewer than three different digits',
  NO_ALL_SAME_DIGITS: 'that is one digit over and over',
  PIN_CODE_MATCHES_EXISTING_SET: 'that is not already used in its account',
}

/** "4 to 8 digits", "4, 6 or 9 digits". */
export function digitsText(lengths: readonly number[]): string {
  const sorted = lengths.toSorted((a, b) => a - b)
  const first = sorted[0]
  const last = sorted.at(-1)
  if (first === undefined || last === undefined) return 'no length of 4 to 12 digits'
  if (sorted.length > 2 && last - first === sorted.length - 1) return `${first} to ${last} digits`
  return `${[sorted.slice(0, -1).join(', '), last].filter((part) => part !== '').join(' or ')} digits`
}
