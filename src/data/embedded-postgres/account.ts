import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

export interface ServerAccount {
  readonly uid: number
  readonly gid: number
}

const NOBODY: ServerAccount = { uid: 65534, gid: 65534 }

/** Who the server runs as. PostgreSQL refuses root, so root hands it to nobody; anyone else runs it themselves. */
export function serverAccount(): ServerAccount | undefined {
  return process.getuid?.() === 0 ? NOBODY : undefined
}

/** The nearest folder, from `path` up to the root, that the account may not enter; undefined when it may enter all. */
export async function closedFolder(path: string, account: ServerAccount): Promise<string | undefined> {
  let closed: string | undefined
  for (let at = path; ; at = dirname(at)) {
    if (!(await mayEnter(at, account))) closed ??= at
    if (at === dirname(at)) return closed
  }
}

// Mode bits only: what access lists or mounts forbid shows when the server is spawned.
async function mayEnter(folder: string, { uid, gid }: ServerAccount): Promise<boolean> {
  const { mode, uid: owner, gid: group } = await stat(folder)
  const search = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001
  return (mode & search) !== 0
}
