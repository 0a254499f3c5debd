/** What callers were promised. */
export interface History {
  readonly creates: Map<string, AcknowledgedCreate>
  /** Ids whose deletion was asked for: where no answer came, it may have been done. */
  readonly askedToDelete: Set<string>
  /** Ids whose deletion was acknowledged. */
  readonly deleted: Set<string>
  readonly counts: Map<string, number>
  /** Replays whose answer was another one. */
  readonly changedReplays: string[]
}

interface AcknowledgedCreate {
  readonly request: CreateRequest
  readonly ids: readonly string[]
}

export interface CreateRequest {
  readonly mutation: 'createAccessCode' | 'createMultipleAccessCodes'
  readonly input: { readonly idempotencyKey: string; readonly endsAt?: string; readonly [field: string]: unknown }
}

export const newHistory = (): History => ({
  creates: new Map(),
  askedToDelete: new Set(),
  deleted: new Set(),
  counts: new Map(),
  changedReplays: [],
})

export function count(counts: Map<string, number>, what: string, by = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + by)
}

/** Remembers the first answer to a key, and compares every later one with it. */
export function acknowledge(history: History, request: CreateRequest, ids: readonly string[]): void {
  const key = request.input.idempotencyKey
  const first = history.creates.get(key)
  if (!first) history.creates.set(key, { request, ids })
  else if (first.ids.join() !== ids.join()) history.changedReplays.push(`${key}: ${first.ids} became ${ids}`)
}
