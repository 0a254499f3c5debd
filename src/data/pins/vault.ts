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
  /** Proves that whoever wrote a text had the key of this database. */
  mac(purpose: 'audit entry' | 'audit seal', text: string): Buffer
  /** The fingerprint of the key that seals now, as ciphertexts begin with it. */
  sealsWith(): Buffer
}

/** 32 bytes each, newest first: the newest seals, any opens. A function where they may change while this process runs. */
export type EncryptionKeys = readonly Buffer[] | (() => readonly Buffer[])

export function pinVault(keys: EncryptionKeys, pinHashKey: Buffer): PinVault {
  const ring = new KeyRing(typeof keys === 'function' ? keys : () => keys)
  return {
    seal: (pin, rowId) => seal(ring.newest, Buffer.from(pin), rowId),
    open: (ciphertext, rowId) => open(ring, ciphertext, rowId).toString(),
    // No workspace has an id like this.
    mac: (purpose, text) => createHmac('sha256', pinHashKey).update(`${purpose}|${text}`).digest(),
    hash: (workspaceId, pin) => createHmac('sha256', pinHashKey).update(`${workspaceId}|${pin}`).digest(),
    sealsWith: () => Buffer.from(fingerprint(ring.newest), 'hex'),
  }
}

/** Keeps every key it has seen: what was read before a key was taken away must still open. */
class KeyRing {
  readonly #current: () => readonly Buffer[]
  readonly #byFingerprint = new Map<string, Buffer>()
  #last: readonly Buffer[] = []

  constructor(current: () => readonly Buffer[]) {
    this.#current = current
    this.#look()
  }

  get newest(): Buffer {
    const [newest] = this.#look()
    if (!newest) throw new Error('a PIN vault needs at least one key')
    return newest
  }

  get(name: string): Buffer | undefined {
    if (!this.#byFingerprint.has(name)) this.#look()
    return this.#byFingerprint.get(name)
  }

  #look(): readonly Buffer[] {
    const keys = this.#current()
    if (keys !== this.#last) for (const key of keys) this.#byFingerprint.set(fingerprint(key), key)
    this.#last = keys
    return keys
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

export function open(keys: Pick<ReadonlyMap<string, Buffer>, 'get'>, sealed: Uint8Array, associated: string): Buffer {
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
