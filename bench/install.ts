import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { generate } from './generate.ts'

/** Installs what the peers need, unless it is there, and generates their Prisma client. */
export function install(): void {
  const wanted = ['package-lock.json', '../prisma/schema.prisma', 'generate.ts'].map(read).join('')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.log('Installing the servers to compare with …')
  // Nothing that is installed needs to run anything; on Windows npm is a script that only a shell finds.
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) throw new Error('npm ci failed in bench/')
  generate()
  writeFileSync(stamp, wanted)
}

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const stamp = fileURLToPath(new URL('node_modules/.installed', import.meta.url))
