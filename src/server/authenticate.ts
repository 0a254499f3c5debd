import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

/** What a request shows of itself. */
interface Presented {
  readonly token: string
  /** The workspace that it chose in a header, if any. */
  readonly workspaceId: string | null
}

/** Who that is, or why it is nobody. */
type Authentication<Viewer> =
  | { readonly viewer: Viewer }
  /** The token is good for nothing. */
  | { readonly refused: 'TOKEN' }
  /** It opens workspaces one at a time, and none was chosen. */
  | { readonly refused: 'WORKSPACE_NOT_CHOSEN'; readonly workspaceIds: readonly string[] }
  /** It does not open the workspace that was chosen. */
  | { readonly refused: 'WORKSPACE' }

export type Authenticate<Viewer> = (presented: Presented) => Promise<Authentication<Viewer>>

/** Who is asking. Throws a Refusal before anything of the request's content has been looked at. */
export async function authenticateRequest<Viewer>(
  request: IncomingMessage,
  authenticate: Authenticate<Viewer>,
): Promise<Viewer> {
  const token = tokenOf(request)
  const workspaceId = agreed(request, ['latchkey-workspace', 'seam-workspace'], (id) => id.toLowerCase())
  const authentication = await authenticate({ token, workspaceId })
  if ('viewer' in authentication) return authentication.viewer
  switch (authentication.refused) {
    case 'TOKEN':
      throw unauthenticated('This credential is unknown, expired or revoked.')
    case 'WORKSPACE_NOT_CHOSEN':
      throw new Refusal(
        400,
        'BAD_REQUEST',
        `A personal access token names the workspace of each request in the header latchkey-workspace: ${authentication.workspaceIds.join(' or ')}.`,
      )
    case 'WORKSPACE':
      throw new Refusal(403, 'FORBIDDEN', 'This credential opens no workspace of the id in the header.')
  }
}

/** Client sessions have headers of their own as well, which clients of Seam send. */
function tokenOf(request: IncomingMessage): string {
  const session = agreed(request, ['client-session-token', 'seam-client-session-token'])
  const { authorization } = request.headers
  if (!authorization) {
    if (session?.startsWith('seam_cst') && session.length <= LENGTH_MAX) return session
    if (session) throw unauthenticated('The header client-session-token takes the token of a client session only.')
    throw unauthenticated('Send a credential in this header: Authorization: Bearer <key>')
  }
  const token = bearerToken(authorization)
  if (!token) throw unauthenticated('The Authorization header is not of the form: Bearer <key>')
  if (session && session !== token) throw unauthenticated('The headers name two different credentials: send one.')
  return token
}

/** RFC 6750, with a length no key of ours comes near; null where the header is anything else. */
export function bearerToken(authorization: string): string | null {
  if (authorization.length > LENGTH_MAX) return null
  return /^bearer +([\w.~+/-]+=*)$/i.exec(authorization)?.[1] ?? null
}

const LENGTH_MAX = 600

/** What one or more of several names of one header say, as far as it is one thing in the end. */
function agreed(
  { headers }: IncomingMessage,
  names: readonly string[],
  asMeant: (value: string) => string = (value) => value,
): string | null {
  const [value = null, ...others] = new Set(names.flatMap((name) => headers[name] ?? []).map(asMeant))
  if (others.length > 0) throw new Refusal(400, 'BAD_REQUEST', `The headers ${names.join(' and ')} say two things.`)
  return value
}

function unauthenticated(message: string): Refusal {
  return new Refusal(401, 'UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer' })
}
