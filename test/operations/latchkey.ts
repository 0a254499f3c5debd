import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Runs the command line as an operator does, on a database with keys of its own. */
export const latchkey = (dataDir: string, databaseUrl: string, ...args: string[]) =>
  latchkeyWith({ DATABASE_URL: databaseUrl, LATCHKEY_DATA_DIR: dataDir }, ...args)

export async function latchkeyWith(environment: Readonly<Record<string, string>>, ...args: string[]) {
  const child = startLatchkey(environment, ...args)
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { status, stdout, stderr }
}

export const startLatchkey = (environment: Readonly<Record<string, string>>, ...args: string[]) =>
  spawn(process.execPath, [join(root, 'src/cli.ts'), ...args], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
