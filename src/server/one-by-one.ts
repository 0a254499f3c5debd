import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** How many requests a client may send on one connection before the first of them is answered. */
const AHEAD_MAX = 100

/**
 * Hands on one request of each connection at a time. Node hands on all that have come, and of a response that has to
 * wait for others it never says that its client has left: whatever is held until then would be held for ever.
 */
export function oneByOne(handle: (request: IncomingMessage, response: ServerResponse) => void) {
  const ahead = new WeakMap<Socket, number>()
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (response.socket) return void handle(request, response)
    const { socket } = request
    const waiting = (ahead.get(socket) ?? 0) + 1
    if (waiting > AHEAD_MAX) return void socket.destroy()
    ahead.set(socket, waiting)
    response.once('socket', () => {
      ahead.set(socket, (ahead.get(socket) ?? 1) - 1)
      handle(request, response)
    })
  }
}
