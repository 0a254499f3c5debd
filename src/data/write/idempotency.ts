import type { PoolClient } from 'pg'
import { type Queryable, query } from '../statement.ts'

/** How long the first answer to a key is given again, at most. */
const KEPT_SECONDS = 24 * 60 * 60

export interface RememberedAnswer<Result> {
  readonly operation: string
  readonly requestHash: Buffer
  readonly result: Result
}

/** The first answer to this key, if there is one that is young enough. Equal keys queue here until the transaction ends. */
export async function rememberedAnswer<Result>(
  tx: PoolClient,
  workspaceId: string,
  key: string,
  withinSeconds = KEPT_SECONDS,
): Promise<RememberedAnswer<Result> | null> {
  // Two statements: the look-up needs a snapshot taken after the lock was granted.
  await query(tx, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${workspaceId} ${key}`])
  const text = `select operation, request_hash as "requestHash", result from idempotency_key
    where workspace_id = $1 and key = $2 and created_at > clock_timestamp() - make_interval(secs => $3)`
  const [row] = await query<RememberedAnswer<Result>>(tx, text, [workspaceId, key, withinSeconds])
  return row ?? null
}

/** Keeps the answer, in the place of one that is not given any more. */
export async function rememberAnswer(
  tx: PoolClient,
  workspaceId: string,
  key: string,
  { operation, requestHash, result }: RememberedAnswer<unknown>,
): Promise<void> {
  const text = `insert into idempotency_key (workspace_id, key, operation, request_hash, result)
    values ($1, $2, $3, $4, $5)
    on conflict (workspace_id, key) do update set operation = excluded.operation,
      request_hash = excluded.request_hash, result = excluded.result, created_at = clock_timestamp()`
  await query(tx, text, [workspaceId, key, operation, requestHash, JSON.stringify(result)])
}

export async function forgetOldAnswers(on: Queryable): Promise<void> {
  const text = 'delete from idempotency_key where created_at < now() - make_interval(secs => $1)'
  await query(on, text, [KEPT_SECONDS])
}
