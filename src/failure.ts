import { ConfigError } from './config.ts'
import { EmbeddedPostgresError } from './data/embedded-postgres/errors.ts'
import { DatabaseUnsuitableError } from './data/guarantees.ts'
import { WrongEncryptionKeyError } from './data/pins/open-vault.ts'
import { FailedMigrationError } from './data/schema-engine/failed-migration-error.ts'

/** Ends the process with what its operator can do about it; only a surprise shows where in the code it came from. */
export function fail(error: unknown): never {
  const isExplained = explained.some((kind) => error instanceof kind)
  const text = error instanceof Error ? (isExplained ? error.message : error.stack) : String(error)
  process.stderr.write(`${text}\n`)
  process.exit(1)
}

const explained = [
  ConfigError,
  EmbeddedPostgresError,
  DatabaseUnsuitableError,
  WrongEncryptionKeyError,
  FailedMigrationError,
]
