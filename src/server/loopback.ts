import type { IncomingMessage } from 'node:http'

/**
 * Whether the request comes from a browser on this machine that was told to open this machine. The name in Host
 * guards against other sites' names that resolve to us, the forwarding headers against a proxy in front of us.
 */
export function isFromThisMachine({ headers, socket }: IncomingMessage): boolean {
  return (
    /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(headers.host ?? '') &&
    isLoopback(socket.localAddress) &&
    isLoopback(socket.remoteAddress) &&
    !proxyHeaders.some((name) => name in headers)
  )
}

const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip']

function isLoopback(address: string | undefined): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address ?? '')
}
