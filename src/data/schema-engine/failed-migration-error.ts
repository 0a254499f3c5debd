/** A migration stopped half-way, now or at an earlier start; no further ones are applied until a person has looked. */
export class FailedMigrationError extends Error {
  override readonly name = 'FailedMigrationError'
  readonly migrationName: string

  constructor(migrationName: string, logs: string, options?: ErrorOptions) {
    super(
      `Migration ${migrationName} failed${reason(logs)}.\n` +
        `It ran in one transaction, so unless it has COMMIT or CONCURRENTLY in it, nothing of it was kept. ` +
        `Repair what it stumbled over, then let it be tried again:\n` +
        `UPDATE _prisma_migrations SET rolled_back_at = now() ` +
        `WHERE migration_name = '${migrationName}' AND finished_at IS NULL;`,
      options,
    )
    this.migrationName = migrationName
  }
}

/** What the engine recorded, without its name for every database error and the trace of its own functions. */
function reason(logs: string): string {
  const [words = ''] = logs.replace('external connector error', '').split(/^ *0: /m)
  return words.trim() && `: ${words.trim()}`
}
