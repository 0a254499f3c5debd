import type pg from 'pg'
import type { PinVault } from '../pins/vault.ts'
import { query } from '../statement.ts'
import { inTransaction } from '../transaction.ts'
import { type AuditSeal, beginning, lastSeal, placeOf, sealMac, settledEntries, TRACE_BYTES, traceOf } from './chain.ts'

/** One process at a time: whoever comes second leaves it to the first. */
const SEALING_LOCK = 0x6c6b_6173
const ENTRIES_MAX = 2_000

/**
 * Seals what was written since the last seal, if anything was: from then on nobody without the key can take an entry
 * out, put one in, or change one or their order, and not be found out. No writer waits for it.
 *
 * @param entriesMax how many one seal covers
 * @returns the newest seal that was made here; null if there was nothing to seal
 */
export async function sealAuditLog(
  pool: pg.Pool,
  vault: PinVault,
  entriesMax = ENTRIES_MAX,
): Promise<AuditSeal | null> {
  for (let newest: AuditSeal | null = null; ; ) {
    const made = await sealOnce(pool, vault, entriesMax)
    newest = made ?? newest
    if (!made || made.entries.length < entriesMax * TRACE_BYTES) return newest
  }
}

async function sealOnce(pool: pg.Pool, vault: PinVault, entriesMax: number): Promise<AuditSeal | null> {
  return inTransaction(pool, async (tx) => {
    const lock = `select pg_try_advisory_xact_lock($1) as "isMine",
      date_trunc('milliseconds', clock_timestamp()) as "sealedAt"`
    const [locked] = await query<{ isMine: boolean; sealedAt: Date }>(tx, lock, [SEALING_LOCK])
    if (!locked?.isMine) return null
    const before = (await lastSeal(tx)) ?? beginning
    const entries = await settledEntries(tx, placeOf(before), entriesMax)
    const last = entries.at(-1)
    if (!last) return null
    const seal = {
      id: String(BigInt(before.id) + 1n),
      throughTransactionId: last.transactionId,
      throughPosition: last.position,
      entries: Buffer.concat(entries.map(traceOf)),
      sealedAt: locked.sealedAt,
    }
    const made = { ...seal, mac: sealMac(vault, before, seal) }
    const text = `insert into audit_seal (id, through_transaction_id, through_position, entries, sealed_at, mac)
      values ($1, $2, $3, $4, $5, $6)`
    const { id, throughTransactionId, throughPosition, sealedAt, mac } = made
    await query(tx, text, [id, throughTransactionId, throughPosition, made.entries, sealedAt, mac])
    return made
  })
}
