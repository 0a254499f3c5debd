import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GraphQLSchema } from 'graphql'
import { createYoga, type Plugin } from 'graphql-yoga'
import { type Authenticate, authenticateRequest } from './authenticate.ts'
import { useDocumentLimits } from './limits/document.ts'
import { documentCache } from './limits/document-cache.ts'
import { type OperationLimits, operationLimits, useOperationLimits } from './limits/operation.ts'
import type { Rates } from './limits/rates.ts'
import { useParserLimits } from './limits/tokens.ts'
import type { Logger } from './log.ts'
import { OpenStreams, type StreamRules } from './open-streams.ts'
import { type ServerContext, useOutgoingResults } from './outgoing-results.ts'
import {
  QuickAnswer,
  type QuickOperations,
  type QuickPath,
  quickAnswer,
  useExecuted,
  useSightings,
} from './quick-answers.ts'
import { readJsonBody } from './read-json-body.ts'
import { Refusal } from './refusal.ts'
import { sendResponse } from './send-response.ts'
import { type TrustedDocuments, useTrustedDocuments } from './trusted-documents.ts'
import { useUntoldSchema } from './untold-schema.ts'

export interface GraphQLEndpointOptions<Viewer, Context> {
  schema: GraphQLSchema
  /** Who the credential of a request belongs to. */
  authenticate: Authenticate<Viewer>
  /** A plain object, made anew for each operation that is executed: its fields are what resolvers see. */
  contextFor(viewer: Viewer, request: { id: string }): Context
  /** Run between authentication and the giving out of error codes, in this order. */
  plugins?: Plugin[]
  bodyLimitBytes?: number
  operationLimits: Pick<OperationLimits, 'costMax' | 'eventCostMax'> & Partial<OperationLimits>
  rates: Rates<Viewer>
  /** Without them, Yoga executes everything. */
  operations?: QuickOperations<Context>
  /** Whether the schema tells of itself; true if left out. */
  isSchemaTold?: boolean
  /** The only ones that are executed; all are if left out. */
  trustedDocuments?: TrustedDocuments
  /** Without it, whoever has subscribed may read until the server stops. */
  streams?: StreamRules<Viewer>
  logger: Logger
}

const defaultBodyLimitBytes = 100_000

/** One GraphQL request from its headers to its response: authenticate, then read, then execute. */
export function createGraphQLEndpoint<Viewer, Context extends object>(
  options: GraphQLEndpointOptions<Viewer, Context>,
): GraphQLEndpoint {
  const { rates } = options
  const limits = { ...operationLimits, ...options.operationLimits }
  const streams = new OpenStreams(options.streams, options.logger)
  const { isSchemaTold = true, trustedDocuments } = options
  const yoga = createYoga<ServerContext<Viewer>, Context>({
    schema: options.schema,
    context: ({ viewer, requestId }) => options.contextFor(viewer, { id: requestId }),
    plugins: [
      ...(trustedDocuments ? [useTrustedDocuments(trustedDocuments)] : []),
      useParserLimits(),
      useDocumentLimits(),
      ...(isSchemaTold ? [] : [useUntoldSchema()]),
      useExecuted<Viewer>(),
      useOperationLimits<ServerContext<Viewer>>(limits, async (cost, { viewer, isPaid }) =>
        isPaid ? null : rates.refusalOfCost(cost, viewer),
      ),
      ...(options.operations ? [useSightings(options.operations)] : []),
      ...(options.plugins ?? []),
      useOutgoingResults(streams, { logger: options.logger, isSchemaTold }),
    ],
    // Errors get their codes and lose their secrets in useOutgoingResults, which knows the request.
    maskedErrors: false,
    // The body has been read and bounded here, which costs less than Yoga's stream and takes only JSON.
    maxRequestBodySize: false,
    parserAndValidationCache: documentCache(),
    multipart: false,
    batching: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    // Yoga takes any address with this ending for its health check, and no address can end with a space.
    healthCheckEndpoint: ' ',
    logging: yogaLogger(options.logger),
  })

  const quickPath: QuickPath<Viewer, Context> | null = options.operations
    ? {
        schema: options.schema,
        operations: options.operations,
        limits,
        rates,
        contextFor: ({ viewer, requestId }) => options.contextFor(viewer, { id: requestId }),
        logger: options.logger,
      }
    : null

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    serverContext: ServerContext<Viewer>,
  ): Promise<Response | QuickAnswer> {
    refuseUnacceptable(request)
    let body: string | null = null
    if (request.method === 'POST') {
      body = await readJsonBody(request, options.bodyLimitBytes ?? defaultBodyLimitBytes)
      Object.assign(request, { body })
    } else if (request.method === 'GET') refuseBrokenJson(request)
    else throw new Refusal(405, 'METHOD_NOT_ALLOWED', 'GraphQL takes GET and POST.', { allow: 'GET, POST' })
    return rates.whileAtWork(serverContext.viewer, response, async () => {
      const quick = quickPath && body !== null && (await quickAnswer(quickPath, request, body, serverContext))
      if (quick) return quick
      // Yoga builds an address from it that nobody reads, and fails on a name that makes none.
      request.headers.host = 'localhost'
      return yoga.handleNodeRequestAndResponse(request, response, serverContext)
    })
  }

  return {
    async handle(request, response, requestId) {
      const viewer = await authenticateRequest(request, options.authenticate)
      const serverContext: ServerContext<Viewer> = { viewer, requestId, isStream: false, isPaid: false }
      const stream = await rates.whileHeld(viewer, response, async () => {
        const answered = await answer(request, response, serverContext)
        // Until it has been received: it is held here for as long as that takes.
        if (answered instanceof QuickAnswer) await answered.send(response)
        // A stream is no work while nothing happens: how many there are is counted elsewhere.
        else if (serverContext.isStream) return answered
        else await sendResponse(answered, response)
        return null
      })
      if (stream) await sendResponse(stream, response)
    },
    endStreams: () => streams.end(),
    async [Symbol.asyncDispose]() {
      await yoga.dispose()
    },
  }
}

export interface GraphQLEndpoint extends AsyncDisposable {
  handle(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void>
  endStreams(): void
}

const answerMediaTypes =
  /(\*\/\*|application\/(\*|json|graphql-response\+json)|text\/(\*|event-stream)|multipart\/(\*|mixed))\s*(;|,|$)/i

/** Here and not when the result is there, or a mutation would be carried out and its answer thrown away. */
function refuseUnacceptable({ headers: { accept } }: IncomingMessage): void {
  if (accept && !answerMediaTypes.test(accept))
    throw new Refusal(406, 'BAD_REQUEST', 'Answers are application/json, or text/event-stream: accept one of them.')
}

/** Yoga would take broken JSON in the address for a fault of ours. */
function refuseBrokenJson(request: IncomingMessage): void {
  const parameters = new URLSearchParams(request.url?.split('?', 2)[1])
  for (const name of ['variables', 'extensions']) {
    const text = parameters.get(name)
    if (!text) continue
    try {
      JSON.parse(text)
    } catch {
      throw new Refusal(400, 'BAD_REQUEST', `The parameter ${name} is not JSON.`)
    }
  }
}

function yogaLogger(logger: Logger) {
  const at = (level: 'trace' | 'info' | 'warn' | 'error') => (message: unknown) =>
    message instanceof Error ? logger[level]({ err: message }, 'yoga') : logger[level](String(message))
  return { debug: at('trace'), info: at('info'), warn: at('warn'), error: at('error') }
}
