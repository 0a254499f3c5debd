import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Writes a Fetch response to Node's. A client that leaves ends the stream it was reading. */
export async function sendResponse(from: Response, to: ServerResponse): Promise<void> {
  const streamed = from.headers.get('content-type')?.startsWith('application/') !== true
  const text = streamed ? null : await from.text()
  if (to.closed || to.destroyed) return void from.body?.cancel().catch(() => {})
  // Caching is the server's to forbid: a stream would relax it.
  for (const [name, value] of from.headers) if (name.toLowerCase() !== 'cache-control') to.setHeader(name, value)
  to.statusCode = from.status
  if (text !== null) return void to.end(text)
  if (!from.body) return void to.end()
  to.flushHeaders()
  // A pipeline rejects when the reader leaves, which is how every stream that is not stopped here ends.
  await pipeline(Readable.from(from.body), to).catch(() => {})
}
