import { query } from '../../data/statement.ts'
import { newId } from '../../data/uuid.ts'
import { type Command, removeCode, setCode } from './commands.ts'
import type { LockSession } from './lock-session.ts'

/** Leaves a command on its way: it lands `afterMs` from now, whoever has given up on it by then. */
export async function sendLate(
  { tx, vault, lock, now }: LockSession,
  command: Command,
  afterMs: number,
): Promise<void> {
  const id = newId()
  const { pin = null, name = null, window = null } = command.kind === 'set' ? command.code : {}
  await query(
    tx,
    `insert into simulated_lock.late_command (id, device_id, due_at, kind, slot, pin, name, starts_at, ends_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[id, lock.deviceId, new Date(now.getTime() + afterMs), command.kind],
      ...[command.kind === 'set' ? command.code.slot : command.slot, pin === null ? null : vault.seal(pin, id)],
      ...[name, window?.startsAt ?? null, window?.endsAt ?? null],
    ],
  )
}

/**
 * Lands what is due, each at the moment it was due. A lock that has gone off line since does not save anybody: the
 * command was past whatever broke. One that the lock refuses is lost, since nobody is left to be told.
 */
export async function landDueCommands(session: LockSession): Promise<void> {
  const due = await query<LateCommandRow>(
    session.tx,
    `with due as (delete from simulated_lock.late_command where device_id = $1 and due_at <= $2 returning *)
     select id, due_at as "dueAt", kind, slot, pin, name, starts_at as "startsAt", ends_at as "endsAt"
     from due order by due_at, position`,
    [session.lock.deviceId, session.now],
  )
  for (const row of due) await land({ ...session, now: row.dueAt }, row)
}

interface LateCommandRow {
  readonly id: string
  readonly dueAt: Date
  readonly kind: 'set' | 'remove'
  readonly slot: string
  readonly pin: Buffer | null
  readonly name: string | null
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

async function land(session: LockSession, { id, kind, slot, pin, name, startsAt, endsAt }: LateCommandRow) {
  if (kind === 'remove') return removeCode(session, slot)
  const window = startsAt && { startsAt, endsAt }
  await setCode(session, { slot, pin: pin && session.vault.open(pin, id), name, window })
}
