import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { closedFolder, type ServerAccount } from './account.ts'
import { EmbeddedPostgresError } from './errors.ts'

const homeIn = (dataDir: string) => join(dataDir, 'postgres')
const pointerIn = (dataDir: string) => join(dataDir, 'postgres.location')

/**
 * Where the data folder's cluster lives: in it, or where its pointer file says; undefined when there is none yet.
 * Throws EmbeddedPostgresError when one was made and cannot be reached.
 */
export async function existingHome(dataDir: string, account: ServerAccount | undefined): Promise<string | undefined> {
  const elsewhere = await readPointer(dataDir)
  const home = elsewhere ?? homeIn(dataDir)
  if (!(await exists(home))) {
    if (elsewhere === undefined) return undefined
    throw new EmbeddedPostgresError(
      `${pointerIn(dataDir)} says that the database lives in ${home}, which is not there: restore it, ` +
        `or delete ${pointerIn(dataDir)} to begin with an empty database.`,
    )
  }
  const closed = account && (await closedFolder(home, account))
  if (closed !== undefined)
    throw new EmbeddedPostgresError(
      `The database in ${home} is out of reach: started by root, PostgreSQL runs as uid ${account?.uid}, ` +
        `which may not enter ${closed}. Open it (chmod o+x ${closed}), or start Latchkey as the owner of the folder.`,
    )
  return home
}

/** Moves a finished cluster to its name in the data folder. Of several at once, the first wins and stays. */
export async function settleInside(dataDir: string, unfinished: string): Promise<string> {
  const home = homeIn(dataDir)
  try {
    await rename(unfinished, home)
  } catch (error) {
    if (!(await exists(home))) throw error
    await rm(unfinished, { recursive: true, force: true })
  }
  return home
}

/** Points the data folder to a finished cluster elsewhere. Of several at once, the first wins and stays. */
export async function settleElsewhere(dataDir: string, unfinished: string, name: string): Promise<string> {
  await rename(unfinished, name)
  const draft = `${pointerIn(dataDir)}.new-${process.pid}`
  await writeFile(draft, pointerText(name), { flush: true })
  try {
    await link(draft, pointerIn(dataDir)) // unlike a rename, this fails when there is one
    return name
  } catch (error) {
    await rm(name, { recursive: true, force: true })
    const winner = await readPointer(dataDir)
    if (winner === undefined) throw error
    return winner
  } finally {
    await rm(draft, { force: true })
  }
}

const pointerText = (home: string) => `${home}

The database of this data folder lives in the folder named above. Latchkey was started by root, PostgreSQL does not run
as root, and the account it runs under may not enter a folder above this one. Keep both together: back up both, move
both, and to begin anew delete both.
`

async function readPointer(dataDir: string): Promise<string | undefined> {
  const text = await readFile(pointerIn(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text?.split('\n', 1)[0]
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )
