import type { PoolClient } from 'pg'
import type { DeviceClaim } from '../data/engine/claim.ts'
import type { DeviceFactRows } from '../data/engine/facts.ts'
import type { AccessCode } from '../data/prisma/client.ts'
import { fillBackupPools } from '../domain/devices/backup-pool.ts'
import { BACKUP_POOL_SIZE } from '../domain/devices/issues.ts'
import type { Services } from '../domain/services.ts'

/**
 * Fills a pool that is short: of a lock that had no room, or that lost spares by deletion or refusal. Asks the database
 * nothing where the rows show that all is well. What it adds moves the generation, so that the device is looked at once
 * more; where nothing can be added, nothing moves. The caller holds the device.
 */
export async function tendBackups(
  tx: PoolClient,
  services: Pick<Services, 'vault' | 'randomInt'>,
  { workspaceId, deviceId }: DeviceClaim,
  { device, codes }: DeviceFactRows,
): Promise<void> {
  if (!device.hasBackupPool) return
  const pulled = new Set(codes.map(({ pulledBackupAccessCodeId }) => pulledBackupAccessCodeId))
  const isWell = (code: AccessCode) =>
    code.isBackup && code.isManaged && code.deletedAt === null && code.type === 'ONGOING' && !pulled.has(code.id)
  const spares = codes.filter(isWell)
  const isInTrouble = ({ status, errors }: AccessCode) => status !== 'SET' && (errors as unknown[]).length > 0
  if (spares.length >= BACKUP_POOL_SIZE && !spares.some(isInTrouble)) return
  await fillBackupPools(tx, services, workspaceId, [deviceId])
}
