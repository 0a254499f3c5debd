import type { IncomingMessage, ServerResponse } from 'node:http'
import { type DocumentNode, execute, GraphQLError, type GraphQLSchema } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { type OperationLimits, problemWith } from './limits/operation.ts'
import type { Rates } from './limits/rates.ts'
import { costOf, weightOf } from './limits/weight.ts'
import type { Logger } from './log.ts'
import type { ServerContext } from './outgoing-results.ts'
import { closing } from './send-response.ts'

/** Operations that are asked again and again. */
export interface QuickOperations<Context> {
  find(query: string, operationName: string | null): QuickOperation<Context> | null
  /** That Yoga is about to execute an operation, which has been validated. */
  sight(query: string, operationName: string | null, document: DocumentNode): void
}

interface QuickOperation<Context> {
  readonly document: DocumentNode
  /**
   * Its JSON text without resolvers; null where there is no such way. Throws anything where resolvers are to answer: nothing
   * has been done that cannot be done again.
   */
  readonly answer: ((variables: Variables, context: Context) => Promise<string>) | null
}

type Variables = Readonly<Record<string, unknown>>

/** An answer that has its text already. */
export class QuickAnswer {
  readonly #text: string
  readonly #mediaType: string

  constructor(text: string, mediaType: string) {
    this.#text = text
    this.#mediaType = mediaType
  }

  /** Until all of it is gone. */
  async send(response: ServerResponse): Promise<void> {
    if (response.closed) return
    response.writeHead(200, {
      'content-type': `${this.#mediaType}; charset=utf-8`,
      'content-length': Buffer.byteLength(this.#text),
    })
    response.end(this.#text)
    await closing(response)
  }
}

export interface QuickPath<Viewer, Context> {
  readonly schema: GraphQLSchema
  readonly operations: QuickOperations<Context>
  readonly limits: OperationLimits
  readonly rates: Rates<Viewer>
  readonly contextFor: (asked: { viewer: Viewer; requestId: string }) => Context
  readonly logger: Logger
}

/**
 * The answer to a request that asks a known operation in a plain way, without Yoga; null for every other, and wherever there
 * is something to refuse or an error to tell: that is Yoga's, which goes on from what `serverContext` says has been done.
 */
export async function quickAnswer<Viewer, Context extends object>(
  path: QuickPath<Viewer, Context>,
  request: IncomingMessage,
  body: string,
  serverContext: ServerContext<Viewer>,
): Promise<QuickAnswer | null> {
  const mediaType = mediaTypes.get(request.headers.accept)
  const asked = mediaType && parametersIn(body)
  const operation = asked && path.operations.find(asked.query, asked.operationName)
  if (!operation) return null
  const { operationName, variables } = asked
  const { document, answer } = operation
  const { schema, limits, rates } = path
  const context = path.contextFor(serverContext)
  const weight = weightOf({ schema, document, operationName, variableValues: variables, contextValue: context })
  if (weight === null || weight instanceof GraphQLError || problemWith(weight, limits)) return null
  if (await rates.refusalOfCost(costOf(weight), serverContext.viewer)) return null
  serverContext.isPaid = true
  if (answer) {
    try {
      return new QuickAnswer(await answer(variables, context), mediaType)
    } catch (err) {
      path.logger.debug({ requestId: serverContext.requestId, err }, 'left to resolvers')
      return null
    }
  }
  const result = await execute({ schema, document, operationName, variableValues: variables, contextValue: context })
  if (!result.errors) return new QuickAnswer(JSON.stringify(result), mediaType)
  serverContext.executed = result
  return null
}

/** What clients ask for who ask for JSON; whoever weighs several types is answered by Yoga. */
const mediaTypes: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/graphql-response+json', 'application/graphql-response+json'],
])

interface Parameters {
  readonly query: string
  readonly operationName: string | null
  readonly variables: Readonly<Record<string, unknown>>
}

/** Null unless they are just as clients mean them. */
function parametersIn(body: string): Parameters | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return null
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
  const { query, operationName = null, variables = null, ...rest } = parsed as Record<string, unknown>
  if (typeof query !== 'string' || (operationName !== null && typeof operationName !== 'string')) return null
  if (typeof variables !== 'object' || Array.isArray(variables)) return null
  if (Object.keys(rest).length > 0) return null
  return { query, operationName, variables: (variables ?? {}) as Readonly<Record<string, unknown>> }
}

/** Takes over what has been executed already. */
export function useExecuted<Viewer>(): Plugin<ServerContext<Viewer>> {
  return {
    onExecute({ args, setResultAndStopExecution }) {
      const { executed } = args.contextValue as ServerContext<Viewer>
      if (executed) setResultAndStopExecution(executed)
    },
  }
}

/** Lets operations be known that Yoga executes. */
export function useSightings<Context>(operations: QuickOperations<Context>): Plugin {
  return {
    onExecute({ args: { contextValue, document, operationName } }) {
      const { query } = (contextValue as { params?: { query?: unknown } }).params ?? {}
      if (typeof query === 'string') operations.sight(query, operationName ?? null, document)
    },
  }
}
