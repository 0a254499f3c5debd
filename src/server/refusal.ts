import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpErrorCode } from './error-codes.ts'

/** A request that is answered with an HTTP status instead of a GraphQL result. Its message is for the client. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: HttpErrorCode
  readonly headers: Record<string, string>

  constructor(status: number, code: HttpErrorCode, message: string, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

/** The client hung up before its request was complete: there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone'
}

/** Answers in the shape and the media type of a GraphQL response, so that one client code reads both. */
export function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message, headers }: Refusal,
  extensions: Record<string, unknown> = {},
): void {
  if (response.headersSent) return void response.destroy()
  const body = JSON.stringify({ errors: [{ message, extensions: { code, ...extensions } }] })
  response.writeHead(status, {
    ...headers,
    'content-type': `${errorMediaType(request)}; charset=utf-8`,
    'content-length': Buffer.byteLength(body),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
  discardBody(request)
}

/** As GraphQL over HTTP has it: the newer type only for clients that name it. */
function errorMediaType({ headers }: IncomingMessage): string {
  const newer = 'application/graphql-response+json'
  return headers.accept?.toLowerCase().includes(newer) ? newer : 'application/json'
}

const lingerMs = 2_000

/**
 * Reads on for a moment: closing while the client still sends would reset the connection,
 * and the client would lose the answer.
 */
export function discardBody(request: IncomingMessage): void {
  if (request.complete) return
  const giveUp = setTimeout(() => request.socket.destroy(), lingerMs)
  giveUp.unref()
  request.once('close', () => clearTimeout(giveUp))
  request.resume()
}
