import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { freshDatabase } from '../support/database.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { url: databaseUrl } = await freshDatabase()

test('SIGTERM to npm start ends the gateway behind it, not only the shell in between', async () => {
  const npm = spawn('npm', ['start'], {
    cwd: root,
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, LATCHKEY_DATA_DIR: await temporaryFolder(), PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const lines: { msg?: string; url?: string }[] = []
  const { promise: url, resolve: listening } = Promise.withResolvers<string>()
  const outputEnded = (async () => {
    for await (const line of createInterface(npm.stdout)) {
      if (!line.startsWith('{')) continue
      const entry = JSON.parse(line)
      lines.push(entry)
      if (entry.msg === 'listening') listening(entry.url)
    }
  })()
  expect((await fetch(`${await url}/ready`)).status).toBe(200)
  const exited = once(npm, 'exit')
  npm.kill('SIGTERM')
  await exited
  // The gateway shares npm's output: that ends only when the gateway, too, is gone.
  await outputEnded
  expect(lines.at(-1)?.msg).toBe('stopping')
  await expect(fetch(`${await url}/health`)).rejects.toThrow()
})
