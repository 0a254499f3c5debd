import { chmod, lstat, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from './errors.ts'

/** Where root keeps what the server's account must reach and no one else may have planted. Never below /tmp. */
const SYSTEM_FOLDER = '/var/lib/latchkey'

/** A folder below the system folder, made if need be, enterable by everyone and writable by root alone. */
export async function systemFolder(...names: readonly string[]): Promise<string> {
  const folder = join(SYSTEM_FOLDER, ...names)
  await mkdir(folder, { recursive: true })
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const { uid, mode } = await lstat(at)
    // Ours may have been made under any umask.
    if (uid === 0 && at.startsWith(SYSTEM_FOLDER)) await chmod(at, (mode | 0o111) & 0o755)
    await assertOnlyRootWrites(at)
  }
  return folder
}

async function assertOnlyRootWrites(folder: string): Promise<void> {
  const stats = await lstat(folder)
  if (!stats.isDirectory() || stats.uid !== 0 || (stats.mode & 0o022) !== 0)
    throw new EmbeddedPostgresError(
      `${folder} must be a folder that root owns and only root writes to, since programs are run from below it: ` +
        `repair that, or set DATABASE_URL.`,
    )
}
