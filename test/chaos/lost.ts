import { query } from '../../src/data/statement.ts'
import type { History, KnownCode, Wish } from './history.ts'
import type { ChaosHouse } from './house.ts'

interface CodeRow {
  readonly id: string
  readonly name: string | null
  readonly pinHash: Buffer
  readonly startsAt: Date | null
  readonly endsAt: Date | null
  readonly commonCodeKey: string | null
  readonly isDeleted: boolean
  readonly isOver: boolean
  readonly isGone: boolean
  readonly isGoneEarly: boolean
}

/**
 * Each acknowledged code is there, wished as was acknowledged last, or was deleted as acknowledged, or its window is over
 * and it is gone since.
 */
export async function lost({ database, stack, doors }: ChaosHouse, history: History): Promise<string[]> {
  const { creates, codes, pulledBackups, askedToDelete, deleted } = history
  const rows = new Map((await query<CodeRow>(database.pool, text, [])).map((row) => [row.id, row]))
  const workspaceId = doors[0]?.workspaceId ?? ''

  const isWishedAs = (row: CodeRow, { name, pin, startsAt, endsAt }: Wish) =>
    row.name === name &&
    row.pinHash.equals(stack.vault.hash(workspaceId, pin)) &&
    (row.startsAt?.toISOString() ?? null) === startsAt &&
    (row.endsAt?.toISOString() ?? null) === endsAt

  function lostOf(id: string, known: KnownCode | undefined): string[] {
    const row = rows.get(id)
    if (!row) return [`created ${id}, which is nowhere`]
    if (deleted.has(id) && !row.isDeleted && !row.isOver) return [`deleted ${id}, which is wished as before`]
    if (askedToDelete.has(id)) return []
    if (row.isDeleted || (row.isGone && !row.isOver)) return [`created ${id}, which is gone`]
    if (row.isGoneEarly) return [`created ${id}, which was gone before its time was over`]
    if (!known) return []
    const { wishes, commonCodeKey, isUnlinked, isLeftAlone } = known
    if (wishes.length > 0 && !wishes.some((wish) => isWishedAs(row, wish))) {
      return [`changed ${id} to ${JSON.stringify(wishes)}, which is ${JSON.stringify(row)}`]
    }
    if (isUnlinked && row.commonCodeKey !== null) return [`unlinked ${id}, which is in its group`]
    const isInGroup = commonCodeKey === null || commonCodeKey === row.commonCodeKey
    if (!isInGroup && !isLeftAlone) return [`created ${id}, which is no longer in its group`]
    return []
  }

  const backups = [...pulledBackups].filter(([originalId]) => !askedToDelete.has(originalId))
  return [
    ...[...creates.values()].flatMap(({ ids }) => ids).flatMap((id) => lostOf(id, codes.get(id))),
    ...backups.flatMap(([, id]) => lostOf(id, undefined)),
  ]
}

const text = `
  select a.id, a.name, a.pin_hash as "pinHash", a.starts_at as "startsAt", a.ends_at as "endsAt",
    g.common_code_key as "commonCodeKey", a.deleted_at is not null as "isDeleted",
    coalesce(a.ends_at <= now(), false) as "isOver", a.removed_at is not null as "isGone",
    coalesce(a.removed_at < a.ends_at, false) as "isGoneEarly"
  from access_code a left join linked_code_group g on g.id = a.linked_code_group_id where a.is_managed`
