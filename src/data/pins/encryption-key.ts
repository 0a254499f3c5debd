import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

/**
 * A key that encrypts, as the cipher takes it: made once, since from bare bytes each call would make it anew, at several
 * times the cost of what it does with it.
 */
export class EncryptionKey {
  /** Tells keys apart without telling anything of them. */
  readonly fingerprint: string
  /** The same, as what is sealed begins with it. */
  readonly beginning: Buffer
  readonly #key: KeyObject

  /** @param bytes 32 of them */
  constructor(bytes: Buffer) {
    const digest = createHash('sha256').update('latchkey encryption key').update(bytes).digest()
    this.beginning = digest.subarray(0, FINGERPRINT_BYTES)
    this.fingerprint = this.beginning.toString('hex')
    this.#key = createSecretKey(bytes)
  }

  /**
   * AES-256-GCM. Layout: fingerprint of the key (8 bytes) · IV (12) · tag (16) · text.
   *
   * @param associated what it belongs to: it opens for nothing else
   */
  seal(text: Buffer, associated: string): Buffer {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv(CIPHER, this.#key, iv, wholeTag).setAAD(Buffer.from(associated))
    const sealed = cipher.update(text)
    const rest = cipher.final()
    return Buffer.concat([this.beginning, iv, cipher.getAuthTag(), sealed, rest])
  }

  open(sealed: Buffer, associated: string): Buffer {
    const decipher = createDecipheriv(CIPHER, this.#key, sealed.subarray(FINGERPRINT_BYTES, IV_END), wholeTag)
      .setAAD(Buffer.from(associated))
      .setAuthTag(sealed.subarray(IV_END, TAG_END))
    return Buffer.concat([decipher.update(sealed.subarray(TAG_END)), decipher.final()])
  }
}

const CIPHER = 'aes-256-gcm'
const FINGERPRINT_BYTES = 8
const IV_BYTES = 12
const TAG_BYTES = 16
const IV_END = FINGERPRINT_BYTES + IV_BYTES
const TAG_END = IV_END + TAG_BYTES
/** Node takes shorter tags unless told otherwise, and a short one is soon guessed. */
const wholeTag = { authTagLength: TAG_BYTES }

/** Opens with whichever of these keys sealed it. */
export function openWith(
  keys: Pick<ReadonlyMap<string, EncryptionKey>, 'get'>,
  sealed: Uint8Array,
  associated: string,
): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const key = keys.get(bytes.toString('hex', 0, FINGERPRINT_BYTES))
  if (!key) throw new Error('sealed with an encryption key that is not configured')
  return key.open(bytes, associated)
}
