import { type Queryable, query } from '../statement.ts'

/** A credential of whatever kind and workspace, for who runs the gateway. */
export interface AnyCredential {
  readonly id: string
  readonly kind: 'API_KEY' | 'PERSONAL_ACCESS_TOKEN' | 'CLIENT_SESSION'
  /** The name of its workspace; of a person's token the person's address. */
  readonly owner: string
  readonly name: string
  readonly firstCharacters: string
  readonly scopes: readonly string[]
  readonly lastUsedAt: Date | null
  readonly expiresAt: Date | null
}

/** Those that are good, in every workspace, oldest first. */
export function everyCredential(on: Queryable): Promise<AnyCredential[]> {
  return query<AnyCredential>(on, text, [])
}

const columns = `c.id, c.name, c.first_characters as "firstCharacters", c.scopes::text[] as scopes,
  c.last_used_at as "lastUsedAt", c.expires_at as "expiresAt", c.created_at as "createdAt"`
const isGood = 'c.revoked_at is null and (c.expires_at is null or c.expires_at > now())'

const text = `
  select ${columns}, 'API_KEY' as kind, w.name as owner from api_key c join workspace w on w.id = c.workspace_id where ${isGood}
  union all
  select ${columns}, 'PERSONAL_ACCESS_TOKEN', p.email from personal_access_token c join person p on p.id = c.person_id
    where ${isGood}
  union all
  select ${columns}, 'CLIENT_SESSION', w.name from client_session c join workspace w on w.id = c.workspace_id where ${isGood}
  order by "createdAt", id`
