import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ServerAccount } from './account.ts'
import type { Binaries } from './binaries.ts'
import { createCluster } from './create-cluster.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { existingHome } from './home.ts'

/** One database cluster on disk: PostgreSQL's own folder, and beside it what we keep about it. */
export interface Cluster {
  readonly pgdata: string
  readonly password: string
  readonly logFile: string
}

export interface ClusterOptions {
  /** Absolute, without links: PostgreSQL's answers are compared with it. */
  readonly dataDir: string
  readonly durable: boolean
  readonly binaries: Binaries
  readonly account: ServerAccount | undefined
}

/**
 * The cluster of this data folder, made first if there is none.
 * Throws EmbeddedPostgresError when it is there and cannot be used: an empty one is never put in its place.
 */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const home = (await existingHome(options.dataDir, options.account)) ?? (await createCluster(options))
  const pgdata = join(home, 'pgdata')
  await assertVersion(pgdata, options.binaries.majorVersion)
  return { pgdata, password: await readPassword(join(home, 'password')), logFile: join(home, 'server.log') }
}

async function assertVersion(pgdata: string, majorVersion: number): Promise<void> {
  const written = await readFile(join(pgdata, 'PG_VERSION'), 'utf8').catch(() => '')
  const found = written.trim()
  if (found === String(majorVersion)) return
  throw new EmbeddedPostgresError(
    found === ''
      ? `${pgdata} is not a PostgreSQL data folder (it has no readable PG_VERSION): restore it from a backup, or move it away to begin with an empty database.`
      : `The database in ${pgdata} was written by PostgreSQL ${found}, and this Latchkey brings PostgreSQL ${majorVersion}, ` +
          `which cannot read it: start the Latchkey version that wrote it and take the data out, ` +
          `or serve the folder with PostgreSQL ${found} and set DATABASE_URL. Nothing was changed.`,
  )
}

async function readPassword(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new EmbeddedPostgresError(
      code === 'EACCES'
        ? `${file} belongs to another user: start Latchkey as that user, or choose another LATCHKEY_DATA_DIR.`
        : `${file} cannot be read (${code}), and the database beside it opens with nothing else: restore it from a backup.`,
    )
  }
}
