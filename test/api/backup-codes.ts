import { wholeWorkspace } from '../../src/data/realm.ts'
import { inTransaction } from '../../src/data/transaction.ts'
import { lockDevices } from '../../src/data/write/device-locks.ts'
import { setBackupPool } from '../../src/domain/devices/backup-pool.ts'
import type { TestGateway } from '../support/gateway.ts'
import { type House, onlyResult } from './a-house.ts'

/** The spare codes of a device and those that were pulled, oldest first, as a client lists them. */
export async function backupsOf({ client }: Pick<House, 'client'>, deviceId: string) {
  const { nodes } = onlyResult(
    await client.ask(`{ accessCodes(filter: { isBackup: true, deviceIds: ["${deviceId}"] }, orderBy: CREATED_AT_ASC) {
      nodes { id name code type status startsAt endsAt isBackup isManaged commonCodeKey }
    } }`),
  )
  return nodes.toSorted((a: { name: string }, b: { name: string }) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
}

/** Has the lock hold every spare of a device, as the engine writes it down. */
export async function confirmBackups({ database: { pool } }: TestGateway, deviceId: string): Promise<void> {
  await pool.query(
    `update access_code set status = 'SET', verification = 'READ_BACK', lock_slot = id::text, confirmed_at = now(),
       confirmed_pin_hash = pin_hash, confirmed_pin_ciphertext = pin_ciphertext, confirmed_name = name
     where device_id = $1 and is_backup and status = 'SETTING' and type = 'ONGOING'`,
    [deviceId],
  )
}

export async function switchPool(
  { services }: TestGateway,
  { workspaceId }: Pick<House, 'workspaceId'>,
  deviceId: string,
  isEnabled: boolean,
): Promise<void> {
  await inTransaction(services.writers, async (tx) => {
    lockDevices(tx, wholeWorkspace(workspaceId), [deviceId])
    await setBackupPool(tx, services, workspaceId, deviceId, isEnabled)
  })
}
