import type { PoolClient } from 'pg'
import { type ChangeableCode, codesByIds } from '../../data/write/changeable-codes.ts'
import type { Services } from '../services.ts'
import { isEmpty, realChanges, type WishedChange } from './change.ts'

/** Backups that were pulled, by the id of the code that each was pulled for. */
export type PulledBackups = ReadonlyMap<string, ChangeableCode>

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
