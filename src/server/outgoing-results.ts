import { type ExecutionResult, GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { internalError, outgoing } from './error-codes.ts'
import type { Logger } from './log.ts'
import { isStream, type OpenStreams } from './open-streams.ts'
import { withoutSuggestions } from './untold-schema.ts'

/** What is known of a request besides what it asks. */
export interface ServerContext<Viewer> {
  readonly viewer: Viewer
  readonly requestId: string
  /** Whether it is answered by a stream: true once it is. */
  isStream: boolean
  /** Whether what the operation costs has been counted. */
  isPaid: boolean
  /** What came of executing it, where that has been done. */
  executed?: ExecutionResult
}

/** The last thing that happens to every result: streams become endable, errors get their codes. */
export function useOutgoingResults<Viewer>(
  streams: OpenStreams<Viewer>,
  { logger, isSchemaTold }: { readonly logger: Logger; readonly isSchemaTold: boolean },
): Plugin<{ viewer: Viewer }, ServerContext<Viewer>> {
  return {
    onSubscribe({ args, subscribeFn, setSubscribeFn }) {
      const { viewer } = args.contextValue
      setSubscribeFn((given) => streams.serve(viewer, () => subscribeFn(given)))
    },
    onResultProcess({ result, setResult, resultProcessor, setResultProcessor, serverContext }) {
      if (!resultProcessor) {
        // Yoga would answer with an empty 406 and leave a subscription's source open.
        if (isStream(result)) result[Symbol.asyncIterator]().return?.()
        return setResultProcessor((_, { Response }) => new Response(notAcceptable, notAcceptableHead), jsonMediaType)
      }
      const change = (item: ExecutionResult) => {
        const coded = withCodes(item, serverContext.requestId, logger)
        return isSchemaTold || !coded.errors ? coded : { ...coded, errors: coded.errors.map(withoutSuggestions) }
      }
      serverContext.isStream = isStream(result)
      if (isStream(result)) setResult(each(result, change))
      else setResult(change(result as ExecutionResult))
    },
  }
}

function withCodes(result: ExecutionResult, requestId: string, logger: Logger): ExecutionResult {
  if (!result.errors) return result
  const errors = result.errors.map((thrown) => {
    const { error, hiddenCause } = outgoing(asGraphQLError(thrown), requestId)
    if (hiddenCause !== undefined) logger.error({ requestId, path: error.path, err: hiddenCause }, 'unexpected error')
    return error
  })
  // Yoga drops the error of an aborted execution; a response without data must say why.
  if (errors.length === 0 && !('data' in result)) errors.push(internalError(requestId))
  return { ...result, errors }
}

/** Executors may put bare errors into a result. */
function asGraphQLError(error: Error): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError(error.message, { originalError: error })
}

/** Not a generator, whose `return` would wait for the next item. */
function each<Item>(items: AsyncIterable<Item>, change: (item: Item) => Item): AsyncIterableIterator<Item> {
  const source = items[Symbol.asyncIterator]()
  return {
    [Symbol.asyncIterator]() {
      return this
    },
    async next() {
      const item = await source.next()
      return item.done ? item : { done: false, value: change(item.value) }
    },
    async return() {
      await source.return?.()
      return { done: true, value: undefined }
    },
  }
}

const jsonMediaType = 'application/json'
const notAcceptable = JSON.stringify({
  errors: [
    { message: 'A subscription is answered with text/event-stream: accept that.', extensions: { code: 'BAD_REQUEST' } },
  ],
})
const notAcceptableHead = { status: 406, headers: { 'content-type': `${jsonMediaType}; charset=utf-8` } }
