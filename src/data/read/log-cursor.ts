import { BadCursorError } from './keyset.ts'

/** A place in a log: the writing transaction, and the order within it. */
interface LogPlace {
  readonly transactionId: string
  readonly position: string
}

export const logCursorOf = ({ transactionId, position }: LogPlace): string =>
  Buffer.from(`${transactionId}.${position}`).toString('base64url')

/** @throws BadCursorError */
export function parseLogCursor(cursor: string): LogPlace {
  const [, transactionId, position] = /^(\d{1,18})\.(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (transactionId === undefined || position === undefined) throw new BadCursorError()
  return { transactionId, position }
}
