import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { connect } from '../../src/data/client.ts'
import { EncryptionKey } from '../../src/data/pins/encryption-key.ts'
import { openPinVault, WrongEncryptionKeyError } from '../../src/data/pins/open-vault.ts'
import { pinVault } from '../../src/data/pins/vault.ts'
import { freshDatabase } from '../support/database.ts'

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)]
const vault = pinVault([oldKey], randomBytes(32))

test('a PIN comes back as it was sealed, leading zeros and all, and never looks the same twice', () => {
  const sealed = vault.seal('0042', 'row')
  expect(vault.open(sealed, 'row')).toBe('0042')
  expect(sealed.includes('0042')).toBe(false)
  expect(vault.seal('0042', 'row').equals(sealed)).toBe(false)
})

test('a ciphertext opens for the row that it was sealed to and for no other', () => {
  expect(() => vault.open(vault.seal('4711', 'row'), 'another row')).toThrow()
})

test('a ciphertext in which any one bit was changed does not open', () => {
  const sealed = vault.seal('4711', 'row')
  for (let index = 0; index < sealed.length; index++) {
    const changed = Buffer.from(sealed)
    changed[index] = (changed[index] ?? 0) ^ 1
    expect(() => vault.open(changed, 'row')).toThrow()
  }
})

test('a ciphertext whose tag was cut short does not open', () => {
  const sealed = vault.seal('', 'row')
  expect(vault.open(sealed, 'row')).toBe('')
  for (let length = 0; length < sealed.length; length++) {
    expect(() => vault.open(sealed.subarray(0, length), 'row')).toThrow()
  }
})

test('the newest key seals, and PINs sealed with an older one still open', () => {
  const rotated = pinVault([newKey, oldKey], randomBytes(32))
  const sealed = vault.seal('4711', 'row')
  expect(rotated.open(sealed, 'row')).toBe('4711')
  expect(() => vault.open(rotated.seal('4711', 'row'), 'row')).toThrow('not configured')
})

test('equal PINs have equal hashes within a workspace and different ones in another', () => {
  expect(vault.hash('a', '4711')).toEqual(vault.hash('a', '4711'))
  expect(vault.hash('a', '4711')).not.toEqual(vault.hash('b', '4711'))
  expect(vault.hash('a', '4711')).not.toEqual(vault.hash('a', '4712'))
})

test('ten gateways that start at once on a new database found one key of the PIN hashes', async () => {
  await using database = connect((await database1).url)
  const vaults = await Promise.all(Array.from({ length: 10 }, () => openPinVault(database.pool, [oldKey])))
  expect(new Set(vaults.map((one) => one.hash('workspace', '4711').toString('hex'))).size).toBe(1)
})

test('a start with another key is refused in words before anything is read, and one with both keys goes on as before', async () => {
  await using database = connect((await database2).url)
  const first = await openPinVault(database.pool, [oldKey])
  const refusal = await openPinVault(database.pool, [newKey]).catch((error) => error)
  expect(refusal).toBeInstanceOf(WrongEncryptionKeyError)
  expect(refusal.message).toBe(
    `the database holds PINs encrypted with ${fingerprintOf(oldKey)}, but the configured keys are ${fingerprintOf(newKey)}: ` +
      'set LATCHKEY_ENCRYPTION_KEYS (or restore the key file) to include it',
  )
  const rotated = await openPinVault(database.pool, [newKey, oldKey])
  expect(rotated.hash('workspace', '4711')).toEqual(first.hash('workspace', '4711'))
  // From now on both are in use: neither may be left out.
  await expect(openPinVault(database.pool, [newKey])).rejects.toThrow(WrongEncryptionKeyError)
  await expect(openPinVault(database.pool, [oldKey])).rejects.toThrow(WrongEncryptionKeyError)
})

const fingerprintOf = (bytes: Buffer) => new EncryptionKey(bytes).fingerprint

const database1 = freshDatabase()
const database2 = freshDatabase()
