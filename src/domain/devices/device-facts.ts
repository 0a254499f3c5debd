import type { DeviceRow } from '../../data/read/devices.ts'
import { present } from '../../data/read/present.ts'
import type { Reader } from '../../data/read/reader.ts'

/** What is read of a device to tell its issues, and what is pending of its codes. */
export const deviceFactFields = [
  'id',
  'name',
  'deviceType',
  'isManaged',
  'offlineSince',
  'removedAt',
  'accountDisconnectedAt',
  'needsTimeZoneForWindows',
  'timeZone',
  'supportsNativeScheduling',
  'supportsBackupAccessCodePool',
  'backupAccessCodePoolEnabled',
  'maxActiveCodesSupported',
] as const satisfies readonly (keyof DeviceRow)[]

type FactsRow = Pick<DeviceRow, (typeof deviceFactFields)[number]>

/** A device with what its issues are told from. */
export type DeviceFacts = FactsRow & {
  /** How many spare codes are on it; null where none are to be kept. */
  readonly readyBackups: number | null
}

/** Whether spare codes are to be kept on a device: only then are they counted. */
export const keepsSpares = ({
  isManaged,
  supportsBackupAccessCodePool,
  backupAccessCodePoolEnabled,
}: Pick<FactsRow, 'isManaged' | 'supportsBackupAccessCodePool' | 'backupAccessCodePoolEnabled'>): boolean =>
  isManaged && supportsBackupAccessCodePool && backupAccessCodePoolEnabled

export async function deviceFacts(device: DeviceRow, read: Reader): Promise<DeviceRow & DeviceFacts> {
  return { ...device, readyBackups: keepsSpares(device) ? await read.readyBackupsOfDevice.load(device.id) : null }
}

/** The device that a code is on, through the batch: a hundred codes ask for theirs in one statement. */
export async function deviceFactsOf(
  { deviceId }: { readonly deviceId: string },
  read: Reader,
): Promise<DeviceRow & DeviceFacts> {
  return deviceFacts(present(await read.device.load(deviceId)), read)
}
