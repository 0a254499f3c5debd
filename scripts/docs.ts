import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { generatedParts } from './generated-parts.ts'

/** A page with each `<!-- name -->…<!-- /name -->` as the code has it. */
export function withGeneratedParts(page: string): string {
  return page.replace(/<!-- ([\w-]+) -->\n.*?<!-- \/\1 -->/gs, (_all, name: string) => {
    const part = generatedParts[name]
    if (!part) throw new Error(`Nothing is generated under the name ${name}. There are ${Object.keys(generatedParts)}.`)
    return `<!-- ${name} -->\n${part()}\n<!-- /${name} -->`
  })
}

const projectFolder = fileURLToPath(new URL('..', import.meta.url))

/** README.md and the pages for those who use the API. */
async function generatedPages(): Promise<string[]> {
  const names = (await readdir(`${projectFolder}docs`)).filter((name) => name.endsWith('.md')).sort()
  return ['README.md', ...names.map((name) => `docs/${name}`)].map((page) => projectFolder + page)
}

if (import.meta.main) {
  for (const page of await generatedPages()) {
    await writeFile(page, withGeneratedParts(await readFile(page, 'utf8')))
  }
}
