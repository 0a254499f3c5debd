import { PothosValidationError } from '@pothos/core'
import { ForbiddenError } from '@pothos/plugin-scope-auth'
import { GraphQLError, Kind } from 'graphql'
import { withoutSecrets } from '../without-secrets.ts'

/** The codes this folder gives out itself; the schema may add its own. */
export type HttpErrorCode =
  | 'BAD_REQUEST'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'PAYLOAD_TOO_LARGE'
  | 'RATE_LIMITED'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'INTERNAL_SERVER_ERROR'

/** What a client is told of an error, and, where that is next to nothing, the cause to log. */
export interface Outgoing {
  error: GraphQLError
  hiddenCause?: unknown
}

/**
 * Gives an error its code. Only errors that were meant for the client pass; anything else becomes
 * INTERNAL_SERVER_ERROR with the request's id, since its message may hold a PIN or a statement.
 */
export function outgoing(error: GraphQLError, requestId: string): Outgoing {
  const cause = rootCause(error)
  const { originalError: _, ...extensions } = error.extensions as ErrorExtensions
  if (isAboutInput(error)) return badUserInput(error, extensions)
  if (!(cause instanceof GraphQLError)) return hidden(error, cause, requestId)
  if (typeof extensions.code === 'string') return { error: rewritten(error, known(extensions, extensions.code)) }
  if (cause instanceof ForbiddenError) return { error: rewritten(error, { ...extensions, code: 'FORBIDDEN' }) }
  if (cause instanceof PothosValidationError || !error.path) return badUserInput(error, extensions)
  return hidden(error, cause, requestId)
}

/** What the client sees of something that went wrong on our side. */
export function internalError(requestId: string, where?: GraphQLError): GraphQLError {
  return new GraphQLError(internalErrorMessage, {
    ...(where && { nodes: where.nodes, source: where.source, positions: where.positions, path: where.path }),
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId, http: where?.path ? undefined : { status: 500 } },
  })
}

export const internalErrorMessage = 'Something went wrong on our side. The requestId finds the cause in the log.'

interface ErrorExtensions extends Record<string, unknown> {
  code?: unknown
  http?: { status?: number; spec?: boolean; headers?: Record<string, string> }
}

/** An executor points at the variable or argument it could not read, and at something else for any other error. */
function isAboutInput(error: GraphQLError): boolean {
  const kind = error.nodes?.[0]?.kind
  return kind !== undefined && inputKinds.has(kind) && error.extensions.code === undefined
}

const inputKinds: ReadonlySet<Kind> = new Set([
  Kind.VARIABLE_DEFINITION,
  Kind.ARGUMENT,
  Kind.VARIABLE,
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
])

function badUserInput(error: GraphQLError, extensions: ErrorExtensions): Outgoing {
  // `spec`: as for validation, clients that ask for plain application/json get a 200.
  const http = error.path ? undefined : { status: 400, spec: true }
  return { error: rewritten(error, { http, ...extensions, code: 'BAD_USER_INPUT' }) }
}

function hidden(error: GraphQLError, cause: unknown, requestId: string): Outgoing {
  return { error: internalError(requestId, error), hiddenCause: cause }
}

/** Yoga says BAD_REQUEST where a more telling code exists, and once a code of its own. */
function known(extensions: ErrorExtensions, code: string): ErrorExtensions {
  if (code === 'BAD_REQUEST' && extensions.http?.status === 405) return { ...extensions, code: 'METHOD_NOT_ALLOWED' }
  if (code !== 'BAD_REQUEST' && code !== 'OPERATION_RESOLUTION_FAILURE') return extensions
  // What is not even a GraphQL request keeps its status whatever media type was asked for.
  return { ...extensions, code: 'BAD_REQUEST', ...(extensions.http && { http: { ...extensions.http, spec: false } }) }
}

/** Executors wrap what a resolver threw to add the path; what counts is what was thrown. */
function rootCause(error: GraphQLError): unknown {
  let cause: unknown = error
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError
  return cause
}

function rewritten(error: GraphQLError, extensions: ErrorExtensions): GraphQLError {
  const { message, nodes, source, positions, path } = error
  const told = quoting.has(extensions.code) ? withoutSecrets(message) : message
  return new GraphQLError(told, { nodes, source, positions, path, extensions })
}

/** Whose messages say what was given: a PIN where it does not belong, or of which GraphQL makes nothing. */
const quoting: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'BAD_REQUEST',
])
