import type { ServerResponse } from 'node:http'
import type { Logger } from './log.ts'

/** Answers as soon as the process lives. */
export function sendHealth(response: ServerResponse): void {
  // `ok` is what clients of the Seam API look at.
  send(response, 200, 'ok', { ok: true })
}

export interface Readiness {
  isReady(): Promise<boolean>
  isStopping(): boolean
  logger: Logger
}

/** 200 when requests can be served, else 503 with a word why; also 503 when the check fails or hangs. */
export async function sendReadiness(response: ServerResponse, readiness: Readiness): Promise<void> {
  if (readiness.isStopping()) return send(response, 503, 'stopping')
  const ready = await withinDeadline(readiness.isReady()).catch((err) => {
    readiness.logger.warn({ err }, 'the readiness check failed')
    return false
  })
  if (ready) send(response, 200, 'ready')
  else send(response, 503, 'not ready')
}

function send(response: ServerResponse, statusCode: number, status: string, more: object = {}): void {
  const body = JSON.stringify({ status, ...more })
  response.writeHead(statusCode, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  })
  response.end(body)
}

/** Whoever asks gives up after some seconds too. */
const deadlineMs = 3_000

function withinDeadline(check: Promise<boolean>): Promise<boolean> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs} ms`)), deadlineMs)
  return Promise.race([check, promise]).finally(() => clearTimeout(timer))
}
