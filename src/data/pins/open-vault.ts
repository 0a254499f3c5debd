import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { inTransaction } from '../transaction.ts'
import { EncryptionKey, openWith } from './encryption-key.ts'
import { type EncryptionKeys, type PinVault, pinVault } from './vault.ts'

/** The configured keys are not those that the database was written with. */
export class WrongEncryptionKeyError extends Error {
  override readonly name = 'WrongEncryptionKeyError'
}

/** Taken while the table of keys is read and written: several gateways may start at once. */
const STARTING_LOCK = 0x6c6b_6579

/**
 * Opens the vault of this database, founding it on the first start.
 *
 * The key of the PIN hashes is made once, is never shown and never changes (two at once would end uniqueness); the
 * database keeps it wrapped by each encryption key in use.
 *
 * @param keys 32 bytes each, newest first
 * @throws WrongEncryptionKeyError before anything is read or written with a wrong key
 */
export async function openPinVault(pool: pg.Pool, keys: EncryptionKeys): Promise<PinVault> {
  const present = typeof keys === 'function' ? keys() : keys
  const [newest, ...older] = present.map((bytes) => new EncryptionKey(bytes))
  if (!newest) throw new WrongEncryptionKeyError('no encryption key is configured')
  const configured = new Map([newest, ...older].map((key) => [key.fingerprint, key]))
  return inTransaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [STARTING_LOCK])
    const { rows } = await tx.query<{ fingerprint: string; wrapped: Buffer }>(
      'select fingerprint, wrapped_pin_hash_key as wrapped from encryption_key order by created_at',
    )
    const unknown = rows.filter((row) => !configured.has(row.fingerprint)).map((row) => row.fingerprint)
    if (unknown.length > 0) {
      throw new WrongEncryptionKeyError(
        `the database holds PINs encrypted with ${unknown.join(' and ')}, but the configured keys are ` +
          `${[...configured.keys()].join(' and ')}: set LATCHKEY_ENCRYPTION_KEYS (or restore the key file) to include it`,
      )
    }
    const [first] = rows
    const pinHashKey = first ? openWith(configured, first.wrapped, first.fingerprint) : randomBytes(32)
    const { fingerprint } = newest
    if (!rows.some((row) => row.fingerprint === fingerprint)) {
      await tx.query('insert into encryption_key (fingerprint, wrapped_pin_hash_key) values ($1, $2)', [
        fingerprint,
        newest.seal(pinHashKey, fingerprint),
      ])
    }
    return pinVault(keys, pinHashKey)
  })
}
