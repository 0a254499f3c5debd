/** What callers were promised. */
export interface History {
  readonly creates: Map<string, AcknowledgedCreate>
  readonly rotations: Map<string, AcknowledgedRotation>
  /** By the id of the code that each was pulled for. */
  readonly pulledBackups: Map<string, string>
  readonly codes: Map<string, KnownCode>
  /** Ids whose deletion was asked for: where no answer came, it may have been done. */
  readonly askedToDelete: Set<string>
  /** Ids whose deletion was acknowledged. */
  readonly deleted: Set<string>
  /** Operations that were answered with yes. */
  readonly acknowledged: Map<string, number>
  /** Refusals, and how often there was no answer. */
  readonly others: Map<string, number>
  /** Replays whose answer was another one. */
  readonly changedReplays: string[]
  /** Answers that say otherwise than was asked for. */
  readonly wrongAnswers: string[]
}

interface AcknowledgedCreate {
  readonly request: CreateRequest
  readonly ids: readonly string[]
}

export interface CreateRequest {
  readonly mutation: 'createAccessCode' | 'createMultipleAccessCodes'
  readonly input: Readonly<Record<string, unknown>> & { readonly idempotencyKey: string }
}

interface AcknowledgedRotation {
  readonly input: Readonly<Record<string, unknown>> & { readonly idempotencyKey: string }
  readonly groupId: string
  /** Nobody else changes its codes, but for deleting them. */
  readonly owner: string
}

/** What a caller wished of a code. Only the caller that created it changes it; anybody deletes it. */
export interface KnownCode {
  readonly id: string
  readonly owner: string
  /** Null for a code in no group, and for one whose group was over when it was answered. */
  commonCodeKey: string | null
  isUnlinked: boolean
  /**
   * The last that was acknowledged; several, where a request was refused that may have been done when it was asked before;
   * none, where nobody can tell.
   */
  wishes: readonly Wish[]
  /** A request about it may still be under way somewhere: it is changed no more, so that nothing can come in between. */
  isLeftAlone: boolean
}

/** Instants are in ISO 8601. */
export interface Wish {
  readonly name: string | null
  readonly pin: string
  readonly startsAt: string | null
  readonly endsAt: string | null
}

export const newHistory = (): History => ({
  creates: new Map(),
  rotations: new Map(),
  pulledBackups: new Map(),
  codes: new Map(),
  askedToDelete: new Set(),
  deleted: new Set(),
  acknowledged: new Map(),
  others: new Map(),
  changedReplays: [],
  wrongAnswers: [],
})

export function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}

/** The codes of a caller that are there to be changed, as far as it knows: neither deleted nor over, nor in doubt. */
export function changeable({ codes, askedToDelete }: History, owner: string): KnownCode[] {
  const isChangeable = (code: KnownCode) => code.wishes.length === 1 && !code.isLeftAlone && !isOver(code)
  return [...codes.values()].filter((code) => code.owner === owner && !askedToDelete.has(code.id) && isChangeable(code))
}

export const isOver = ({ wishes }: KnownCode): boolean =>
  wishes.some(({ endsAt }) => endsAt !== null && Date.parse(endsAt) <= Date.now())

/** The one thing that a code is known to be wished as. */
export function wishOf({ id, wishes }: KnownCode): Wish {
  const [wish] = wishes
  if (!wish || wishes.length !== 1) throw new Error(`it is not known what ${id} is wished as`)
  return wish
}
