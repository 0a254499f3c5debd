import { query } from '../../data/statement.ts'
import { newId } from '../../data/uuid.ts'
import type { LockCode, LockWindow } from '../provider.ts'
import { type LockSession, lockTime } from './lock-session.ts'

/** A code as the lock keeps it. */
export interface StoredCode {
  readonly id: string
  readonly slot: string
  /** Sealed. */
  readonly pin: Buffer
  readonly pinHash: Buffer
  readonly pinReadyAt: Date
  readonly name: string | null
  readonly startsAt: Date | null
  readonly endsAt: Date | null
}

/** All of them, by slot. An ended code is one of them for as long as nobody removes it. */
export function storedCodes({ tx, lock }: LockSession): Promise<StoredCode[]> {
  const text = `select id, slot::text, pin, pin_hash as "pinHash", pin_ready_at as "pinReadyAt", name,
      starts_at as "startsAt", ends_at as "endsAt"
    from simulated_lock.code where device_id = $1 order by code.slot`
  return query<StoredCode>(tx, text, [lock.deviceId])
}

/** Whether this lock, or another of its account, holds the PIN. */
export async function isPinOfAccount({ tx, lock }: LockSession, pinHash: Buffer): Promise<boolean> {
  const text = `select from simulated_lock.code c join device d on d.id = c.device_id join device own on own.id = $1
    where c.pin_hash = $2 and d.workspace_id = own.workspace_id
      and (d.id = own.id or d.connected_account_id = own.connected_account_id) limit 1`
  return (await query(tx, text, [lock.deviceId, pinHash])).length > 0
}

export interface CodeToStore {
  readonly slot: string
  readonly pin: string
  readonly pinReadyAt: Date
  readonly name: string | null
  readonly window: LockWindow | null
}

/** Puts it into its slot, in place of whatever is there, and asks nothing. */
export async function store({ tx, vault, lock }: LockSession, code: CodeToStore): Promise<void> {
  const { slot, pin, pinReadyAt, name, window } = code
  const id = newId()
  await query(
    tx,
    `insert into simulated_lock.code (id, device_id, slot, pin, pin_hash, pin_ready_at, name, starts_at, ends_at)
     values ($1, $2, $3::int, $4, $5, $6, $7, $8, $9)
     on conflict (device_id, slot) do update set id = excluded.id, pin = excluded.pin, pin_hash = excluded.pin_hash,
       pin_ready_at = excluded.pin_ready_at, name = excluded.name, starts_at = excluded.starts_at,
       ends_at = excluded.ends_at`,
    [
      ...[id, lock.deviceId, slot, vault.seal(pin, id), vault.hash(lock.workspaceId, pin), pinReadyAt, name],
      ...[window?.startsAt ?? null, window?.endsAt ?? null],
    ],
  )
}

/** Answers whether anything was there. */
export async function empty({ tx, lock }: LockSession, slot: string): Promise<boolean> {
  const text = 'delete from simulated_lock.code where device_id = $1 and slot::text = $2 returning id'
  return (await query(tx, text, [lock.deviceId, slot])).length > 0
}

/** The code as a reading of this lock shows it. */
export function shown({ vault, lock, now }: LockSession, code: StoredCode): LockCode {
  if (lock.readBack !== 'full') return { slot: code.slot, pin: null, name: null, window: null }
  const { startsAt, endsAt } = code
  return {
    slot: code.slot,
    pin: isReady(code, now) ? vault.open(code.pin, code.id) : null,
    name: code.name,
    window: startsAt && { startsAt, endsAt },
  }
}

/** Whether its PIN opens the door at this moment: from the start of its window up to, not including, its end. */
export function opensNow(session: Pick<LockSession, 'lock' | 'now'>, code: StoredCode): boolean {
  const time = lockTime(session)
  const { startsAt, endsAt } = code
  return isReady(code, session.now) && (startsAt === null || startsAt <= time) && (endsAt === null || time < endsAt)
}

function isReady({ pinReadyAt }: StoredCode, now: Date): boolean {
  return pinReadyAt <= now
}
