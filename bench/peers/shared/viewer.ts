import { createHash } from 'node:crypto'

/** Who asks. */
export interface Viewer {
  readonly id: string
  readonly name: string
  readonly workspaceId: string
  readonly scopes: readonly string[]
}

export class Unauthenticated extends Error {
  readonly statusCode = 401
  constructor() {
    super('Send a valid API key in this header: Authorization: Bearer <key>')
  }
}

export const viewerSql = `select id, name, workspace_id as "workspaceId", scopes::text[] as scopes from api_key
  where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`

/** A key that was found is good for so long without being looked for again: as in the product. */
const FRESH_MS = 500

/** Tells whose key is in a header, by its hash, as `find` looks it up. Rejects with Unauthenticated. */
export function authenticator(find: (tokenHash: Buffer) => Promise<Viewer | null | undefined>) {
  const found = new Map<string, { readonly viewer: Promise<Viewer>; readonly until: number }>()
  return async (authorization: string | undefined): Promise<Viewer> => {
    const token = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1]
    if (!token) throw new Unauthenticated()
    const hash = createHash('sha256').update(token).digest()
    const key = hash.toString('base64')
    const known = found.get(key)
    if (known && performance.now() < known.until) return known.viewer
    const viewer = find(hash).then((one) => {
      if (!one) throw new Unauthenticated()
      return one
    })
    found.set(key, { viewer, until: performance.now() + FRESH_MS })
    viewer.catch(() => found.delete(key))
    return viewer
  }
}
