import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

/** Who is asking. Throws a 401 Refusal before anything of the request's content has been looked at. */
export async function authenticateRequest<Viewer>(
  request: IncomingMessage,
  authenticate: (token: string) => Promise<Viewer | null>,
): Promise<Viewer> {
  const { authorization } = request.headers
  if (!authorization) throw unauthenticated('Send an API key in this header: Authorization: Bearer <key>')
  const token = bearerToken(authorization)
  if (!token) throw unauthenticated('The Authorization header is not of the form: Bearer <key>')
  const viewer = await authenticate(token)
  if (viewer === null) throw unauthenticated('This API key is unknown, expired or revoked.')
  return viewer
}

/** RFC 6750, with a length no key of ours comes near; null where the header is anything else. */
export function bearerToken(authorization: string): string | null {
  if (authorization.length > 600) return null
  return /^bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1] ?? null
}

function unauthenticated(message: string): Refusal {
  return new Refusal(401, 'UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer' })
}
