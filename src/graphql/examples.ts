import { readdir, readFile } from 'node:fs/promises'

export interface Example {
  /** From the file's name: `01-list-the-doors.graphql` is "List the doors". */
  readonly title: string
  readonly query: string
}

const folder = new URL('./examples/', import.meta.url)

/** The operations a newcomer is shown, in order. All of them run against the demo house. */
export async function readExamples(): Promise<Example[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort()
  return Promise.all(
    files.map(async (name) => ({ title: titleOf(name), query: await readFile(new URL(name, folder), 'utf8') })),
  )
}

function titleOf(fileName: string): string {
  const words = fileName.replace(/^\d+-|\.graphql$/g, '').replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
