import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeySource } from './data/pins/vault.ts'
import { secretFile } from './secret-file.ts'

const KEY_BYTES = 32
/** A process that seals moves to a new key within this. What it cannot open lets it look at once. */
export const KEY_FILE_LOOK_MS = 1_000

/**
 * The encryption keys kept in `dataDir/encryption-keys` (one base64 key a line, newest first), making the file with one
 * new key if it is not there. The file is looked at again while the process runs, so that a key that was put into it is
 * used without a restart.
 *
 * Whoever loses this file loses every PIN: it belongs into the backups, apart from the database's.
 */
export async function encryptionKeysFromFile(dataDir: string): Promise<KeySource> {
  const file = fileIn(dataDir)
  await secretFile(file, () => `${newKeyLine()}\n`)
  let keys = keysIn(file)
  let version = versionOf(file)
  let lookedAtMs = performance.now()
  return (isUrgent = false) => {
    if (!isUrgent && performance.now() - lookedAtMs < KEY_FILE_LOOK_MS) return keys
    lookedAtMs = performance.now()
    const now = versionOf(file)
    if (now !== null && now !== version) {
      keys = keysIn(file)
      version = now
    }
    return keys
  }
}

/** Puts a new key before all others; the file is replaced as a whole, so that no reader ever meets half of it. */
export async function addKeyToFile(dataDir: string): Promise<void> {
  const file = fileIn(dataDir)
  const text = await secretFile(file, () => '')
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${newKeyLine()}\n${text}`, { mode: 0o600, flush: true })
  await rename(draft, file)
}

const fileIn = (dataDir: string): string => join(dataDir, 'encryption-keys')

const newKeyLine = (): string => randomBytes(KEY_BYTES).toString('base64')

function keysIn(file: string): readonly Buffer[] {
  const keys = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => Buffer.from(line.trim(), 'base64'))
  if (keys.length === 0 || keys.some((key) => key.length !== KEY_BYTES)) {
    throw new Error(`${file} must hold one base64 key of ${KEY_BYTES} bytes a line`)
  }
  return keys
}

/** Null while it cannot be looked at: the keys that are known serve on. */
function versionOf(file: string): string | null {
  const seen = statSync(file, { throwIfNoEntry: false })
  return seen ? `${seen.ino} ${seen.mtimeMs} ${seen.size}` : null
}
