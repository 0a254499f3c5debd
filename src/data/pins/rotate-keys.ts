import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { PoolClient } from 'pg'
import { inTransaction } from '../transaction.ts'
import type { PinVault } from './vault.ts'

/** A column of sealed texts; each is sealed to the text of its row's `id` column. */
interface SealedColumn {
  readonly table: string
  readonly id: string
  readonly column: string
}

/** Everything that is sealed. A test holds it against the columns that the database has. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'access_code', id: 'id', column: 'pin_ciphertext' },
  { table: 'access_code', id: 'id', column: 'confirmed_pin_ciphertext' },
  { table: 'simulated_lock.code', id: 'id', column: 'pin' },
  { table: 'simulated_lock.late_command', id: 'id', column: 'pin' },
  { table: 'simulated_lock.lock', id: 'device_id', column: 'offline_secret' },
]

const BATCH_ROWS = 500
const POLL_MS = 100

/** Somebody is rotating the keys of this database. */
class RotationRunningError extends Error {
  override readonly name = 'RotationRunningError'
}

const ROTATING_LOCK = 0x6c6b_726f

/** @throws RotationRunningError */
export async function whileNobodyElseRotates<Result>(pool: pg.Pool, work: () => Promise<Result>): Promise<Result> {
  const holder = await pool.connect()
  try {
    const text = 'select pg_try_advisory_lock($1) as granted'
    const { rows } = await holder.query<{ granted: boolean }>(text, [ROTATING_LOCK])
    if (!rows[0]?.granted) throw new RotationRunningError('the keys of this database are being rotated already')
    return await work()
  } finally {
    // Given back first, since the server takes a moment to see that a connection is gone, and with it the lock.
    await holder.query('select pg_advisory_unlock($1)', [ROTATING_LOCK]).catch(() => {})
    holder.release(true)
  }
}

/**
 * Seals anew whatever was sealed with another key than the one that seals now, a batch at a time, while everybody reads
 * and writes on; then takes the other keys off the list of those that the database needs.
 *
 * To be called once every process seals with the newest key.
 *
 * @param alongside done in the transaction that takes the other keys off the list
 * @returns how many texts were sealed anew
 */
export async function rotateKeys(
  pool: pg.Pool,
  vault: PinVault,
  alongside: (tx: PoolClient) => Promise<void> = async () => {},
): Promise<number> {
  const newest = vault.sealsWith()
  const others = await fingerprintsBut(pool, newest)
  let rotated = await sealAllAnew(pool, vault, newest)
  // What was begun with an older key may be written yet: only a look after its end that finds nothing counts.
  await runningTransactionsEnded(pool)
  for (let found = -1; found !== 0; rotated += found) found = await sealAllAnew(pool, vault, newest)
  await inTransaction(pool, async (tx) => {
    // A key that came meanwhile stays: somebody seals with it.
    await tx.query('delete from encryption_key where fingerprint = any($1)', [others])
    await alongside(tx)
  })
  return rotated
}

async function fingerprintsBut(pool: pg.Pool, newest: Buffer): Promise<string[]> {
  const text = 'select fingerprint from encryption_key where fingerprint <> $1'
  const { rows } = await pool.query<{ fingerprint: string }>(text, [newest.toString('hex')])
  return rows.map(({ fingerprint }) => fingerprint)
}

async function sealAllAnew(pool: pg.Pool, vault: PinVault, newest: Buffer): Promise<number> {
  let rotated = 0
  for (const sealed of sealedColumns) rotated += await sealAnew(pool, vault, newest, sealed)
  return rotated
}

async function sealAnew(
  pool: pg.Pool,
  vault: PinVault,
  newest: Buffer,
  { table, id, column }: SealedColumn,
): Promise<number> {
  const select = `select ${id}::text as id, ${column} as sealed from ${table}
    where ${id} > $1::uuid and ${column} is not null and substring(${column} from 1 for ${newest.length}) <> $2
    order by ${id} limit ${BATCH_ROWS}`
  // Only while it is still what was read: what was written meanwhile was written with the newest key.
  const update = `update ${table} set ${column} = again.sealed
    from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as again (id, before, sealed)
    where ${table}.${id} = again.id and ${table}.${column} = again.before`
  let after = '00000000-0000-0000-0000-000000000000'
  let rotated = 0
  for (;;) {
    const { rows } = await pool.query<{ id: string; sealed: Buffer }>(select, [after, newest])
    const last = rows.at(-1)
    if (!last) return rotated
    const again = rows.map((row) => vault.seal(vault.open(row.sealed, row.id), row.id))
    const { rowCount } = await inTransaction(pool, (tx) =>
      tx.query(update, [rows.map((row) => row.id), rows.map((row) => row.sealed), again]),
    )
    rotated += rowCount ?? 0
    after = last.id
  }
}

/** Those that run now; what begins later is not waited for. */
async function runningTransactionsEnded(pool: pg.Pool): Promise<void> {
  const text = `select pid || ' ' || xact_start as one from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and xact_start is not null
      and pid <> pg_backend_pid()`
  const running = async () => (await pool.query<{ one: string }>(text)).rows.map(({ one }) => one)
  let left = await running()
  while (left.length > 0) {
    await wait(POLL_MS)
    const now = new Set(await running())
    left = left.filter((one) => now.has(one))
  }
}
