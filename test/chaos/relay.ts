import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** One address for a server that comes back on another port each time it is started. */
export interface Relay extends AsyncDisposable {
  readonly port: number
  /** Null: there is nobody behind it. */
  leadTo(port: number | null): void
}

export async function startRelay(): Promise<Relay> {
  let target: number | null = null
  const open = new Set<Socket>()
  const server = createServer((client) => {
    if (target === null) return client.destroy()
    const upstream = connect(target, '127.0.0.1')
    for (const [from, to] of [[client, upstream] as const, [upstream, client] as const]) {
      open.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        open.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    leadTo(port) {
      target = port
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroy()
      await closed
    },
  }
}
