import { createHash } from 'node:crypto'

/** Who asks. Every server looks it up for every request, by the hash of the key, as the product does. */
export interface Viewer {
  readonly workspaceId: string
  readonly scopes: readonly string[]
}

export class Unauthenticated extends Error {
  readonly statusCode = 401
  constructor() {
    super('Send a valid API key in this header: Authorization: Bearer <key>')
  }
}

/** @throws Unauthenticated */
export function tokenHashOf(authorization: string | undefined): Buffer {
  const token = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization ?? '')?.[1]
  if (!token) throw new Unauthenticated()
  return createHash('sha256').update(token).digest()
}

export const viewerSql = `select workspace_id as "workspaceId", scopes::text[] as scopes from api_key
  where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > now())`
