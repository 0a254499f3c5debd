import type { PoolClient } from 'pg'
import { wholeWorkspace } from '../../data/realm.ts'
import { newId } from '../../data/uuid.ts'
import {
  type BackupPool,
  backupPools,
  insertBackupCodes,
  spareCodes,
  switchPool,
} from '../../data/write/backup-codes.ts'
import { deleteAccessCodes } from '../../data/write/delete-access-code.ts'
import type { Services } from '../services.ts'
import { BACKUP_POOL_SIZE } from './issues.ts'
import { withHolders } from './pin-holders.ts'
import { planSpareCodes } from './spare-codes.ts'
import { surveyDevices } from './survey.ts'

type PoolServices = Pick<Services, 'vault' | 'randomInt'>

/**
 * Adds the spare codes that the pools of these devices lack, as far as the locks have room and PINs; the rest is added
 * when the engine looks again. A spare that its lock refused is given up for another one, an hour after it was made.
 * Devices without a pool, or with a full one, are left as they are, so that asking again changes nothing. The caller
 * holds the devices' locks.
 */
export async function fillBackupPools(
  tx: PoolClient,
  services: PoolServices,
  workspaceId: string,
  deviceIds: readonly string[],
): Promise<void> {
  const pools = await backupPools(tx, workspaceId, deviceIds)
  const refused = pools.flatMap(({ deviceId, refusedIds }) =>
    refusedIds.map((id) => ({ id, deviceId, deletedAt: null })),
  )
  deleteAccessCodes(tx, workspaceId, refused)
  const short = pools.filter(({ spares }) => spares < BACKUP_POOL_SIZE)
  if (short.length > 0) await addSpares(tx, services, workspaceId, short)
}

/**
 * Switches the pool of a device on, and fills it, or off: its spare codes are taken off the lock, those that were pulled
 * stay as they are. A device that is like that already is left alone, but for spares that it lacks. Whether the device
 * supports a pool (`supportsBackupAccessCodePool`) is for the caller to ask: where it does not, none is filled. The caller
 * holds the device's lock.
 */
export async function setBackupPool(
  tx: PoolClient,
  services: PoolServices,
  workspaceId: string,
  deviceId: string,
  isEnabled: boolean,
): Promise<void> {
  await switchPool(tx, workspaceId, deviceId, isEnabled)
  if (isEnabled) await fillBackupPools(tx, services, workspaceId, [deviceId])
  else deleteAccessCodes(tx, workspaceId, await spareCodes(tx, workspaceId, deviceId))
}

async function addSpares(
  tx: PoolClient,
  { vault, randomInt }: PoolServices,
  workspaceId: string,
  pools: readonly BackupPool[],
): Promise<void> {
  const ids = pools.map(({ deviceId }) => deviceId)
  const survey = await surveyDevices(tx, vault, wholeWorkspace(workspaceId), ids)
  const { now } = survey
  const devices = await withHolders(tx, vault, workspaceId, survey, { startsAt: null, endsAt: null })
  const poolOf = new Map(pools.map((pool) => [pool.deviceId, pool]))
  const codes = devices.flatMap((device) => {
    const { spares = BACKUP_POOL_SIZE, names = [] } = poolOf.get(device.id) ?? {}
    const count = BACKUP_POOL_SIZE - spares
    return planSpareCodes(device, { count, names, now, randomInt }).map(({ name, pin }) => {
      const id = newId()
      const sealed = { ciphertext: vault.seal(pin, id), hash: vault.hash(workspaceId, pin) }
      return { id, deviceId: device.id, name, pin: sealed }
    })
  })
  await insertBackupCodes(tx, workspaceId, now, codes)
}
