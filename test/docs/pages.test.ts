import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { withGeneratedParts } from '../../scripts/docs.ts'
import { generatedParts } from '../../scripts/generated-parts.ts'
import { schema } from '../../src/graphql/schema.ts'
import { examplesOf, type Page, projectFolder, readPage, readUserPages } from './pages.ts'
import { isRunHere } from './run-example.ts'

const userPages = await readUserPages()
const decisions = (await readdir(`${projectFolder}docs/decisions`)).map((name) => `docs/decisions/${name}`)
const otherPages = await Promise.all(['ARCHITECTURE.md', 'CONTRIBUTING.md', ...decisions].map(readPage))
const everyPage = [...userPages, ...otherPages]
const allBlocks = everyPage.flatMap(({ file, blocks }) => blocks.map((block) => ({ ...block, file })))
const where = ({ file, line }: { file: string; line: number }) => `${file}:${line}`

describe.each(userPages)('$file', ({ text }) => {
  it('has its generated parts as the code has them: `npm run docs` writes them', () => {
    expect(text).toBe(withGeneratedParts(text))
  })
})

describe('the generated parts', () => {
  it('are each on a page', () => {
    const shown = userPages.flatMap(({ text }) => [...text.matchAll(/<!-- ([\w-]+) -->/g)].map(([, name]) => name))
    expect(shown.toSorted()).toEqual(Object.keys(generatedParts).sort())
  })

  it('that nobody makes are not passed over', () => {
    expect(() => withGeneratedParts('<!-- weather -->\nsunny\n<!-- /weather -->')).toThrow('under the name weather')
  })
})

describe('every page', () => {
  it('has links that lead somewhere, headings included', async () => {
    const dead: string[] = []
    for (const page of everyPage) {
      for (const target of localLinksOf(page)) if (!(await isThere(page, target))) dead.push(`${page.file}: ${target}`)
    }
    expect(dead).toEqual([])
  })

  it('for users is in the index of docs/README.md', async () => {
    const index = userPages.find(({ file }) => file === 'docs/README.md')
    const others = userPages.map(({ file }) => file).filter((file) => file.startsWith('docs/') && file !== index?.file)
    const listed = localLinksOf(index as Page).map((target) => join('docs', target))
    expect(others.filter((file) => !listed.includes(file))).toEqual([])
  })
})

describe('every example', () => {
  it('of GraphQL fits the schema', () => {
    const broken = allBlocks.filter(({ language, text }) => language === 'graphql' && !isValid(text))
    expect(broken.map(where)).toEqual([])
  })

  it('that changes something on a page for users shows its answer', () => {
    const silent = userPages
      .filter(({ file }) => file !== 'README.md')
      .flatMap((page) => examplesOf(page).map((example) => ({ ...example, file: page.file })))
      .filter(({ language, text, answer }) => language === 'graphql' && text.startsWith('mutation') && !answer)
    expect(silent.map(where)).toEqual([])
  })

  it('is in a language that the tests know how to hold it to', () => {
    // What is in JavaScript is run where Seam’s clients are: test/seam/page.test.ts.
    const known = ['graphql', 'js', 'json', 'sh', 'text', '']
    expect(allBlocks.filter(({ language }) => !known.includes(language)).map(where)).toEqual([])
  })

  it('of a command is run, but for those that install, start or test all of it', () => {
    const commands = userPages.flatMap(examplesOf).filter(({ language, text }) => language === 'sh' && !isRunHere(text))
    const started = ['npm ci && npm start\n', 'npm ci && npm test\n']
    expect([...new Set(commands.map(({ text }) => text))].sort()).toEqual(started)
  })
})

function isValid(text: string): boolean {
  try {
    return validate(schema, parse(text)).length === 0
  } catch {
    return false
  }
}

/** To places of this project, code left out. */
function localLinksOf({ text }: Page): string[] {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, '').replaceAll(/`[^`\n]*`/g, '')
  return [...prose.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target = '']) => target)
}

async function isThere({ file }: Page, target: string): Promise<boolean> {
  const [path = '', heading] = target.split('#')
  const found = path === '' ? file : join(dirname(file), path)
  if (heading === undefined) return stat(projectFolder + found).then(...asBoolean)
  return found.endsWith('.md') && headingsOf(await readPage(found)).includes(heading)
}

const asBoolean = [() => true, () => false] as const

/** As GitHub makes anchors of them. */
function headingsOf({ text }: Page): string[] {
  const prose = text.replaceAll(/^ *```.*?^ *```$/gms, '')
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}
