import { type ExecutionResult, GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { internalError, outgoing } from './error-codes.ts'
import type { Logger } from './log.ts'
import type { OpenStreams } from './open-streams.ts'

/** The last thing that happens to every result: errors get their codes, streams become endable. */
export function useOutgoingResults(streams: OpenStreams, logger: Logger): Plugin<object, { requestId: string }> {
  return {
    onResultProcess({ result, setResult, resultProcessor, setResultProcessor, serverContext: { requestId } }) {
      if (!resultProcessor) {
        // Yoga would answer with an empty 406 and leave a subscription's source open.
        if (isStream(result)) result[Symbol.asyncIterator]().return?.()
        return setResultProcessor((_, { Response }) => new Response(notAcceptable, notAcceptableHead), jsonMediaType)
      }
      const change = (item: ExecutionResult) => withCodes(item, requestId, logger)
      if (isStream(result)) setResult(streams.keep(result, change))
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

function isStream(result: unknown): result is AsyncIterable<ExecutionResult> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}

const jsonMediaType = 'application/json'
const notAcceptable = JSON.stringify({
  errors: [
    { message: 'A subscription is answered with text/event-stream: accept that.', extensions: { code: 'BAD_REQUEST' } },
  ],
})
const notAcceptableHead = { status: 406, headers: { 'content-type': `${jsonMediaType}; charset=utf-8` } }
