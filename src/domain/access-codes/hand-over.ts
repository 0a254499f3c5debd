import type { PoolClient } from 'pg'
import { newId } from '../../data/uuid.ts'
import type { ChangeableCode } from '../../data/write/changeable-codes.ts'
import { type CodeToHandOver, handOverCodes } from '../../data/write/hand-over.ts'
import { undoPulls } from '../../data/write/pull-backup-code.ts'
import { InvalidInputError, NotModifiableError } from '../errors.ts'
import type { UpdateAccessCodeInput } from './inputs.ts'
import { usingBackup } from './pulled-backups.ts'
import type { RecordedCode } from './record.ts'

/** A code that was handed over, and how it was seen last as a managed one. */
export interface HandedOverCode extends RecordedCode {
  readonly lastView: ChangeableCode
}

/**
 * Lets go of a code: it stays on its lock, as an unmanaged one of the same id. The caller holds the device.
 *
 * @throws InvalidInputError if anything else is to change with it
 * @throws NotModifiableError for a code that is not known to be on its lock as it is wished
 */
export async function handOver(
  tx: PoolClient,
  workspaceId: string,
  code: ChangeableCode,
  input: UpdateAccessCodeInput,
): Promise<HandedOverCode> {
  const { id: _id, isManaged: _isManaged, ...others } = input
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? []
  if (other !== undefined) {
    const message = 'Nothing else can change in the request that hands the code over.'
    throw new InvalidInputError([{ path: [other], message }])
  }
  if (code.isBackup && !code.isPulled) throw new NotModifiableError('A spare code of the backup pool stays the pool’s.')
  const isOnLock = code.confirmedAt !== null && !code.isInDoubt && !code.isConverting
  if (!isOnLock || (code.status !== 'SET' && !code.isScheduledOnDevice)) {
    throw new NotModifiableError('The lock is not known to hold the code as it is wished: hand it over when it is SET.')
  }
  const actionAttemptId = newId()
  await letGo(tx, workspaceId, [{ ...code, actionAttemptId }])
  return { accessCodeId: code.id, actionAttemptId, lastView: code }
}

/** Makes codes that are on their locks into unmanaged ones; a backup stands in for nothing any more. */
export async function letGo(
  tx: PoolClient,
  workspaceId: string,
  codes: readonly (CodeToHandOver & Pick<ChangeableCode, 'isPulled'>)[],
): Promise<void> {
  await handOverCodes(tx, workspaceId, codes)
  const backupIds = codes.flatMap(({ id, isPulled }) => (isPulled ? [id] : []))
  if (backupIds.length > 0) await undoPulls(tx, workspaceId, backupIds, usingBackup)
}
