import type { DeviceRow } from '../../data/read/devices.ts'
import { present } from '../../data/read/present.ts'
import type { Reader } from '../../data/read/reader.ts'

/** A device with what its issues are told from. Its spare codes are counted only where some are to be kept. */
export async function deviceFacts(device: DeviceRow, read: Reader) {
  const { isManaged, supportsBackupAccessCodePool, backupAccessCodePoolEnabled } = device
  const hasPool = isManaged && supportsBackupAccessCodePool && backupAccessCodePoolEnabled
  return { ...device, readyBackups: hasPool ? await read.readyBackupsOfDevice.load(device.id) : null }
}

/** The device that a code is on, through the batch: a hundred codes ask for theirs in one statement. */
export async function deviceFactsOf({ deviceId }: { readonly deviceId: string }, read: Reader) {
  return deviceFacts(present(await read.device.load(deviceId)), read)
}
