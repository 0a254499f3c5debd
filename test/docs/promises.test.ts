import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('every test that the page on what goes wrong quotes is there', async () => {
  const page = await readFile(`${root}docs/what-goes-wrong-with-locks.md`, 'utf8')
  const quoted = [...page.matchAll(/(?<!\*)\*([^*\n]+)\*(?!\*)/g)].map(([, name = '']) => name)
  const files = (await readdir(`${root}test`, { recursive: true })).filter((file) => file.endsWith('.ts'))
  const tests = (await Promise.all(files.map((file) => readFile(`${root}test/${file}`, 'utf8')))).join('\n')
  expect(quoted.filter((name) => !tests.includes(name))).toEqual([])
  expect(quoted.length).toBeGreaterThan(25)
})
