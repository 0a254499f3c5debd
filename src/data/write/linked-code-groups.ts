import type { PoolClient } from 'pg'
import { type Realm, reaches } from '../realm.ts'
import { query } from '../statement.ts'

export interface JoinableGroup {
  readonly id: string
  /** Whether all of its codes are in the realm. */
  readonly isReached: boolean
  /** A member whose PIN is known, and that PIN, sealed to it. One that is over may still have the PIN before. */
  readonly pinHolderId: string | null
  readonly pinCiphertext: Buffer | null
}

/** How far the realm reaches the group of this key: who reaches none of it must not even wait for it. */
export async function reachOfGroup(
  tx: PoolClient,
  realm: Realm,
  commonCodeKey: string,
): Promise<'ALL' | 'PART' | 'NO_GROUP'> {
  const text = `select a.device_id as "deviceId" from linked_code_group g
    join access_code a on a.workspace_id = g.workspace_id and a.linked_code_group_id = g.id and a.removed_at is null
    where g.workspace_id = $1 and g.common_code_key = $2 and g.ended_at is null`
  const members = await query<{ deviceId: string }>(tx, text, [realm.workspaceId, commonCodeKey])
  if (members.length === 0) return 'NO_GROUP'
  return members.every(({ deviceId }) => reaches(realm, deviceId)) ? 'ALL' : 'PART'
}

/** The group of this key, which nobody else can change until the transaction ends. */
export async function lockGroupByKey(
  tx: PoolClient,
  realm: Realm,
  commonCodeKey: string,
): Promise<JoinableGroup | null> {
  const { workspaceId } = realm
  // Two statements: the members are read after the lock was granted.
  const group = await lockGroupRow(tx, workspaceId, commonCodeKey)
  if (!group) return null
  const text = `select id as "pinHolderId", pin_ciphertext as "pinCiphertext", device_id as "deviceId" from access_code
    where workspace_id = $1 and linked_code_group_id = $2 and removed_at is null
    order by pin_ciphertext is null, (deleted_at is not null or coalesce(ends_at <= clock_timestamp(), false)), id`
  const members = await query<Member>(tx, text, [workspaceId, group.id])
  const [first] = members
  return {
    id: group.id,
    isReached: members.every(({ deviceId }) => reaches(realm, deviceId)),
    pinHolderId: first?.pinCiphertext ? first.pinHolderId : null,
    pinCiphertext: first?.pinCiphertext ?? null,
  }
}

type Member = Pick<JoinableGroup, 'pinHolderId' | 'pinCiphertext'> & { readonly deviceId: string }

/**
 * The group of this key alone: who joins it or changes all of it waits until the transaction ends. Who only refers to it,
 * as every event of its codes does, need not wait: with a stronger lock two of them could wait for each other.
 */
export async function lockGroupRow(
  tx: PoolClient,
  workspaceId: string,
  commonCodeKey: string,
): Promise<{ readonly id: string } | null> {
  const text = `select id from linked_code_group
    where workspace_id = $1 and common_code_key = $2 and ended_at is null for no key update`
  const [group] = await query<{ id: string }>(tx, text, [workspaceId, commonCodeKey])
  return group ?? null
}
