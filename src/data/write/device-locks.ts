import type { PoolClient } from 'pg'
import { type Realm, reaches } from '../realm.ts'
import { query } from '../statement.ts'
import { isUuid } from '../uuid.ts'

/**
 * Makes the transaction the only writer of those of these devices that the realm reaches, until it ends.
 *
 * Everyone takes the rows in the order of their ids: two who need the same devices queue, and never wait for each other.
 */
export async function lockDevices(tx: PoolClient, realm: Realm, deviceIds: readonly string[]): Promise<void> {
  const text = `select device_id from device_sync
    where workspace_id = $1 and device_id = any($2::uuid[]) order by device_id for update`
  const reached = deviceIds.filter((id) => isUuid(id) && reaches(realm, id.toLowerCase()))
  await query(tx, text, [realm.workspaceId, reached])
}
