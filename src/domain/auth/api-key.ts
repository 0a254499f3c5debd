import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '../../data/client.ts'
import { query } from '../../data/statement.ts'
import { newId } from '../../data/uuid.ts'
import type { Scope, Viewer } from './viewer.ts'

/** The public Seam SDK takes keys that begin with `seam_` only. */
const KEY_PREFIX = 'seam_lk_'
/** Enough to recognise a key in a list, nothing to guess it by. */
const FIRST_CHARACTERS = 12

export const allScopes: readonly Scope[] = [
  'READ_CODES',
  'SEE_PINS',
  'WRITE_CODES',
  'MANAGE_DEVICES',
  'MANAGE_CREDENTIALS',
]

/** 256 random bits. Shown once: only its hash is kept. */
export const newApiKey = (): string => KEY_PREFIX + randomBytes(32).toString('base64url')

/** Adds a key to a workspace; adding the same key again changes nothing. */
export async function addApiKey(
  { prisma }: Pick<Database, 'prisma'>,
  {
    workspaceId,
    name,
    key,
    scopes = allScopes,
  }: { workspaceId: string; name: string; key: string; scopes?: readonly Scope[] },
): Promise<void> {
  await prisma.apiKey.createMany({
    data: [
      {
        id: newId(),
        workspaceId,
        name,
        tokenHash: hashOf(key),
        firstCharacters: key.slice(0, FIRST_CHARACTERS),
        scopes: [...scopes],
      },
    ],
    skipDuplicates: true,
  })
}

/** Who this key belongs to; null for one that is unknown, expired or revoked. */
export async function viewerOf({ pool }: Pick<Database, 'pool'>, key: string): Promise<Viewer | null> {
  const text = `select id as "apiKeyId", workspace_id as "workspaceId", scopes::text[] as scopes from api_key
    where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`
  // Found by its hash through an index: what could be timed is the hash, which nobody can steer towards another.
  const [row] = await query<{ apiKeyId: string; workspaceId: string; scopes: Scope[] }>(pool, text, [hashOf(key)])
  return row ? { ...row, scopes: new Set(row.scopes) } : null
}

/** Those whose key has expired or was revoked, or has other scopes now: one statement for all. */
export async function expiredViewers(
  { pool }: Pick<Database, 'pool'>,
  viewers: readonly Viewer[],
): Promise<readonly Viewer[]> {
  const text = `select id as "apiKeyId", scopes::text[] as scopes from api_key
    where id = any($1::uuid[]) and revoked_at is null and (expires_at is null or expires_at > now())`
  const ids = [...new Set(viewers.map(({ apiKeyId }) => apiKeyId))]
  const rows = await query<{ apiKeyId: string; scopes: Scope[] }>(pool, text, [ids])
  const valid = new Map(rows.map(({ apiKeyId, scopes }) => [apiKeyId, new Set(scopes)]))
  return viewers.filter(({ apiKeyId, scopes }) => {
    const now = valid.get(apiKeyId)
    return now?.size !== scopes.size || [...scopes].some((scope) => !now.has(scope))
  })
}

// A fast hash is right here: a key has 256 random bits, so there is nothing to stretch.
const hashOf = (key: string): Uint8Array<ArrayBuffer> => Uint8Array.from(createHash('sha256').update(key).digest())
