import type { PoolClient } from 'pg'
import { type Queryable, query } from '../statement.ts'

/** How long the first answer to a key is given again. */
const IDEMPOTENCY_KEPT_HOURS = 24

export interface RememberedAnswer<Result> {
  readonly operation: string
  readonly requestHash: Buffer
  readonly result: Result
}

/** The first answer to this key, if there is one. Equal keys queue here until the transaction ends. */
export async function rememberedAnswer<Result>(
  tx: PoolClient,
  workspaceId: string,
  key: string,
): Promise<RememberedAnswer<Result> | null> {
  // Two statements: the look-up needs a snapshot taken after the lock was granted.
  await query(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${workspaceId} ${key}`])
  const text = `select operation, request_hash as "requestHash", result from idempotency_key
    where workspace_id = $1 and key = $2 and created_at > now() - make_interval(hours => $3)`
  const [row] = await query<RememberedAnswer<Result>>(tx, text, [workspaceId, key, IDEMPOTENCY_KEPT_HOURS])
  return row ?? null
}

/** Keeps the answer, in the place of one that has outlived its time. */
export async function rememberAnswer(
  tx: PoolClient,
  workspaceId: string,
  key: string,
  { operation, requestHash, result }: RememberedAnswer<unknown>,
): Promise<void> {
  const text = `insert into idempotency_key (workspace_id, key, operation, request_hash, result)
    values ($1, $2, $3, $4, $5)
    on conflict (workspace_id, key) do update set operation = excluded.operation,
      request_hash = excluded.request_hash, result = excluded.result, created_at = now()`
  await query(tx, text, [workspaceId, key, operation, requestHash, JSON.stringify(result)])
}

export async function forgetOldAnswers(on: Queryable): Promise<void> {
  const text = 'delete from idempotency_key where created_at < now() - make_interval(hours => $1)'
  await query(on, text, [IDEMPOTENCY_KEPT_HOURS])
}
