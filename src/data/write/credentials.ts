import type { Scope } from '../prisma/enums.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid } from '../uuid.ts'

export interface NewCredential {
  readonly id: string
  readonly name: string
  readonly tokenHash: Uint8Array
  readonly firstCharacters: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: Date | null
}

const valuesOf = ({ id, name, tokenHash, firstCharacters, scopes, expiresAt }: NewCredential): unknown[] => [
  id,
  name,
  tokenHash,
  firstCharacters,
  scopes,
  expiresAt,
]

/** Adds a key to a workspace. Adding the same key again changes nothing, and answers false. */
export async function insertApiKey(on: Queryable, workspaceId: string, key: NewCredential): Promise<boolean> {
  const text = `insert into api_key (id, name, token_hash, first_characters, scopes, expires_at, workspace_id)
    values ($1, $2, $3, $4, $5::scope[], $6, $7) on conflict (token_hash) do nothing returning id`
  return (await query(on, text, [...valuesOf(key), workspaceId])).length > 0
}

export async function insertPersonalAccessToken(on: Queryable, personId: string, token: NewCredential): Promise<void> {
  const text = `insert into personal_access_token (id, name, token_hash, first_characters, scopes, expires_at, person_id)
    values ($1, $2, $3, $4, $5::scope[], $6, $7)`
  await query(on, text, [...valuesOf(token), personId])
}

export interface NewClientSession extends NewCredential {
  readonly expiresAt: Date
  readonly userIdentifierKey: string | null
  readonly deviceIds: readonly string[]
  readonly connectedAccountIds: readonly string[]
}

/** @returns the ids among those named that the workspace has no such thing for; if there are any, nothing is written */
export async function insertClientSession(
  on: Queryable,
  workspaceId: string,
  session: NewClientSession,
): Promise<readonly string[]> {
  const deviceIds = session.deviceIds.filter(isUuid)
  const accountIds = session.connectedAccountIds.filter(isUuid)
  const found = await query<{ id: string }>(on, namedText, [workspaceId, deviceIds, accountIds])
  const known = new Set(found.map(({ id }) => id))
  const missing = [...session.deviceIds, ...session.connectedAccountIds].filter((id) => !known.has(id.toLowerCase()))
  if (missing.length > 0) return missing
  const { userIdentifierKey } = session
  await query(on, sessionText, [...valuesOf(session), workspaceId, userIdentifierKey, deviceIds, accountIds])
  return []
}

const namedText = `select id::text as id from device where workspace_id = $1 and id = any($2::uuid[])
  union all select id::text from connected_account where workspace_id = $1 and id = any($3::uuid[])`

const sessionText = `
  with session as (
    insert into client_session (id, name, token_hash, first_characters, scopes, expires_at, workspace_id, user_identifier_key)
    values ($1, $2, $3, $4, $5::scope[], $6, $7, $8)
  ), devices as (
    insert into client_session_device (workspace_id, client_session_id, device_id)
    select $7::uuid, $1::uuid, id from unnest($9::uuid[]) id
  )
  insert into client_session_account (workspace_id, client_session_id, connected_account_id)
  select $7::uuid, $1::uuid, id from unnest($10::uuid[]) id`

export type RevocableTable = 'api_key' | 'client_session'

/** Whether the workspace has such a credential that was still good. */
export async function revokeIn(
  on: Queryable,
  table: RevocableTable,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  if (!isUuid(id)) return false
  const text = `update ${table} set revoked_at = now() where workspace_id = $1 and id = $2 and revoked_at is null returning id`
  return (await query(on, text, [workspaceId, id])).length > 0
}

export async function revokePersonalAccessTokenOf(on: Queryable, personId: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false
  const text = `update personal_access_token set revoked_at = now()
    where person_id = $1 and id = $2 and revoked_at is null returning id`
  return (await query(on, text, [personId, id])).length > 0
}
