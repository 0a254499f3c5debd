import type { PoolClient } from 'pg'
import type { DeviceRow } from '../../data/read/devices.ts'
import { allWritten, type ReadWritten } from '../../data/read/written.ts'
import { newId } from '../../data/uuid.ts'
import { insertAccessCodes, type NewAccessCodes } from '../../data/write/access-codes.ts'
import { fillBackupPools } from '../devices/backup-pool.ts'
import type { Survey } from '../devices/survey.ts'
import type { PlanRequest } from '../linked-code-groups/sharing-question.ts'
import type { Services } from '../services.ts'
import type { CreateAccessCodeInput, CreateMultipleAccessCodesInput } from './inputs.ts'
import { initialState } from './lifecycle.ts'
import { claimedFrom, typeOf } from './window.ts'

/** One code to record; `pin` null where the lock makes it. */
export interface PlannedCode {
  readonly deviceId: string
  readonly linkedCodeGroupId: string | null
  readonly pin: string | null
}

export interface RecordedCode {
  readonly accessCodeId: string
  readonly actionAttemptId: string
  /** Both as they were written, where the verb knows. */
  readonly written?: ReadWritten
}

/** What was recorded, and with it its device as the verb leaves it. */
export function withDevices(recorded: RecordedCode, devices: readonly DeviceRow[]): RecordedCode {
  const { written } = recorded
  return written ? { ...recorded, written: () => allWritten([written], devices) } : recorded
}

/** The devices of new codes as they are left, as far as that is known: a pool that is begun changes them. */
export const devicesLeft = (
  { useBackupAccessCodePool }: Pick<CreateAccessCodeInput, 'useBackupAccessCodePool'>,
  { rows }: Pick<Survey, 'rows'>,
): readonly DeviceRow[] => (useBackupAccessCodePool ? [] : rows)

/**
 * Writes down codes that were planned under the locks of their devices, and fills the backup pools that they ask for. In
 * the order of `codes`.
 */
export async function recordAccessCodes(
  tx: PoolClient,
  services: Services,
  workspaceId: string,
  {
    input,
    request,
    newGroup = null,
    codes,
  }: {
    readonly input: CreateAccessCodeInput | CreateMultipleAccessCodesInput
    readonly request: PlanRequest
    readonly newGroup?: NewAccessCodes['newGroup']
    readonly codes: readonly PlannedCode[]
  },
): Promise<RecordedCode[]> {
  const { now, window } = request
  const { vault } = services
  const rows = codes.map(({ deviceId, linkedCodeGroupId, pin }) => {
    const id = newId()
    const sealed = pin === null ? null : { ciphertext: vault.seal(pin, id), hash: vault.hash(workspaceId, pin) }
    return { id, actionAttemptId: newId(), deviceId, linkedCodeGroupId, pin: sealed }
  })
  const written = insertAccessCodes(tx, {
    workspaceId,
    createdAt: now,
    newGroup,
    name: request.name,
    type: typeOf(window),
    ...initialState(window, now),
    // Its PIN is still to be made, whenever its time comes.
    ...(input.isOfflineAccessCode && { attemptStatus: 'PENDING' }),
    ...window,
    claimedFrom: claimedFrom(window, now),
    prefersNativeScheduling: input.preferNativeScheduling,
    useBackupAccessCodePool: input.useBackupAccessCodePool,
    isExternalModificationAllowed: input.isExternalModificationAllowed,
    isOfflineAccessCode: input.isOfflineAccessCode,
    isOneTimeUse: input.isOneTimeUse,
    maxTimeRounding: input.maxTimeRounding,
    codes: rows,
  })
  if (input.useBackupAccessCodePool) {
    const deviceIds = codes.map(({ deviceId }) => deviceId)
    await fillBackupPools(tx, services, workspaceId, deviceIds)
  }
  return rows.map(({ id, actionAttemptId }) => ({ accessCodeId: id, actionAttemptId, written }))
}
