import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { projectFolder, readPage } from './pages.ts'

/** Words that the code gives to callers without a schema that lists them: the tables of the pages are written by hand. */

async function sourceOf(folder: string): Promise<string> {
  const names = (await readdir(projectFolder + folder, { recursive: true })).filter((name) => name.endsWith('.ts'))
  return (await Promise.all(names.map((name) => readFile(`${projectFolder}${folder}/${name}`, 'utf8')))).join('\n')
}

async function inFirstColumns(file: string, heading: string, word: RegExp): Promise<string[]> {
  const { text } = await readPage(file)
  const section = text.slice(text.indexOf(`\n## ${heading}\n`))
  const firstCells = [...section.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = '']) => cell)
  return firstCells.flatMap((cell) => [...cell.matchAll(word)].map(([, found = '']) => found)).sort()
}

const foundIn = (source: string, word: RegExp) =>
  new Set([...source.matchAll(word)].flatMap(([, ...groups]) => groups.filter((group) => group !== undefined)))

test('the page on access codes explains every issue that the code knows, and no other', async () => {
  const source = [
    await sourceOf('src/domain/access-codes'),
    await sourceOf('src/domain/devices'),
    await sourceOf('src/engine/reconcile'),
    await sourceOf('src/data/engine'),
  ].join('\n')
  const words = foundIn(source, /'([a-z]+(?:_[a-z0-9]+)+)'/g)
  // The name of a channel, a part of a change, and the end of an action attempt.
  const others = ['latchkey_due', 'time_frame', 'access_code_removed']
  const issues = [...words].filter((found) => !others.includes(found)).sort()
  expect(await inFirstColumns('docs/access-codes.md', 'What can be wrong', /`([a-z0-9_]+)`/g)).toEqual(issues)
  expect(issues).toContain('code_constraints_violated')
})

test('the page on errors explains every top-level code that the code gives, and no other', async () => {
  const source = `${await sourceOf('src/server')}\n${await sourceOf('src/graphql')}`
  const codes = foundIn(source, /code: '([A-Z_]+)'|Refusal\(\d+, '([A-Z_]+)'/g)
  const fromYoga = ['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']
  const expected = [...new Set([...codes, ...fromYoga])].sort()
  expect(await inFirstColumns('docs/errors.md', 'Top-level errors', /`([A-Z_]+)`/g)).toEqual(expected)
})
