import type { Scope } from '../prisma/enums.ts'
import { type Queryable, query } from '../statement.ts'
import { isUuid } from '../uuid.ts'
import { Conditions } from './conditions.ts'
import { byCreation, orderBy, type Page, type PageRequest, pageOf, seek } from './keyset.ts'

/** A credential as a list shows it: nothing of its token but the beginning. */
export interface CredentialRow {
  readonly id: string
  readonly name: string
  readonly firstCharacters: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Date
  readonly expiresAt: Date | null
  readonly lastUsedAt: Date | null
}

export interface ClientSessionRow extends CredentialRow {
  readonly userIdentifierKey: string | null
  readonly deviceIds: readonly string[]
  readonly connectedAccountIds: readonly string[]
  /** How many devices it reaches now. */
  readonly deviceCount: number
}

export interface ClientSessionFilter {
  readonly id?: string | null
  /** Exactly this one. */
  readonly userIdentifierKey?: string | null
  /** False: only those that have none. */
  readonly hasUserIdentifierKey?: boolean | null
}

export interface MemberRow {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly createdAt: Date
}

export const credentialOrder = byCreation(true)

/** Rows of one owner, newest first: a page of those that are good, or one of any by its id. */
interface List<Row> {
  page(on: Queryable, ownerId: string, page: PageRequest, restrict?: (where: Conditions) => void): Promise<Page<Row>>
  byId(on: Queryable, ownerId: string, id: string): Promise<Row | null>
}

function listFrom<Row extends { createdAt: Date }>(
  selection: string,
  { owner, isGood }: { readonly owner: 'workspace_id' | 'person_id'; readonly isGood: string },
): List<Row> {
  return {
    async page(on, ownerId, page, restrict) {
      const where = new Conditions()
      where.add(`c.${owner} = ${where.bind(ownerId)}`).add(isGood)
      restrict?.(where)
      seek(where, 'c', credentialOrder, page)
      const text = `select ${selection} where ${where.sql}
        order by ${orderBy('c', credentialOrder, page)} limit ${where.bind(page.limit + 1)}`
      return pageOf(await query<Row>(on, text, where.values), page)
    },
    async byId(on, ownerId, id) {
      if (!isUuid(id)) return null
      const text = `select ${selection} where c.${owner} = $1 and c.id = $2`
      const [row] = await query<Row>(on, text, [ownerId, id])
      return row ?? null
    },
  }
}

const common = `c.id, c.name, c.first_characters as "firstCharacters", c.scopes::text[] as scopes,
  c.created_at as "createdAt", c.expires_at as "expiresAt", c.last_used_at as "lastUsedAt"`
const isGood = 'c.revoked_at is null and (c.expires_at is null or c.expires_at > now())'

/** The keys to a workspace. */
export const apiKeys = listFrom<CredentialRow>(`${common} from api_key c`, { owner: 'workspace_id', isGood })

/** The tokens of a person. */
export const personalAccessTokens = listFrom<CredentialRow>(`${common} from personal_access_token c`, {
  owner: 'person_id',
  isGood,
})

const linked = (column: string, table: string) => `array(select l.${column}::text from ${table} l
    where l.workspace_id = c.workspace_id and l.client_session_id = c.id order by 1)`

/** The client sessions of a workspace. */
export const clientSessions = listFrom<ClientSessionRow>(
  `${common}, c.user_identifier_key as "userIdentifierKey",
    ${linked('device_id', 'client_session_device')} as "deviceIds",
    ${linked('connected_account_id', 'client_session_account')} as "connectedAccountIds",
    (select count(*)::int from device d where d.workspace_id = c.workspace_id and (
      d.id in (select l.device_id from client_session_device l where l.client_session_id = c.id)
      or d.connected_account_id in (
        select l.connected_account_id from client_session_account l where l.client_session_id = c.id))) as "deviceCount"
  from client_session c`,
  { owner: 'workspace_id', isGood },
)

/** Those of them that meet all of this. */
export const clientSessionsThat = (
  on: Queryable,
  workspaceId: string,
  { id, userIdentifierKey, hasUserIdentifierKey }: ClientSessionFilter,
  page: PageRequest,
): Promise<Page<ClientSessionRow>> =>
  clientSessions.page(on, workspaceId, page, (where) => {
    if (id != null) where.add(`c.id = ${where.bind(isUuid(id) ? id : null)}::uuid`)
    if (userIdentifierKey != null) where.add(`c.user_identifier_key = ${where.bind(userIdentifierKey)}`)
    if (hasUserIdentifierKey === false) where.add('c.user_identifier_key is null')
  })

/** The members of a workspace. */
export const workspaceMembers = listFrom<MemberRow>(
  `c.id, c.name, c.scopes::text[] as scopes, c.created_at as "createdAt",
    (select p.email from person p where p.id = c.person_id) as email
  from workspace_member c`,
  { owner: 'workspace_id', isGood: 'true' },
)
