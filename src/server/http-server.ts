import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { withoutSecrets } from '../without-secrets.ts'
import { crossOrigin } from './cross-origin.ts'
import { internalErrorMessage } from './error-codes.ts'
import { createGraphiQL, type GraphiQLOptions, wantsPage } from './graphiql.ts'
import { createGraphQLEndpoint, type GraphQLEndpointOptions } from './graphql-endpoint.ts'
import { sendHealth, sendReadiness } from './health.ts'
import { InFlight } from './in-flight.ts'
import { type RateRules, Rates } from './limits/rates.ts'
import { oneByOne } from './one-by-one.ts'
import { ClientGone, Refusal, sendRefusal } from './refusal.ts'
import { createRestEndpoint, type RestApi } from './rest-endpoint.ts'
import { answerUnreadable } from './unreadable.ts'

export interface HttpServerOptions<Viewer, Context> extends Omit<GraphQLEndpointOptions<Viewer, Context>, 'rates'> {
  /** Without them, every credential may ask as often as it likes. */
  rates?: RateRules<Viewer>
  /** False answers 503 on /ready. */
  isReady(): Promise<boolean>
  graphiql: GraphiQLOptions
  /** At every address that is nothing else's. */
  rest?: RestApi<Viewer>
  /** Of pages whose scripts may read answers, as browsers write them; of none if left out. */
  corsOrigins?: readonly string[]
  /** Those beyond are closed as soon as they are opened. */
  connectionsMax?: number
  timeouts?: Partial<Timeouts>
}

/** All in milliseconds. */
interface Timeouts {
  /** For the request line and headers. */
  headers: number
  /** For the whole request, so that a slow body cannot hold a connection for ever. */
  request: number
  /** For a client that does not read what it asked for; a stream shows a sign of life every 12 s. */
  stalled: number
  /** For the next request on a connection; above the 60 s that load balancers like to keep one. */
  keepAlive: number
  /** How often the first two are looked at. */
  check: number
  /** For responses in progress when the server stops. */
  drain: number
}

const defaultTimeouts: Timeouts = {
  headers: 10_000,
  request: 30_000,
  stalled: 60_000,
  keepAlive: 65_000,
  check: 2_000,
  drain: 10_000,
}

/** An idle one takes some 20 kB. */
const defaultConnectionsMax = 10_000

export interface HttpServer extends AsyncDisposable {
  /** Port 0 picks a free one; the url says which. */
  listen(where: { host: string; port: number }): Promise<{ url: string }>
}

export function createHttpServer<Viewer, Context extends object>(
  options: HttpServerOptions<Viewer, Context>,
): HttpServer {
  const { logger, graphiql } = options
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  // One count for both: who may not ask by the one has not to be answered by the other.
  const rates = new Rates(options.rates)
  const endpoint = createGraphQLEndpoint({ ...options, rates })
  const rest = options.rest && createRestEndpoint(options.rest, { ...options, rates })
  const sendPage = createGraphiQL(graphiql)
  const answerCrossOrigin = crossOrigin(options.corsOrigins ?? [])
  const inFlight = new InFlight()
  let stopped: Promise<void> | undefined

  const readiness = { isReady: options.isReady, isStopping: () => stopped !== undefined, logger }

  async function route(request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
    const path = pathOf(request)
    if (path === '/graphql' && graphiql.enabled && wantsPage(request)) return sendPage(request, response)
    if (path === '/health' && (isRead(request) || request.method === 'POST')) return sendHealth(response)
    if (path === '/ready' && isRead(request)) return sendReadiness(response, readiness)
    if (path === '/' && graphiql.enabled && wantsPage(request))
      return void response.writeHead(302, { location: '/graphql' }).end()
    // Not before: a page may hold the demo key, and is for nobody's script.
    if (answerCrossOrigin(request, response)) return
    if (path === '/graphql') return endpoint.handle(request, response, id)
    if (rest) return rest.handle(request, response, id)
    throw new Refusal(404, 'NOT_FOUND', 'There is nothing here. The API is at /graphql.')
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = randomUUID()
    const startedAt = performance.now()
    response.setHeader('x-request-id', id)
    response.setHeader('x-content-type-options', 'nosniff')
    response.setHeader('cache-control', 'no-store')
    if (stopped) response.setHeader('connection', 'close')
    // A client that hangs up while it is answered is its own affair, and an unheard 'error' would end the process.
    request.on('error', () => {})
    response.on('error', () => {})
    inFlight.add(response)
    response.once('close', () => {
      const ms = Math.round(performance.now() - startedAt)
      // Without the query string: a GET's query may hold a PIN.
      const path = withoutSecrets(pathOf(request))
      const about = { requestId: id, method: request.method, path, status: response.statusCode, ms }
      logger.debug({ ...about, finished: response.writableFinished }, 'request')
    })
    try {
      await route(request, response, id)
    } catch (error) {
      if (error instanceof ClientGone) return void response.destroy()
      if (error instanceof Refusal) return sendRefusal(request, response, error)
      logger.error({ requestId: id, err: error }, 'unexpected error')
      sendRefusal(request, response, new Refusal(500, 'INTERNAL_SERVER_ERROR', internalErrorMessage), { requestId: id })
    }
  }

  const server = createServer({
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    connectionsCheckingInterval: timeouts.check,
  })
  server.timeout = timeouts.stalled
  server.maxConnections = options.connectionsMax ?? defaultConnectionsMax
  server.on('request', oneByOne(handle))
  server.on('clientError', answerUnreadable)

  async function stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    endpoint.endStreams()
    await inFlight.drained(timeouts.drain)
    server.closeAllConnections()
    await closed
    await endpoint[Symbol.asyncDispose]()
  }

  return {
    async listen({ host, port }) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      server.once('error', reject)
      server.listen(port, host, resolve)
      await promise
      server.off('error', reject)
      return { url: urlOf(server.address() as AddressInfo) }
    },
    [Symbol.asyncDispose]() {
      stopped ??= stop()
      return stopped
    },
  }
}

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?')
  return end < 0 ? url : url.slice(0, end)
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD'
}

/** An address a reader can open: a wildcard is reached as localhost. */
function urlOf({ address, port, family }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://localhost:${port}`
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
