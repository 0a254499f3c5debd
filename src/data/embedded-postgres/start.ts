import { mkdir, realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import { serverAccount } from './account.ts'
import { findBinaries } from './binaries.ts'
import { openCluster } from './cluster.ts'
import { joinServer } from './join-server.ts'

export interface EmbeddedPostgresOptions {
  /** Made if it is not there. */
  readonly dataDir: string
  /** false lets a power cut corrupt the data: for tests only. */
  readonly durable?: boolean
}

/** A PostgreSQL server of our own. Disposing stops it, unless another gateway still uses the same data folder. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** With the password in it: never log it. */
  readonly url: string
  readonly pid: number
  /** Resolves when the server is gone, wanted or not; never rejects. */
  readonly exited: Promise<void>
}

/**
 * Starts the server of a data folder, or joins the one that other gateways already use there.
 * Throws EmbeddedPostgresError, which says what to do, when this machine or the folder does not allow it.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const durable = options.durable ?? true
  const account = serverAccount()
  const binaries = await findBinaries(account)
  await mkdir(resolve(options.dataDir), { recursive: true })
  const dataDir = await realpath(options.dataDir)
  const cluster = await openCluster({ dataDir, durable, binaries, account })
  return joinServer({ cluster, durable, binaries, account })
}
