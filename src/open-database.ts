import type { Config } from './config.ts'
import { connect, type Database } from './data/client.ts'
import { startEmbeddedPostgres } from './data/embedded-postgres/start.ts'
import { checkGuarantees, checkServerVersion } from './data/guarantees.ts'
import { migrate } from './data/migrate.ts'
import { openPinVault } from './data/pins/open-vault.ts'
import type { PinVault } from './data/pins/vault.ts'
import { encryptionKeysFromFile } from './encryption-keys.ts'
import type { Logger } from './server/log.ts'

/** A database that is migrated, checked and unlocked. */
export interface OpenDatabase extends AsyncDisposable {
  readonly database: Database
  readonly vault: PinVault
  readonly isEmbedded: boolean
  /** Resolves when an embedded server is gone, wanted or not; never for another one. */
  readonly serverExited: Promise<void>
}

export async function openDatabase(config: Config, logger: Logger): Promise<OpenDatabase> {
  await using opened = new AsyncDisposableStack()
  const embedded = config.database.url ? null : opened.use(await startEmbeddedPostgres({ dataDir: config.dataDir }))
  const url = embedded?.url ?? config.database.url?.reveal() ?? ''
  const database = opened.use(
    connect(url, { onConnectionLost: (error) => logger.warn({ err: error }, 'a database connection was lost') }),
  )
  await checkServerVersion(database.pool)
  const migrations = await migrate(url)
  if (migrations.length > 0) logger.info({ migrations }, 'migrated')
  await checkGuarantees(database.pool)
  const keys = config.encryptionKeys?.reveal() ?? (await encryptionKeysFromFile(config.dataDir))
  const vault = await openPinVault(database.pool, keys)
  const toClose = opened.move()
  return {
    database,
    vault,
    isEmbedded: embedded !== null,
    serverExited: embedded?.exited ?? new Promise(() => {}),
    [Symbol.asyncDispose]: () => toClose.disposeAsync(),
  }
}
