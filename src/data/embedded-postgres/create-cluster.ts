import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, chown, mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { closedFolder } from './account.ts'
import { runProgram } from './child-process.ts'
import type { ClusterOptions } from './cluster.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { settleElsewhere, settleInside } from './home.ts'
import { isAlive } from './lock-file.ts'
import { systemFolder } from './system-folder.ts'

/**
 * Makes a cluster under a temporary name and moves it into place whole: a killed initdb leaves nothing that looks like
 * one, and of gateways that begin together one wins and the others use its cluster. Returns the folder it lives in.
 */
export async function createCluster(options: ClusterOptions): Promise<string> {
  const { dataDir, account } = options
  if (account) await letThrough(dataDir)
  if (!account || (await closedFolder(dataDir, account)) === undefined) {
    const unfinished = await initialise(join(dataDir, 'postgres'), options)
    return settleInside(dataDir, unfinished)
  }
  const name = join(await systemFolder('clusters'), randomUUID())
  return settleElsewhere(dataDir, await initialise(name, options), name)
}

// The data folder is ours, and often made 0700. Its secrets are 0600: passing through shows nothing, not even names.
async function letThrough(dataDir: string): Promise<void> {
  const { uid, mode } = await stat(dataDir)
  if (uid === 0) await chmod(dataDir, mode | 0o011)
}

async function initialise(name: string, { binaries, account, durable }: ClusterOptions): Promise<string> {
  await sweep(dirname(name))
  const unfinished = `${name}.new-${process.pid}-${randomUUID()}`
  const pgdata = join(unfinished, 'pgdata')
  const password = join(unfinished, 'password')
  await mkdir(unfinished)
  await chmod(unfinished, account ? 0o711 : 0o700) // whatever the umask
  await mkdir(pgdata, { mode: 0o700 })
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true })
  if (account) for (const path of [pgdata, password]) await chown(path, account.uid, account.gid)
  try {
    await runProgram(
      binaries.initdb,
      [
        ...['--pgdata', pgdata, '--username=postgres', `--pwfile=${password}`, '--auth=scram-sha-256'],
        // The same order of names on every system, and still upper and lower case beyond ASCII.
        ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
        '--no-instructions',
        ...(durable ? [] : ['--no-sync']),
      ],
      account,
    )
    if (account) await chown(password, 0, 0) // only initdb needed it
    return unfinished
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    throw withoutName(error)
  }
}

/** Removes what gateways that were killed during initdb left behind. */
async function sweep(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const maker = /^(?:postgres|[0-9a-f-]{36})\.new-(\d+)-/.exec(entry)?.[1]
    if (maker && !isAlive(Number(maker))) await rm(join(folder, entry), { recursive: true, force: true })
  }
}

function withoutName(error: unknown): unknown {
  if (!(error instanceof EmbeddedPostgresError) || !error.message.includes('could not look up effective user'))
    return error
  return new EmbeddedPostgresError(
    `The embedded PostgreSQL cannot be set up by a user without a name on this system (uid ${process.getuid?.()}): ` +
      `set DATABASE_URL to a PostgreSQL server, or give the user an entry in /etc/passwd.`,
    { cause: error },
  )
}
