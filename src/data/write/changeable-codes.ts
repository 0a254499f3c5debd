import type { PoolClient } from 'pg'
import { columns } from '../columns.ts'
import { type AccessCode, Prisma } from '../prisma/client.ts'
import { query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import { lockDevices } from './device-locks.ts'

/** A managed code that is not known to be gone, as it is while the transaction holds its device. */
export type ChangeableCode = AccessCode & {
  /** Of a backup: whether it was pulled for another code. */
  readonly isPulled: boolean
}

/**
 * The managed codes of these ids that are not known to be gone, which nobody else can change until the transaction ends.
 * Ids that are malformed, unknown or another workspace's are left out.
 */
export async function lockCodes(
  tx: PoolClient,
  workspaceId: string,
  ids: readonly string[],
): Promise<readonly ChangeableCode[]> {
  const values = [workspaceId, ids.filter(isUuid)]
  const devices = await query<{ deviceId: string }>(tx, `select device_id as "deviceId" ${fromIds}`, values)
  if (devices.length === 0) return []
  await lockDevices(
    tx,
    workspaceId,
    devices.map(({ deviceId }) => deviceId),
  )
  // Read again under the locks: until then they were anybody's.
  return query<ChangeableCode>(tx, `select ${list} ${fromIds} order by a.created_at, a.id`, values)
}

const list = `${columns('a', Prisma.AccessCodeScalarFieldEnum)}, exists (
    select from access_code o where o.workspace_id = a.workspace_id and o.pulled_backup_access_code_id = a.id) as "isPulled"`
const fromIds = `from access_code a
  where a.workspace_id = $1 and a.id = any($2::uuid[]) and a.is_managed and a.removed_at is null`
