import type { PoolClient } from 'pg'
import type { PinVault } from '../data/pins/vault.ts'
import { rememberAnswer, rememberedAnswer } from '../data/write/idempotency.ts'
import type { Viewer } from './auth/viewer.ts'
import { IdempotencyConflictError } from './errors.ts'

/**
 * The first answer to this key again, or what `work` answers, kept for 24 hours in its transaction. Refusals are thrown
 * and so never kept. Without a key it is just `work`.
 *
 * @throws IdempotencyConflictError if the key came with another operation or input
 */
export async function idempotently<Result, Input extends { readonly idempotencyKey?: string | null }>(
  tx: PoolClient,
  vault: PinVault,
  { viewer, operation, input }: { viewer: Viewer; operation: string; input: Input },
  work: () => Promise<Result>,
): Promise<Result> {
  const { idempotencyKey, ...rest } = input
  if (idempotencyKey == null) return work()
  const { workspaceId } = viewer
  const key = keyOf(viewer, idempotencyKey)
  // A keyed hash: the input may name a PIN, which a plain one would let anybody guess.
  const requestHash = vault.hash(workspaceId, `${operation} ${canonical(rest)}`)
  const first = await rememberedAnswer<Result>(tx, workspaceId, key)
  if (first) {
    if (!first.requestHash.equals(requestHash)) throw new IdempotencyConflictError()
    return first.result
  }
  const result = await work()
  await rememberAnswer(tx, workspaceId, key, { operation, requestHash, result })
  return result
}

/** A session has keys of its own: its workspace's might answer with what it does not reach. */
const keyOf = ({ kind, credentialId }: Viewer, key: string): string =>
  kind === 'CLIENT_SESSION' ? `${credentialId} ${key}` : key

/** How long a client that repeats a request may take. */
const REPEATED_WITHIN_SECONDS = 60

/**
 * For clients that send a request again when its answer was lost, without a key: the first answer again to the same input
 * of the same credential within a minute, while it is still right, or what `work` answers.
 */
export async function onceAMinute<Result, Input extends object>(
  tx: PoolClient,
  vault: PinVault,
  { viewer, operation, input }: { viewer: Viewer; operation: string; input: Input },
  isStillRight: (result: Result) => Promise<boolean>,
  work: () => Promise<Result>,
): Promise<Result> {
  const { workspaceId, credentialId } = viewer
  const requestHash = vault.hash(workspaceId, `${operation} ${canonical(input)}`)
  // No key of a caller's holds a control character.
  const key = `\u001f${credentialId} ${requestHash.toString('base64url')}`
  const first = await rememberedAnswer<Result>(tx, workspaceId, key, REPEATED_WITHIN_SECONDS)
  if (first && (await isStillRight(first.result))) return first.result
  const result = await work()
  await rememberAnswer(tx, workspaceId, key, { operation, requestHash, result })
  return result
}

/** The same text for the same input, however its fields are ordered and whether absent ones are null or left out. */
function canonical(input: object): string {
  const given = Object.entries(input).filter(([, value]) => value != null)
  return JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)))
}
