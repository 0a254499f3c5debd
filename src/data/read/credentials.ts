import type { Scope } from '../prisma/enums.ts'
import { type Queryable, query } from '../statement.ts'

/** A credential that is good, in one workspace that it opens. */
export interface GoodCredential {
  readonly id: string
  readonly tokenHash: Buffer
  readonly workspaceId: string
  readonly isSandbox: boolean
  readonly name: string
  readonly firstCharacters: string
  readonly scopes: readonly Scope[]
  readonly expiresAt: Date | null
  readonly personId: string | null
  /** The person, as this workspace knows them, and what it calls them. */
  readonly memberId: string | null
  readonly memberName: string | null
  /** The devices that it reaches, sorted; null for all of the workspace. */
  readonly deviceIds: readonly string[] | null
}

/** Finds credentials by the hashes of their tokens: neither expired nor revoked, and each once for each workspace. */
export type FindGood = (on: Queryable, tokenHashes: readonly Uint8Array[]) => Promise<GoodCredential[]>

const isGood = (alias: string) =>
  `${alias}.token_hash = any($1::bytea[]) and ${alias}.revoked_at is null
    and (${alias}.expires_at is null or ${alias}.expires_at > now())`
const common = (alias: string) =>
  `w.is_sandbox as "isSandbox", ${alias}.id, ${alias}.token_hash as "tokenHash", ${alias}.name, ${alias}.first_characters as "firstCharacters",
    ${alias}.expires_at as "expiresAt"`

const ofNobody = 'null as "personId", null as "memberId", null as "memberName"'

export const goodApiKeys: FindGood = (on, tokenHashes) => query(on, apiKeyText, [tokenHashes])
const apiKeyText = `
  select ${common('k')}, k.workspace_id as "workspaceId", k.scopes::text[] as scopes, ${ofNobody}, null as "deviceIds"
  from api_key k join workspace w on w.id = k.workspace_id where ${isGood('k')}`

/** Of each workspace of the owner, by age of the membership. */
export const goodPersonalAccessTokens: FindGood = (on, tokenHashes) => query(on, personalAccessTokenText, [tokenHashes])
const personalAccessTokenText = `
  select ${common('t')}, m.workspace_id as "workspaceId", t.person_id as "personId", m.id as "memberId",
    m.name as "memberName", null as "deviceIds",
    array(select unnest(t.scopes)::text intersect select unnest(m.scopes)::text order by 1) as scopes
  from personal_access_token t join workspace_member m on m.person_id = t.person_id
    join workspace w on w.id = m.workspace_id
  where ${isGood('t')} order by m.created_at, m.id`

export const goodClientSessions: FindGood = (on, tokenHashes) => query(on, clientSessionText, [tokenHashes])
const clientSessionText = `
  select ${common('s')}, s.workspace_id as "workspaceId", s.scopes::text[] as scopes, ${ofNobody},
    array(
      select l.device_id::text from client_session_device l
        where l.workspace_id = s.workspace_id and l.client_session_id = s.id
      union select d.id::text from client_session_account l
        join device d on d.workspace_id = l.workspace_id and d.connected_account_id = l.connected_account_id
        where l.workspace_id = s.workspace_id and l.client_session_id = s.id
      order by 1) as "deviceIds"
  from client_session s join workspace w on w.id = s.workspace_id where ${isGood('s')}`
