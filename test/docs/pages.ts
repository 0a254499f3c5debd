import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** A page of the project, and what stands between its fences, in order. */
export interface Page {
  /** From the project's folder down. */
  readonly file: string
  readonly text: string
  readonly blocks: readonly Block[]
}

interface Block {
  readonly language: string
  readonly text: string
  /** Where it begins, for whoever has to mend it. */
  readonly line: number
}

/** What a reader is told to run, with the answer that is promised, if one is. */
export interface Example extends Block {
  readonly answer: Block | null
}

export const projectFolder = fileURLToPath(new URL('../..', import.meta.url))

/** Those who use the API read these; `docs/README.md` says how their examples are to be read. */
export async function readUserPages(): Promise<Page[]> {
  const files = (await readdir(`${projectFolder}docs`)).filter((name) => name.endsWith('.md')).sort()
  return Promise.all(['README.md', ...files.map((name) => `docs/${name}`)].map(readPage))
}

export async function readPage(file: string): Promise<Page> {
  return pageOf(file, await readFile(projectFolder + file, 'utf8'))
}

export function pageOf(file: string, text: string): Page {
  const fences = /^( *)```(\w*)\n(.*?)^ *```$/gms
  const blocks = [...text.matchAll(fences)].map(([, indent = '', language = '', content = ''], index, all) => ({
    language,
    text: content.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    line: text.slice(0, all[index]?.index).split('\n').length,
  }))
  return { file, text, blocks }
}

const answers = new Set(['json', 'text'])

/** What a reader is told to ask of the gateway. */
export const examplesOf = (page: Page): Example[] => withAnswers(page, ['graphql', 'sh'])
/** What a reader is told to run elsewhere. */
export const programsOf = (page: Page): Example[] => withAnswers(page, ['js'])

/** The blocks to run, each with the answer that follows it before anything else is run. */
function withAnswers({ blocks }: Page, languages: readonly string[]): Example[] {
  return blocks.flatMap((block, index) => {
    if (!languages.includes(block.language)) return []
    const next = blocks[index + 1]
    return [{ ...block, answer: next && answers.has(next.language) ? next : null }]
  })
}
