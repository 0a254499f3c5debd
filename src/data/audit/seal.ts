import type pg from 'pg'
import type { PinVault } from '../pins/vault.ts'
import { query } from '../statement.ts'
import { inTransaction } from '../transaction.ts'
import { type AuditSeal, entriesBehind, lastSeal, sealMac } from './chain.ts'

/** One process at a time: whoever comes second leaves it to the first. */
const SEALING_LOCK = 0x6c6b_6173
const ENTRIES_MAX = 2_000

/**
 * Seals what was written since the last seal, if anything was: from then on nobody without the key can take an entry
 * out, put one in, or change one or their order, and not be found out. No writer waits for it.
 *
 * @returns the newest seal that was made here; null if there was nothing to seal
 */
export async function sealAuditLog(pool: pg.Pool, vault: PinVault): Promise<AuditSeal | null> {
  for (let newest: AuditSeal | null = null; ; ) {
    const made = await sealOnce(pool, vault)
    newest = made ?? newest
    if (!made || made.entryCount < ENTRIES_MAX) return newest
  }
}

async function sealOnce(pool: pg.Pool, vault: PinVault): Promise<AuditSeal | null> {
  return inTransaction(pool, async (tx) => {
    const lock = 'select pg_try_advisory_xact_lock($1) as "isMine"'
    const [mine] = await query<{ isMine: boolean }>(tx, lock, [SEALING_LOCK])
    if (!mine?.isMine) return null
    const before = await lastSeal(tx)
    const entries = await entriesBehind(tx, before, null, ENTRIES_MAX)
    const last = entries.at(-1)
    if (!last) return null
    const mac = sealMac(vault, before, entries)
    const text = `insert into audit_seal (through_transaction_id, through_position, entry_count, mac)
      values ($1, $2, $3, $4) returning id`
    const values = [last.transactionId, last.position, entries.length, mac]
    const [made] = await query<{ id: string }>(tx, text, values)
    if (!made) throw new Error('a seal was to be written')
    return {
      id: made.id,
      throughTransactionId: last.transactionId,
      throughPosition: last.position,
      entryCount: entries.length,
      mac,
    }
  })
}
