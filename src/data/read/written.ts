import type { AccessCodeRow } from './access-codes.ts'
import type { ActionAttemptRow } from './workspaces.ts'

/** Rows as a statement left them, so that a verb's answer need not read them again. Asked for once the transaction is over. */
export type ReadWritten = () => Promise<Written>

export interface Written {
  readonly accessCodes: readonly AccessCodeRow[]
  readonly actionAttempts: readonly ActionAttemptRow[]
}

export async function allWritten(parts: readonly ReadWritten[]): Promise<Written> {
  const written = await Promise.all(parts.map((part) => part()))
  return {
    accessCodes: written.flatMap(({ accessCodes }) => accessCodes),
    actionAttempts: written.flatMap(({ actionAttempts }) => actionAttempts),
  }
}
