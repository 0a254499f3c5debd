import type { IncomingMessage, ServerResponse } from 'node:http'
import { withoutSecrets } from '../without-secrets.ts'
import { type Authenticate, authenticateRequest } from './authenticate.ts'
import { internalErrorMessage } from './error-codes.ts'
import type { Rates } from './limits/rates.ts'
import type { Logger } from './log.ts'
import { hasBody, readJsonBody } from './read-json-body.ts'
import { ClientGone, discardBody, Refusal } from './refusal.ts'
import { closing } from './send-response.ts'

/** What is behind it, which knows no HTTP but its words. */
export interface RestApi<Viewer> {
  operationAt(path: string): RestOperation<Viewer> | null
  /** Its OpenAPI description. */
  readonly document: object
}

interface RestOperation<Viewer> {
  readonly methods: readonly string[]
  fromQueryString(query: string): Record<string, unknown>
  /** Refusals are answers: it throws only what nobody expected. */
  answer(viewer: Viewer, asked: AskedRequest): Promise<RestAnswer>
}

interface AskedRequest {
  readonly method: string
  readonly path: string
  readonly given: Readonly<Record<string, unknown>>
  readonly idempotencyKey: string | null
  readonly origin: string | null
  readonly requestId: string
}

type RestAnswer =
  | { readonly status: 200; readonly body: object; readonly cost: number }
  | {
      readonly status: number
      readonly headers?: Readonly<Record<string, string>>
      readonly error: { readonly type: string; readonly message: string }
    }

export interface RestEndpointOptions<Viewer> {
  authenticate: Authenticate<Viewer>
  rates: Rates<Viewer>
  bodyLimitBytes?: number
  logger: Logger
}

/** One request in the manner of the Seam API, from its headers to its response; whatever goes wrong is answered as JSON. */
export function createRestEndpoint<Viewer>(
  api: RestApi<Viewer>,
  { authenticate, rates, bodyLimitBytes = 100_000, logger }: RestEndpointOptions<Viewer>,
): RestEndpoint {
  const document = JSON.stringify(api.document)

  async function answer(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const { method = '' } = request
    const { path, query } = addressOf(request)
    const operation = api.operationAt(path)
    if (!operation)
      throw new Refusal(
        404,
        'NOT_FOUND',
        `There is no ${withoutSecrets(path)} here: /openapi.json tells what there is beside /graphql.`,
      )
    if (!operation.methods.includes(method)) throw notAllowed(path, operation.methods)
    const viewer = await authenticateRequest(request, authenticate)
    await rates.whileHeld(viewer, response, async () => {
      const isBodyRead = method !== 'GET' && (method !== 'DELETE' || hasBody(request))
      const given = isBodyRead ? await readBody(request, bodyLimitBytes) : operation.fromQueryString(query)
      const idempotencyKey = headerOf(request, 'idempotency-key')
      const asked = { method, path, given, idempotencyKey, origin: originOf(request), requestId }
      const answered = await rates.whileAtWork(viewer, response, () =>
        rates.whilePaidAfterwards(viewer, costOf, () => operation.answer(viewer, asked)),
      )
      if ('body' in answered) send(response, 200, JSON.stringify(answered.body))
      else refuse(request, response, answered, { ...answered.error, request_id: requestId })
      // Until it has been received: it is held here for as long as that takes.
      await closing(response)
    })
  }

  return {
    async handle(request, response, requestId) {
      response.setHeader('seam-request-id', requestId)
      try {
        if (addressOf(request).path === '/openapi.json' && isRead(request)) return send(response, 200, document)
        await answer(request, response, requestId)
      } catch (error) {
        if (error instanceof ClientGone) throw error
        if (error instanceof Refusal) {
          const told = { type: typeOf(error), message: error.message, request_id: requestId }
          return refuse(request, response, error, told)
        }
        logger.error({ requestId, err: error }, 'unexpected error')
        const told = { type: 'internal_server_error', message: internalErrorMessage, request_id: requestId }
        refuse(request, response, { status: 500 }, told)
      }
    },
  }
}

export interface RestEndpoint {
  handle(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void>
}

/** A refusal has read next to nothing. */
const costOf = (answer: RestAnswer): number => ('cost' in answer ? answer.cost : 1)

interface Address {
  readonly path: string
  readonly query: string
}

function addressOf({ url = '/' }: IncomingMessage): Address {
  const end = url.indexOf('?')
  return end < 0 ? { path: url, query: '' } : { path: url.slice(0, end), query: url.slice(end + 1) }
}

/** As clients of the Seam API know them, where they do. */
function typeOf({ code }: Refusal): string {
  if (code === 'UNAUTHENTICATED') return 'unauthorized'
  return code === 'BAD_REQUEST' ? 'invalid_input' : code.toLowerCase()
}

function notAllowed(path: string, methods: readonly string[]): Refusal {
  const allow = methods.join(', ')
  return new Refusal(405, 'METHOD_NOT_ALLOWED', `${path} takes ${allow}.`, { allow })
}

/** No body asks for nothing, as `{}` does: many a list is asked for like that. */
async function readBody(request: IncomingMessage, limitBytes: number): Promise<Record<string, unknown>> {
  if (!hasBody(request)) return {}
  let body: unknown
  try {
    body = JSON.parse(await readJsonBody(request, limitBytes))
  } catch (error) {
    // What is wrong with it may quote a PIN.
    if (error instanceof SyntaxError) throw new Refusal(400, 'BAD_REQUEST', 'The body is not JSON.')
    throw error
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  throw new Refusal(400, 'BAD_REQUEST', 'The body is not an object.')
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name]
  return typeof value === 'string' ? value : null
}

/** Where the client sent it to, for links: what stands between may have taken TLS off. */
function originOf({ headers }: IncomingMessage): string | null {
  const { host } = headers
  if (!host || !/^[\w.:[\]-]+$/.test(host)) return null
  const [scheme] = String(headers['x-forwarded-proto'] ?? 'http').split(',')
  return `${scheme?.trim() === 'https' ? 'https' : 'http'}://${host}`
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD'
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers = {} }: { readonly status: number; readonly headers?: Readonly<Record<string, string>> },
  error: object,
): void {
  if (response.headersSent) return void response.destroy()
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  send(response, status, JSON.stringify({ error, ok: false }), request.method === 'HEAD')
  discardBody(request)
}

function send(response: ServerResponse, status: number, body: string, isHead = false): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  response.end(isHead ? undefined : body)
}
