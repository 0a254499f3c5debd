import type { AccessCodeRow } from './access-codes.ts'
import type { DeviceRow } from './devices.ts'
import type { LinkedCodeGroupRow } from './linked-code-groups.ts'
import type { ActionAttemptRow } from './workspaces.ts'

/** Rows as a statement left them, so that a verb's answer need not read them again. Asked for once the transaction is over. */
export type ReadWritten = () => Promise<Written>

export interface Written {
  readonly accessCodes: readonly AccessCodeRow[]
  readonly actionAttempts: readonly ActionAttemptRow[]
  /** Those that were founded. */
  readonly linkedCodeGroups?: readonly LinkedCodeGroupRow[]
  /** Their devices, as the verb found them and leaves them. */
  readonly devices?: readonly DeviceRow[]
}

export async function allWritten(parts: readonly ReadWritten[], devices: readonly DeviceRow[] = []): Promise<Written> {
  const written = await Promise.all(parts.map((part) => part()))
  return {
    devices,
    accessCodes: written.flatMap(({ accessCodes }) => accessCodes),
    actionAttempts: written.flatMap(({ actionAttempts }) => actionAttempts),
    linkedCodeGroups: written.flatMap(({ linkedCodeGroups = [] }) => linkedCodeGroups),
  }
}

/** The attempt that was written together with a code. */
export const attemptWith = (
  { id: accessCodeId, workspaceId, deviceId }: AccessCodeRow,
  attempt: Pick<ActionAttemptRow, 'id' | 'actionType' | 'status' | 'createdAt'>,
): ActionAttemptRow => ({
  ...attempt,
  ...{ workspaceId, accessCodeId, deviceId, error: null },
  result: attempt.status === 'SUCCESS' ? { accessCodeId } : null,
})
