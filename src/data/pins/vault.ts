import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto'

/**
 * PINs at rest: AES-256-GCM with the owning row's id as associated data, so that a ciphertext copied to another row does
 * not open; and a keyed hash that finds equal PINs of a workspace without opening any.
 *
 * Ciphertext layout: key fingerprint (8 bytes) · IV (12) · tag (16) · text.
 */
export interface PinVault {
  seal(pin: string, rowId: string): Buffer
  /** Throws if the row was sealed with a key that is not configured, or was tampered with. */
  open(ciphertext: Uint8Array, rowId: string): string
  hash(workspaceId: string, pin: string): Buffer
}

/** Keys are 32 bytes each, newest first: the newest seals, any opens. */
export function pinVault(keys: readonly Buffer[], pinHashKey: Buffer): PinVault {
  const sealing = keys[0]
  if (!sealing) throw new Error('a PIN vault needs at least one key')
  const byFingerprint = new Map(keys.map((key) => [fingerprint(key), key]))
  return {
    seal: (pin, rowId) => seal(sealing, Buffer.from(pin), rowId),
    open: (ciphertext, rowId) => open(byFingerprint, ciphertext, rowId).toString(),
    hash: (workspaceId, pin) => createHmac('sha256', pinHashKey).update(`${workspaceId}|${pin}`).digest(),
  }
}

const FINGERPRINT_BYTES = 8
const IV_BYTES = 12
const TAG_BYTES = 16

/** Tells keys apart without telling anything of them. */
export const fingerprint = (key: Buffer): string =>
  createHash('sha256')
    .update('latchkey encryption key')
    .update(key)
    .digest('hex')
    .slice(0, FINGERPRINT_BYTES * 2)

export function seal(key: Buffer, text: Buffer, associated: string): Buffer {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(associated))
  const sealed = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([Buffer.from(fingerprint(key), 'hex'), iv, cipher.getAuthTag(), sealed])
}

export function open(keys: ReadonlyMap<string, Buffer>, sealed: Uint8Array, associated: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const key = keys.get(bytes.toString('hex', 0, FINGERPRINT_BYTES))
  if (!key) throw new Error('sealed with an encryption key that is not configured')
  const ivEnd = FINGERPRINT_BYTES + IV_BYTES
  const tagEnd = ivEnd + TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(FINGERPRINT_BYTES, ivEnd))
    .setAAD(Buffer.from(associated))
    .setAuthTag(bytes.subarray(ivEnd, tagEnd))
  return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()])
}
