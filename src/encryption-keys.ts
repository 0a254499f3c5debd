import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { secretFile } from './secret-file.ts'

const KEY_BYTES = 32

/**
 * The encryption keys kept in `dataDir/encryption-keys` (one base64 key a line, newest first), making the file with one
 * new key if it is not there.
 *
 * Whoever loses this file loses every PIN: it belongs into the backups, apart from the database's.
 */
export async function encryptionKeysFromFile(dataDir: string): Promise<readonly Buffer[]> {
  const file = join(dataDir, 'encryption-keys')
  const text = await secretFile(file, () => `${randomBytes(KEY_BYTES).toString('base64')}\n`)
  const keys = text
    .split('\n')
    .filter(Boolean)
    .map((line) => Buffer.from(line.trim(), 'base64'))
  if (keys.length === 0 || keys.some((key) => key.length !== KEY_BYTES)) {
    throw new Error(`${file} must hold one base64 key of ${KEY_BYTES} bytes a line`)
  }
  return keys
}
