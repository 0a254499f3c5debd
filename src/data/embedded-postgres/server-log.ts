import { type FileHandle, open, truncate } from 'node:fs/promises'

const LIMIT_BYTES = 4 * 1024 * 1024
const TAIL_BYTES = 4 * 1024

/**
 * PostgreSQL's settings that keep its log short and clean: failed statements and their values (PINs, tokens) are the
 * application's to report, so only the server's own messages are written.
 */
export const logSettings = {
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
}

/** Opens the log for a server to append to; the file outlives us as the server may. `start` is its size so far. */
export async function openLog(file: string): Promise<{ handle: FileHandle; start: number }> {
  await trimLog(file)
  const handle = await open(file, 'a', 0o600)
  const { size } = await handle.stat()
  return { handle, start: size }
}

/** Empties a log that has outgrown its limit. A server that has it open goes on appending. */
export async function trimLog(file: string): Promise<void> {
  const handle = await open(file, 'r').catch(() => undefined)
  const size = (await handle?.stat())?.size ?? 0
  await handle?.close()
  if (size > LIMIT_BYTES) await truncate(file)
}

/** The last of what was written since `start`. */
export async function logTail(file: string, start: number): Promise<string> {
  await using handle = await open(file, 'r')
  const { size } = await handle.stat()
  const from = Math.max(start, size - TAIL_BYTES)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, from)
  return buffer.toString('utf8', 0, bytesRead).trim()
}
