import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { ClientGone, Refusal } from './refusal.ts'

/**
 * The body as text, at most `limitBytes` long. Only application/json is read: a browser sends no such body
 * to another site without asking first. Throws a Refusal (415, 413, 400), or ClientGone when the upload breaks off.
 * How long it may take is for the server's requestTimeout to say.
 */
export async function readJsonBody(request: IncomingMessage, limitBytes: number): Promise<string> {
  refuseOtherMediaTypes(request)
  if (Number(request.headers['content-length']) > limitBytes) throw tooLarge(limitBytes)
  const body = await readBytes(request, limitBytes)
  if (body.length === 0) throw new Refusal(400, 'BAD_REQUEST', 'The body is empty: send JSON.')
  if (!isUtf8(body)) throw new Refusal(400, 'BAD_REQUEST', 'The body is not UTF-8.')
  return body.toString('utf8')
}

/** Whether the client sends a body, of whatever length. */
export function hasBody({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function refuseOtherMediaTypes({ headers }: IncomingMessage): void {
  const [type, ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';')
  const charset = parameters.find((parameter) => parameter.trim().startsWith('charset='))
  if (type?.trim() !== 'application/json' || (charset && !/^\s*charset="?utf-?8"?\s*$/.test(charset)))
    throw unsupported('POST takes application/json in UTF-8.')
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') throw unsupported('Compressed bodies are not read.')
}

function readBytes(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  // Nothing more will happen to it.
  if (request.destroyed) throw new ClientGone('The upload broke off.')
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  let size = 0
  const onData = (chunk: Buffer) => {
    size += chunk.length
    if (size <= limitBytes) return void chunks.push(chunk)
    request.off('data', onData)
    reject(tooLarge(limitBytes))
  }
  request.on('data', onData)
  request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
  // It follows an error as well, and every end.
  request.once('close', () => {
    if (!request.complete) reject(new ClientGone('The upload broke off.'))
  })
  return promise
}

function tooLarge(limitBytes: number): Refusal {
  return new Refusal(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${limitBytes} bytes.`)
}

function unsupported(message: string): Refusal {
  return new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE', message, { 'accept-post': 'application/json' })
}
