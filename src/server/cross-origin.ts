import type { IncomingMessage, ServerResponse } from 'node:http'
import { discardBody } from './refusal.ts'

/** What clients of either face of the gateway send. */
const requestHeaders = [
  'authorization',
  'client-session-token',
  'content-type',
  'idempotency-key',
  'latchkey-workspace',
  'seam-client-session-token',
  'seam-sdk-name',
  'seam-sdk-version',
  'seam-workspace',
]
const responseHeaders = ['retry-after', 'seam-request-id', 'x-request-id']
/** As long as browsers remember a preflight at most. */
const REMEMBERED_S = '7200'

/**
 * Lets pages of these origins, and of no other, read what is answered to them. Never with credentials that a browser
 * keeps by itself, as there are none.
 *
 * @returns whether the request was a preflight of theirs, which is answered now
 */
export function crossOrigin(origins: readonly string[]) {
  const allowed = new Set(origins)
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (allowed.size === 0) return false
    response.setHeader('vary', 'origin')
    const { origin, 'access-control-request-method': wanted } = request.headers
    if (origin === undefined || !allowed.has(origin)) return false
    response.setHeader('access-control-allow-origin', origin)
    response.setHeader('access-control-expose-headers', responseHeaders.join(', '))
    if (request.method !== 'OPTIONS' || wanted === undefined) return false
    response.writeHead(204, {
      'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
      'access-control-allow-headers': requestHeaders.join(', '),
      'access-control-max-age': REMEMBERED_S,
    })
    response.end()
    discardBody(request)
    return true
  }
}
