import { type Queryable, query } from '../statement.ts'

export type CredentialTable = 'api_key' | 'personal_access_token' | 'client_session'

export interface CredentialUse {
  readonly id: string
  /** How long ago it was. */
  readonly agoMs: number
}

/** Writes down when credentials were last used, in one statement. */
export async function recordUses(on: Queryable, table: CredentialTable, uses: readonly CredentialUse[]): Promise<void> {
  const text = `update ${table} c set last_used_at = greatest(c.last_used_at, now() - u.ago_ms * interval '1 millisecond')
    from unnest($1::uuid[], $2::float8[]) u (id, ago_ms) where c.id = u.id`
  await query(on, text, [uses.map(({ id }) => id), uses.map(({ agoMs }) => agoMs)])
}
