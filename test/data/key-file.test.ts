import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { pinVault } from '../../src/data/pins/vault.ts'
import { addKeyToFile, encryptionKeysFromFile } from '../../src/encryption-keys.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('what another process seals with a key that was just made opens at once', async () => {
  const dataDir = await temporaryFolder()
  const hashKey = randomBytes(32)
  // Both have looked at the file a moment ago, and look again within a second.
  const running = pinVault(await encryptionKeysFromFile(dataDir), hashKey)
  const before = running.seal('4711', 'row')
  await addKeyToFile(dataDir)
  const later = pinVault(await encryptionKeysFromFile(dataDir), hashKey)
  const sealed = later.seal('4712', 'row')
  expect(later.sealsWith().equals(before.subarray(0, 8))).toBe(false)
  expect([running.open(sealed, 'row'), running.open(before, 'row')]).toEqual(['4712', '4711'])
  expect(later.open(before, 'row')).toBe('4711')
})

test('a text that was sealed with a key which is not in the file does not open', async () => {
  const vault = pinVault(await encryptionKeysFromFile(await temporaryFolder()), randomBytes(32))
  const stranger = pinVault([randomBytes(32)], randomBytes(32))
  expect(() => vault.open(stranger.seal('4711', 'row'), 'row')).toThrow('not configured')
})
