import { once } from 'node:events'
import { WebSocket } from 'ws'

/** Opens a subscription over the graphql-transport-ws protocol; resolves when it is asked for. */
export async function openEventSocket(
  url: string,
  { document, key, onEvent }: { document: string; key: string; onEvent: () => void },
): Promise<Disposable> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', {
    headers: { authorization: `Bearer ${key}` },
  })
  await once(socket, 'open')
  socket.on('error', () => {})
  const acknowledged = once(socket, 'message')
  socket.send(JSON.stringify({ type: 'connection_init' }))
  await acknowledged
  socket.on('message', (data: Buffer) => {
    if (data.includes('"type":"next"')) onEvent()
    else if (data.includes('"type":"ping"')) socket.send(JSON.stringify({ type: 'pong' }))
    else if (data.includes('"type":"error"')) throw new Error(`a subscription was refused: ${data}`)
  })
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { operationName: 'S1', query: document } }))
  return { [Symbol.dispose]: () => socket.terminate() }
}
