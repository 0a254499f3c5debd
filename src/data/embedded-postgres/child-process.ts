import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ServerAccount } from './account.ts'
import { EmbeddedPostgresError } from './errors.ts'

export interface ProgramOptions {
  readonly account: ServerAccount | undefined
  readonly stdio: StdioOptions
  readonly detached?: boolean
  readonly env?: NodeJS.ProcessEnv
}

/**
 * Spawns one of PostgreSQL's programs and resolves once it runs.
 * Throws EmbeddedPostgresError when this system cannot run it.
 */
export async function spawnProgram(
  file: string,
  args: readonly string[],
  { account, env, ...options }: ProgramOptions,
): Promise<ChildProcess> {
  const child = spawn(file, args, {
    ...options,
    ...account,
    cwd: '/', // the working folder we inherited may be closed to the server's account
    env: { ...environment(), ...env },
    windowsHide: true,
  })
  try {
    await once(child, 'spawn')
  } catch (error) {
    throw await inWords(error as NodeJS.ErrnoException, file)
  }
  return child
}

/** Runs a program to its end. Throws EmbeddedPostgresError with what it said when it fails. */
export async function runProgram(file: string, args: readonly string[], account?: ServerAccount): Promise<void> {
  const child = await spawnProgram(file, args, { account, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4_000)
  })
  const [code] = await once(child, 'close')
  if (code !== 0) throw new EmbeddedPostgresError(`${basename(file)} failed (${code}): ${said.trim()}`)
}

// The messages are read below and by start.ts: they must come in English.
function environment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot, TEMP } = process.env
  return { PATH, LC_ALL: 'C', TZ: 'UTC', ...(SystemRoot && { SystemRoot }), ...(TEMP && { TEMP }) }
}

async function inWords(error: NodeJS.ErrnoException, file: string): Promise<Error> {
  if (error.code === 'ENOENT' && (await exists(file)))
    // The file is there, so it is its loader that is missing.
    return new EmbeddedPostgresError(
      `The embedded PostgreSQL needs glibc, which this system lacks (Alpine and other musl systems do): ` +
        `set DATABASE_URL to a PostgreSQL server, or use a Debian-based image.`,
    )
  if (error.code === 'EACCES')
    return new EmbeddedPostgresError(
      `${file} may not be run by the account PostgreSQL would run as: set DATABASE_URL, or open the file and its folders to it.`,
    )
  return error
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
