import { createHmac, createSecretKey } from 'node:crypto'
import { EncryptionKey, openWith } from './encryption-key.ts'

/**
 * PINs at rest: encrypted with the owning row's id as associated data, so that a ciphertext copied to another row does not
 * open; and a keyed hash that finds equal PINs of a workspace without opening any.
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
export type EncryptionKeys = readonly Buffer[] | KeySource

/** @param isUrgent that they may have been looked at a moment ago is not good enough: there is something to open */
export type KeySource = (isUrgent?: boolean) => readonly Buffer[]

export function pinVault(keys: EncryptionKeys, pinHashKey: Buffer): PinVault {
  const ring = new KeyRing(typeof keys === 'function' ? keys : () => keys)
  const hashKey = createSecretKey(pinHashKey)
  return {
    seal: (pin, rowId) => ring.newest.seal(Buffer.from(pin), rowId),
    open: (ciphertext, rowId) => openWith(ring, ciphertext, rowId).toString(),
    // No workspace has an id like this.
    mac: (purpose, text) => createHmac('sha256', hashKey).update(`${purpose}|${text}`).digest(),
    hash: (workspaceId, pin) => createHmac('sha256', hashKey).update(`${workspaceId}|${pin}`).digest(),
    sealsWith: () => Buffer.from(ring.newest.beginning),
  }
}

/** Keeps every key it has seen: what was read before a key was taken away must still open. */
class KeyRing {
  readonly #current: KeySource
  readonly #byFingerprint = new Map<string, EncryptionKey>()
  #last: readonly Buffer[] | undefined
  #newest: EncryptionKey | undefined

  constructor(current: KeySource) {
    this.#current = current
    this.#look()
  }

  get newest(): EncryptionKey {
    this.#look()
    if (!this.#newest) throw new Error('a PIN vault needs at least one key')
    return this.#newest
  }

  get(fingerprint: string): EncryptionKey | undefined {
    // Another process may seal with a new key before this one has heard of it.
    if (!this.#byFingerprint.has(fingerprint)) this.#look(true)
    return this.#byFingerprint.get(fingerprint)
  }

  #look(isUrgent = false): void {
    const present = this.#current(isUrgent)
    if (present === this.#last) return
    const keys = present.map((bytes) => new EncryptionKey(bytes))
    for (const key of keys) this.#byFingerprint.set(key.fingerprint, key)
    this.#newest = keys[0]
    this.#last = present
  }
}
