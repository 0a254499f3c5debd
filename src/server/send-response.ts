import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Writes a Fetch response to Node's, until all of it is gone. A client that leaves ends the stream it was reading. */
export async function sendResponse(from: Response, to: ServerResponse): Promise<void> {
  const streamed = from.headers.get('content-type')?.startsWith('application/') !== true
  const text = streamed ? null : await from.text()
  if (to.closed || to.destroyed) return void from.body?.cancel().catch(() => {})
  // Caching is the server's to forbid: a stream would relax it.
  for (const [name, value] of from.headers) if (name.toLowerCase() !== 'cache-control') to.setHeader(name, value)
  to.statusCode = from.status
  if (text !== null) {
    to.end(text)
    return closing(to)
  }
  if (!from.body) return void to.end()
  to.flushHeaders()
  // A pipeline rejects when the reader leaves, which is how every stream that is not stopped here ends.
  await pipeline(Readable.from(from.body), to).catch(() => {})
}

/** Resolves when all of a response is gone, or its client. */
export async function closing(response: ServerResponse): Promise<void> {
  if (!response.closed) await new Promise<void>((resolve) => response.once('close', resolve))
}
