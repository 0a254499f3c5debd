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
  const found = await query<{ id: string; isDevice: boolean }>(on, namedText, [workspaceId, deviceIds, accountIds])
  const missingOf = (named: readonly string[], areDevices: boolean) => {
    const known = new Set(found.filter(({ isDevice }) => isDevice === areDevices).map(({ id }) => id))
    return named.filter((id) => !known.has(id.toLowerCase()))
  }
  const missing = [...missingOf(session.deviceIds, true), ...missingOf(session.connectedAccountIds, false)]
  if (missing.length > 0) return missing
  const { userIdentifierKey } = session
  await query(on, sessionText, [...valuesOf(session), workspaceId, userIdentifierKey, deviceIds, accountIds])
  return []
}

const namedText = `
  select id::text as id, true as "isDevice" from device where workspace_id = $1 and id = any($2::uuid[])
  union all select id::text, false from connected_account where workspace_id = $1 and id = any($3::uuid[])`

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

const isGood = 'revoked_at is null and (expires_at is null or expires_at > now())'

export type RevocableTable = 'api_key' | 'client_session'

/** Whether the workspace has such a credential that was still good. */
export async function revokeIn(
  on: Queryable,
  table: RevocableTable,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  if (!isUuid(id)) return false
  const text = `update ${table} set revoked_at = now() where workspace_id = $1 and id = $2 and ${isGood} returning id`
  return (await query(on, text, [workspaceId, id])).length > 0
}

export async function revokePersonalAccessTokenOf(on: Queryable, personId: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false
  const text = `update personal_access_token set revoked_at = now()
    where person_id = $1 and id = $2 and ${isGood} returning id`
  return (await query(on, text, [personId, id])).length > 0
}

/** Ends a credential of any workspace, and tells which ones it opened; null if there is none of this id that is good. */
export async function revokeAnywhere(
  on: Queryable,
  id: string,
): Promise<{ readonly kind: AnyKind; readonly workspaceIds: readonly string[] } | null> {
  if (!isUuid(id)) return null
  for (const [kind, text] of Object.entries(anywhereTexts)) {
    const rows = await query<{ workspaceId: string | null }>(on, text, [id])
    if (rows.length === 0) continue
    return { kind: kind as AnyKind, workspaceIds: rows.flatMap(({ workspaceId }) => workspaceId ?? []) }
  }
  return null
}

type AnyKind = keyof typeof anywhereTexts

const revokeById = (table: string) => `update ${table} set revoked_at = now() where id = $1 and ${isGood}`

const anywhereTexts = {
  API_KEY: `${revokeById('api_key')} returning workspace_id as "workspaceId"`,
  CLIENT_SESSION: `${revokeById('client_session')} returning workspace_id as "workspaceId"`,
  PERSONAL_ACCESS_TOKEN: `with token as (${revokeById('personal_access_token')} returning person_id)
    select m.workspace_id as "workspaceId" from token left join workspace_member m on m.person_id = token.person_id`,
} as const
