import type { PoolClient } from 'pg'
import { type Realm, reaches } from '../realm.ts'
import { query } from '../statement.ts'
import { sendAhead } from '../transaction.ts'
import { isUuid } from '../uuid.ts'

/**
 * Makes, ahead of what is sent next, the transaction the only writer of those of these devices that the realm reaches, until it ends.
 *
 * Everyone takes the rows in the order of their ids: two who need the same devices queue, and never wait for each other.
 */
export function lockDevices(tx: PoolClient, realm: Realm, deviceIds: readonly string[]): void {
  const text = `select from device_sync
    where workspace_id = $1 and device_id = any($2::uuid[]) order by device_id for update`
  const reached = deviceIds.filter((id) => isUuid(id) && reaches(realm, id.toLowerCase()))
  sendAhead(tx, () => query(tx, text, [realm.workspaceId, reached]))
}

/** The same for the devices of these managed codes: nobody waits for a door because of a code that is gone. */
export function lockDevicesOfCodes(
  tx: PoolClient,
  { workspaceId, deviceIds }: Realm,
  codeIds: readonly string[],
): void {
  const text = `select from device_sync where workspace_id = $1 and device_id in (
      select a.device_id from access_code a where a.workspace_id = $1 and a.id = any($2::uuid[])
        and a.is_managed and a.removed_at is null and ($3::uuid[] is null or a.device_id = any($3)))
    order by device_id for update`
  sendAhead(tx, () => query(tx, text, [workspaceId, codeIds, deviceIds]))
}
