import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** What postmaster.pid says about a cluster. A server that is just starting has not written all of it yet. */
export type Lock =
  | { readonly state: 'held'; readonly pid: number; readonly port: number }
  | { readonly state: 'starting' }
  | { readonly state: 'free'; readonly stalePid: number | undefined }

/** Who serves the cluster now. A file left by a killed server, whoever has its pid today, does not count. */
export async function readLock(pgdata: string): Promise<Lock> {
  const text = await readFile(join(pgdata, 'postmaster.pid'), 'utf8').catch(() => '')
  const [firstLine = '', , , fourthLine = ''] = text.split('\n')
  const pid = Number.parseInt(firstLine, 10)
  if (!(pid > 0)) return { state: 'free', stalePid: undefined }
  if (!(await isPostmaster(pid, pgdata))) return { state: 'free', stalePid: pid }
  const port = Number.parseInt(fourthLine, 10)
  return port > 0 ? { state: 'held', pid, port } : { state: 'starting' }
}

/** Whether a process runs, whoever owns it. One that has ended and waits for its parent's notice does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return !isZombie(pid)
}

// In a container the first process may never take notice of a server whose gateway was killed.
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.startsWith('Z', stat.lastIndexOf(')') + 2)
  } catch {
    return false
  }
}

async function isPostmaster(pid: number, pgdata: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  const command = await commandOf(pid)
  // Where it cannot be told, the connection decides: it asks the server which folder it serves.
  return command === undefined || command.includes(`postgres -D ${pgdata} `)
}

/** The command line of a process, '' when it is gone, undefined when this system does not tell. */
async function commandOf(pid: number): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined
  if (process.platform === 'linux') {
    const raw = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' || error.code === 'ESRCH' ? '' : undefined,
    )
    return raw?.replaceAll('\0', ' ')
  }
  const ps = await promisify(execFile)('ps', ['-ww', '-o', 'command=', '-p', String(pid)]).catch(() => undefined)
  return ps?.stdout
}
