import type { PoolClient } from 'pg'
import { columns } from '../columns.ts'
import { type Device, Prisma } from '../prisma/client.ts'
import { type Realm, reaches } from '../realm.ts'
import { query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import { lockDevices } from './device-locks.ts'

/** The device, whose codes nobody else can change until the transaction ends; null if the realm has none of this id. */
export async function changeableDevice(tx: PoolClient, realm: Realm, id: string): Promise<Device | null> {
  if (!isUuid(id) || !reaches(realm, id.toLowerCase())) return null
  const { workspaceId } = realm
  lockDevices(tx, realm, [id])
  const text = `select ${columns('d', Prisma.DeviceScalarFieldEnum)} from device d
    where d.workspace_id = $1 and d.id = $2 for no key update`
  const [device] = await query<Device>(tx, text, [workspaceId, id])
  return device ?? null
}

export async function setCodeLengths(
  tx: PoolClient,
  workspaceId: string,
  id: string,
  lengths: readonly number[],
): Promise<void> {
  const text = 'update device set supported_code_lengths = $3 where workspace_id = $1 and id = $2'
  await query(tx, text, [workspaceId, id, lengths])
}

export interface DeviceChange {
  readonly name: string
  readonly customMetadata: object
  readonly isManaged: boolean
}

export async function changeDevice(
  tx: PoolClient,
  workspaceId: string,
  id: string,
  { name, customMetadata, isManaged }: DeviceChange,
): Promise<void> {
  const text = `update device set name = $3, custom_metadata = $4, is_managed = $5 where workspace_id = $1 and id = $2`
  await query(tx, text, [workspaceId, id, name, JSON.stringify(customMetadata), isManaged])
}
