import { request } from 'node:http'

/** Opens a subscription over Server-Sent Events; resolves when it is accepted. `onEvent` is called for each event. */
export function openEventStream(
  url: string,
  { document, key, onEvent }: { document: string; key: string; onEvent: () => void },
): Promise<Disposable> {
  const { promise, resolve, reject } = Promise.withResolvers<Disposable>()
  const body = JSON.stringify({ operationName: 'S1', query: document })
  const headers = {
    accept: 'text/event-stream',
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  }
  const outgoing = request(url, { method: 'POST', headers, agent: false }, (response) => {
    if (response.statusCode !== 200 || !response.headers['content-type']?.startsWith('text/event-stream')) {
      return reject(new Error(`the subscription was answered with ${response.statusCode}`))
    }
    response.on('data', (chunk: Buffer) => {
      for (let at = chunk.indexOf('event: next'); at >= 0; at = chunk.indexOf('event: next', at + 1)) onEvent()
    })
    response.on('error', () => {})
    resolve({ [Symbol.dispose]: () => void outgoing.destroy() })
  })
  outgoing.on('error', reject)
  outgoing.end(body)
  return promise
}
