import { connect } from 'node:net'

/** Speaks HTTP by hand, for what fetch would never send. */
export function openSocket(url: string) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  let received = ''
  socket.on('data', (chunk) => {
    received += chunk
  })
  return {
    socket,
    send: (...lines: string[]) => socket.write(lines.join('\r\n')),
    /** Everything the server said until it closed the connection. */
    answer: () => new Promise<string>((resolve) => socket.once('close', () => resolve(received))),
  }
}
