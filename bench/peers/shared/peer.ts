import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { openPinVault } from '../../../src/data/pins/open-vault.ts'
import type { PinVault } from '../../../src/data/pins/vault.ts'
import { encryptionKey } from '../../data-set/ids.ts'

/** What every peer is started with. */
export const databaseUrl = process.env.DATABASE_URL ?? ''

/** As many connections as the product's own pool has, kept open. */
export const poolOptions = { connectionString: databaseUrl, max: 10, idleTimeoutMillis: 0 }

/** PINs are opened and sealed by the product's own lines, whoever asks. */
export async function openVault(): Promise<PinVault> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  try {
    return await openPinVault(pool, [encryptionKey])
  } finally {
    await pool.end()
  }
}

/** Tells the harness where it listens, for subscriptions too if that is elsewhere. */
export function announce(port: number, subscriptionsPort = port): void {
  const [url, subscriptions] = [port, subscriptionsPort].map((each) => `http://127.0.0.1:${each}/graphql`)
  console.log(JSON.stringify({ url, subscriptions }))
}

export function listen(server: Server): void {
  server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port))
}

process.on('SIGTERM', () => process.exit(0))
