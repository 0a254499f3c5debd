import { readFile, writeFile } from 'node:fs/promises'
import { fakeSeed, startFake } from './fake.ts'
import { type Place, tryOut } from './operations.ts'

/** What comes of each operation, here and with the stand-in that Seam publishes. */
export type Comparison = Record<string, { readonly here: string; readonly fake: string }>

export async function compare(here: Place): Promise<Comparison> {
  await using fake = await startFake()
  const [ours, theirs] = [await tryOut(here), await tryOut({ ...fakeSeed, endpoint: fake.endpoint })]
  return Object.fromEntries(
    Object.entries(ours).map(([name, result]) => [name, { here: result, fake: theirs[name] ?? '' }]),
  )
}

const file = new URL('operations.json', import.meta.url)

export const writtenComparison = async (): Promise<Comparison> => JSON.parse(await readFile(file, 'utf8'))
export const writeComparison = (comparison: Comparison): Promise<void> =>
  writeFile(file, `${JSON.stringify(comparison, null, 2)}\n`)
