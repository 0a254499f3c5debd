import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** Answers bytes that never became a request: broken HTTP, too many headers, or too slow to arrive. */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  // After an earlier answer, whole or half, a second status line could be taken for a part of it.
  const answered = 'bytesWritten' in socket && socket.bytesWritten !== 0
  if (!socket.writable || error.code === 'ECONNRESET' || answered) return void socket.destroy()
  const [status, message] = answers[error.code ?? ''] ?? [400, 'This is not HTTP.']
  const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_REQUEST' } }] })
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'connection: close',
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'cache-control: no-store',
      'x-content-type-options: nosniff',
      `x-request-id: ${randomUUID()}`,
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  )
}

const answers: Record<string, [status: number, message: string]> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
}
