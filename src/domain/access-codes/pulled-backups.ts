import type { PoolClient } from 'pg'
import { type ChangeableCode, codesByIds } from '../../data/write/changeable-codes.ts'
import type { Services } from '../services.ts'
import { isEmpty, realChanges, type WishedChange } from './change.ts'

/** Backups that were pulled, by the id of the code that each was pulled for. */
export type PulledBackups = ReadonlyMap<string, ChangeableCode>

/** Whether a code as it was read could be given a backup, were one ready. */
export function canHaveBackup(code: AccessCodeFacts): boolean {
  const isWished = code.deletedAt === null && code.status !== 'REMOVING' && code.isManaged
  const isOfPool = code.isBackup || code.isOfflineAccessCode
  return isWished && !isOfPool && code.type === 'TIME_BOUND' && code.pulledBackupAccessCodeId === null
}

type AccessCodeFacts = Pick<
  ChangeableCode,
  'deletedAt' | 'status' | 'isManaged' | 'isBackup' | 'isOfflineAccessCode' | 'type' | 'pulledBackupAccessCodeId'
>

/** What a code is warned of for as long as a backup stands in for it. */
export const usingBackup = {
  issueCode: 'using_backup_access_code',
  message: 'A backup code was pulled for it: the guest can use that one.',
} as const

/** The backups that were pulled for these codes and may still open a door. They are on the originals' devices, which the transaction holds. */
export async function pulledBackupsOf(
  tx: PoolClient,
  workspaceId: string,
  codes: readonly ChangeableCode[],
): Promise<PulledBackups> {
  const pulled = codes.flatMap(({ id, pulledBackupAccessCodeId: backupId }) => (backupId ? [{ id, backupId }] : []))
  if (pulled.length === 0) return new Map()
  const ids = pulled.map(({ backupId }) => backupId)
  const backups = new Map((await codesByIds(tx, workspaceId, ids)).map((backup) => [backup.id, backup]))
  return new Map(
    pulled.flatMap(({ id, backupId }) => {
      const backup = backups.get(backupId)
      return backup && !backup.isOver ? [[id, backup] as const] : []
    }),
  )
}

/** These changes, and those of backups: a guest who was given another PIN for a stay has it as long as the stay. */
export function withPulledBackups(
  services: Services,
  changes: readonly WishedChange[],
  backups: PulledBackups,
): WishedChange[] {
  const following = changes.flatMap(({ code, wish: { window } }): WishedChange[] => {
    const backup = backups.get(code.id)
    if (!backup || !window) return []
    const wish = realChanges(services, { code: backup, wish: { window } })
    return isEmpty(wish) ? [] : [{ code: backup, wish }]
  })
  return [...changes, ...following]
}
