import type pg from 'pg'

const VERSION_MIN = 150_000

/** This database cannot keep what the gateway promises. */
export class DatabaseUnsuitableError extends Error {
  override readonly name = 'DatabaseUnsuitableError'
}

/** @throws DatabaseUnsuitableError if the server is older than PostgreSQL 15 */
export async function checkServerVersion(on: Pick<pg.Pool, 'query'>): Promise<void> {
  const { rows } = await on.query<{ version: number; name: string }>(
    "select current_setting('server_version_num')::int as version, current_setting('server_version') as name",
  )
  const [server] = rows
  if (!server || server.version < VERSION_MIN) {
    throw new DatabaseUnsuitableError(`PostgreSQL 15 or newer is needed, and this server is ${server?.name}`)
  }
}

/**
 * That the constraints and triggers which Prisma cannot express are in force: without them two guests could get one PIN,
 * or the audit log be changed, and no test of ours would be running to notice.
 *
 * @throws DatabaseUnsuitableError naming those that are missing
 */
export async function checkGuarantees(on: Pick<pg.Pool, 'query'>): Promise<void> {
  const { rows } = await on.query<{ name: string }>(
    `select conname as name from pg_constraint
     where convalidated and contype = 'x' and connamespace = current_schema()::regnamespace`,
  )
  const missing = exclusionConstraints.filter((wanted) => !rows.some(({ name }) => name === wanted))
  const { rows: triggers } = await on.query<{ name: string }>(
    `select tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where tgenabled in ('O', 'A') and c.relnamespace = current_schema()::regnamespace
       and tgname = relname || '_append_only'`,
  )
  const lost = appendOnly.filter((wanted) => !triggers.some(({ name }) => name === wanted))
  if (lost.length > 0) {
    throw new DatabaseUnsuitableError(
      `the database lacks the trigger ${lost.join(' and ')}: restore it from prisma/migrations before starting`,
    )
  }
  if (missing.length > 0) {
    throw new DatabaseUnsuitableError(
      `the database lacks the exclusion constraint ${missing.join(' and ')}: restore it from prisma/migrations before starting`,
    )
  }
}

const appendOnly = ['audit_entry_append_only', 'audit_seal_append_only']
const exclusionConstraints = ['pin_claim_no_overlap', 'linked_code_group_key_in_use']
