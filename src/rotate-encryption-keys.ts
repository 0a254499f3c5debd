import { setTimeout as wait } from 'node:timers/promises'
import type { PoolClient } from 'pg'
import type { Config } from './config.ts'
import { openPinVault } from './data/pins/open-vault.ts'
import { rotateKeys, whileNobodyElseRotates } from './data/pins/rotate-keys.ts'
import type { PinVault } from './data/pins/vault.ts'
import { audit, operatorIn } from './domain/audit.ts'
import { addKeyToFile, encryptionKeysFromFile, KEY_FILE_LOOK_MS } from './encryption-keys.ts'
import type { OpenDatabase } from './open-database.ts'

/**
 * Seals everything anew with the newest key while gateways and workers run. Where the keys are in a file, a new one is
 * made first, and whoever shares the file moves to it; where they come from the environment, it is the first of them.
 *
 * @throws RotationRunningError if somebody else is at it
 */
export async function rotateEncryptionKeys(
  config: Config,
  { database: { pool } }: Pick<OpenDatabase, 'database'>,
): Promise<{ readonly sealedAnew: number; readonly fingerprint: string }> {
  return whileNobodyElseRotates(pool, async () => {
    const configured = config.encryptionKeys?.reveal()
    if (!configured) await addKeyToFile(config.dataDir)
    const vault = await openPinVault(pool, configured ?? (await encryptionKeysFromFile(config.dataDir)))
    // Twice as long as others may go on with the key that they had.
    if (!configured) await wait(2 * KEY_FILE_LOOK_MS)
    const fingerprint = vault.sealsWith().toString('hex')
    const sealedAnew = await rotateKeys(pool, vault, (tx) => auditRotation(tx, vault, fingerprint))
    return { sealedAnew, fingerprint }
  })
}

/** In the log of every workspace: all of their PINs are encrypted with it. */
async function auditRotation(tx: PoolClient, vault: PinVault, fingerprint: string): Promise<void> {
  const { rows } = await tx.query<{ id: string }>('select id from workspace order by id')
  for (const { id } of rows) {
    audit(tx, { vault }, operatorIn(id), { action: 'rotateEncryptionKeys', input: { fingerprint } })
  }
}
