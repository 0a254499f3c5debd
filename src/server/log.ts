import { type DestinationStream, type Logger, pino } from 'pino'

export type { Logger } from 'pino'

export interface LogOptions {
  level: string
  /** Where the lines go; standard output unless a test listens. */
  destination?: DestinationStream
}

/** One JSON object a line. PINs, keys and variables never reach it, whatever is handed in. */
export function createLogger({ level, destination }: LogOptions): Logger {
  const options = {
    level,
    base: undefined,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: { paths: secretPaths, censor: '[redacted]' },
  }
  return destination ? pino(options, destination) : pino(options)
}

const secretKeys = [
  'authorization',
  'Authorization',
  'cookie',
  'variables',
  'variableValues',
  'code',
  'codes',
  'pin',
  'token',
  'key',
  'apiKey',
  'secret',
  'password',
]

/** A wildcard stands for one level only, so each depth is spelled out. */
const secretPaths = ['', '*.', '*.*.', '*.*.*.'].flatMap((depth) => secretKeys.map((key) => `${depth}${key}`))

interface DescribedError {
  type: string
  message: string
  stack: string | undefined
  /** Not `code`: in this log that word means a PIN and is redacted. */
  errorCode?: string
  cause?: DescribedError
}

/**
 * Only these fields: a database error also carries the statement and the row,
 * and a GraphQL error the query, with the PINs in them.
 */
function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: undefined }
  const { code } = error as { code?: unknown }
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' && { errorCode: code }),
    ...(error.cause !== undefined && depth < 4 && { cause: describeError(error.cause, depth + 1) }),
  }
}
